// The disk under PostgreSQL is full, while people work: its tables can grow no more, or its log cannot. Nothing is acknowledged that
// is not stored, writes are refused and say so, the board stays readable, and all is well by itself once there is room again.
import { expect, onTestFinished, test } from 'vitest';
import { randomFrom } from '../support/recorded-session.ts';
import { makeBoard, RawClient, startSyncServer, type TestServer } from '../sync/harness.ts';
import {
	areSaved,
	durableKeys,
	expectNothingLost,
	lost,
	madeUpTokens,
	promisedTo,
	workersOn
} from '../support/cast.ts';
import { isRunning } from './postgres-processes.ts';
import { roundsOf, seed, tellOutcome } from './rounds.ts';
import { mountSmallDisk, whyNoSmallDisk } from './small-disk.ts';
import { setStage, type Stage } from './stage.ts';
import type { Worker } from '../support/worker.ts';

const rounds = roundsOf({ short: 1, full: 20 });
const peopleCount = 3;
const gapMaxMs = 30;
const editChars = 2_000;
/** Room for PostgreSQL, and for the segment of its log that every second round makes and that stays. */
const diskMiB = 192 + 16 * rounds;
const settleMaxMs = 120_000;
/** Sooner than on a real server, so that a round is short. */
const queueAgeMaxMs = 1_000;
const segmentsMax = 16;

const reason = whyNoSmallDisk();
if (reason !== null) console.log(`fault test: FAULT11 is skipped, because ${reason}`);

/** Whoever comes now is given the board. */
async function isReadable(server: TestServer, boardId: string, bytesMin: number): Promise<void> {
	const reader = await new RawClient(server, boardId, { id: 'reader', role: 'viewer' }).opened();
	reader.send(Uint8Array.of(0, 0, 1, 0));
	const { update } = await reader.frame('step2');
	expect(update.length).toBeGreaterThan(bytesMin);
	reader.socket.terminate();
}

/** PostgreSQL ends where it cannot even recover, and is started again; the answer says how often. */
async function isUpAgain(stage: Stage): Promise<number> {
	let ends = 0;
	const isUp = async () => {
		try {
			if (!isRunning(stage.postgres.pid)) {
				await stage.restart();
				ends++;
			}
			await stage.aside(({ sql }) => sql`select 1`);
			return true;
		} catch {
			return false;
		}
	};
	await expect.poll(isUp, { timeout: settleMaxMs }).toBe(true);
	return ends;
}

async function writesAreRefused(server: TestServer, people: readonly Worker[]): Promise<void> {
	await expect.poll(() => server.rooms.stats().storageIsFull, { timeout: settleMaxMs }).toBe(1);
	for (const person of people) person.statuses.length = 0;
	const know = () =>
		people.every(({ statuses }) => statuses.includes('not-saved') && !statuses.includes('saved'));
	await expect.poll(know, { timeout: settleMaxMs }).toBe(true);
}

/** Everything that is made now needs a new segment of the log, which finds no room. */
async function endSegments(stage: Stage): Promise<void> {
	for (let n = 0; n < segmentsMax && isRunning(stage.postgres.pid); n++) {
		const isEnded = await stage
			.aside(({ sql }) => sql`select pg_switch_wal(), pg_logical_emit_message(true, 'fault', 'test')`)
			.then(() => true)
			.catch(() => false);
		if (!isEnded) return;
	}
}

test.skipIf(reason !== null)(
	`FAULT11 the disk under PostgreSQL full ${rounds} times: refused, readable, healed, nothing acknowledged lost (seed ${seed})`,
	async (context) => {
		const random = randomFrom(seed);
		const disk = mountSmallDisk(diskMiB);
		onTestFinished(() => disk.unmount());
		const stage = await setStage(disk.folder);
		const boardId = await makeBoard(stage.database, 'Benghazi');
		const server = await startSyncServer(stage.database, {
			limits: { fullMaxMs: settleMaxMs },
			journalLimits: { queueAgeMaxMs }
		});
		const people = workersOn(server.url, { boardId, tokens: madeUpTokens(peopleCount) });
		const [quiet] = workersOn(server.url, { boardId, tokens: madeUpTokens(1, peopleCount) }, peopleCount);
		let ends = 0;
		for (const person of people) person.editChars = editChars;
		for (let round = 0; round < rounds; round++) {
			await areSaved(people);
			for (const person of people) person.edit(random, gapMaxMs);
			await expect
				.poll(() => people.every(({ acknowledged }) => acknowledged > round), { timeout: settleMaxMs })
				.toBe(true);
			disk.fill();
			if (round % 2 === 0) await endSegments(stage);
			await writesAreRefused(server, people);
			const before = Number(server.rooms.stats().upgradesTotal);
			for (const person of people) person.rest();
			const promised = promisedTo(people);
			await isReadable(server, boardId, editChars);
			const came = Number(server.rooms.stats().upgradesTotal) - before;
			expect(came, 'nobody but the reader came, let alone again and again').toBe(1);
			disk.free();
			ends += await isUpAgain(stage);
			const durable = await stage.aside((own) => durableKeys(own, boardId));
			expect(lost(promised, durable), `round ${round}, seed ${seed}`).toEqual([]);
			await areSaved(people);
			expect(server.rooms.stats().storageIsFull).toBe(0);
		}
		expect(quiet?.socketCount, 'who had nothing to save stayed all the time').toBe(1);
		const edits = await stage.aside((own) => expectNothingLost(own, boardId, people));
		tellOutcome(
			context,
			`${edits} edits, ${rounds} times full (PostgreSQL ended ${ends} times): 0 acknowledged lost, all saved afterwards`
		);
	}
);
