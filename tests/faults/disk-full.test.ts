// The disk under PostgreSQL is full, while people work: its tables can grow no more, or its log cannot. Nothing is acknowledged that
// is not stored, writes are refused and say so, the board stays readable, and all is well by itself once there is room again.
import { chownSync, cpSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbeddedPostgres } from '../../server/embedded-postgres/embedded-postgres.ts';
import { silentLog } from '../../server/log.ts';
import { randomFrom } from '../support/recorded-session.ts';
import { makeBoard, RawClient, startSyncServer, type TestServer } from '../sync/harness.ts';
import { areSaved, durableKeys, haveEverything, lost, madeUpTokens, promisedTo, workersOn } from './cast.ts';
import { isRunning } from './postgres-processes.ts';
import { isFullRun, passing, roundsOf, seed, tellOutcome } from './rounds.ts';
import { mountSmallDisk, whyNoSmallDisk, type SmallDisk } from './small-disk.ts';
import { setStage, type Stage } from './stage.ts';
import type { Worker } from './worker.ts';

const rounds = roundsOf({ short: 1, full: 10 });
const peopleCount = 3;
const gapMaxMs = 30;
const editChars = 2_000;
const tablesDiskMiB = 192;
const logDiskMiB = 64;
const settleMaxMs = 120_000;
/** Sooner than on a real server, so that a round is short. */
const queueAgeMaxMs = 2_000;
const segmentsMax = 8;

const reason = whyNoSmallDisk();
if (reason !== null) console.log(`fault test: FAULT11 is skipped, because ${reason}`);

function smallDisk(mebibytes: number): SmallDisk {
	const disk = mountSmallDisk(mebibytes);
	onTestFinished(() => disk.unmount());
	return disk;
}

/** Only the log of PostgreSQL lies on the small disk. */
async function logOnSmallDisk(): Promise<{ stage: Stage; disk: SmallDisk }> {
	const disk = smallDisk(logDiskMiB);
	const home = smallDisk(tablesDiskMiB);
	const made = await startEmbeddedPostgres({ dataDir: home.folder, log: silentLog });
	await made.release();
	const log = path.join(home.folder, 'postgres', 'pg_wal');
	const moved = path.join(disk.folder, 'pg_wal');
	cpSync(log, moved, { recursive: true });
	const { uid, gid } = statSync(log);
	for (const place of [moved, path.join(moved, 'archive_status'), path.join(moved, 'summaries')]) {
		chownSync(place, uid, gid);
	}
	renameSync(log, `${log}-before`);
	symlinkSync(moved, log);
	rmSync(`${log}-before`, { recursive: true });
	return { stage: await setStage(home.folder), disk };
}

/** Whoever comes now is given the board. */
async function isReadable(server: TestServer, boardId: string, bytesMin: number): Promise<void> {
	const reader = await new RawClient(server, boardId, { id: 'reader', role: 'viewer' }).opened();
	reader.send(Uint8Array.of(0, 0, 1, 0));
	const { update } = await reader.frame('step2');
	expect(update.length).toBeGreaterThan(bytesMin);
	reader.socket.terminate();
}

/** PostgreSQL ends where it cannot even recover; what watches over services starts it again and again. */
async function isUpAgain(stage: Stage): Promise<void> {
	const isUp = async () => {
		try {
			if (!isRunning(stage.postgres.pid)) await stage.restart();
			await stage.aside(({ sql }) => sql`select 1`);
			return true;
		} catch {
			return false;
		}
	};
	await expect.poll(isUp, { timeout: settleMaxMs }).toBe(true);
}

async function writesAreRefused(server: TestServer, people: readonly Worker[]): Promise<void> {
	await expect.poll(() => server.rooms.stats().storageIsFull, { timeout: settleMaxMs }).toBe(1);
	for (const person of people) person.statuses.length = 0;
	const know = () =>
		people.every(({ statuses }) => statuses.includes('not-saved') && !statuses.includes('saved'));
	await expect.poll(know, { timeout: settleMaxMs }).toBe(true);
}
