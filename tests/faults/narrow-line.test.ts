// The line between the server and its database is narrow, and one person brings megabytes to a board. Everybody is told, the
// colleagues on another board have their turns in between, and all of it is stored, once.
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { journalLimits } from '../../server/limits.ts';
import {
	expectNothingLost,
	expectPromisesKept,
	makeCast,
	openInstallation,
	progress,
	settleMaxMs,
	workersOn,
	areSaved,
	type Cast,
	type Installation
} from '../support/cast.ts';
import { startServer } from '../support/process.ts';
import { below, randomFrom, type Random } from '../support/recorded-session.ts';
import type { Worker } from '../support/worker.ts';
import { behindDoor, type Door } from './door.ts';
import { roundsOf, seed, tellOutcome, timeoutOf } from './rounds.ts';

const rounds = roundsOf({ short: 1, full: 20 });
const colleagueCount = 2;
const gapMaxMs = 40;
const bytesPerSecond = 2_000_000;
/** Each edit goes as one change, and several fit into a commit. */
const editChars = { min: 64 * 1024, max: 384 * 1024 };
const floodChars = { min: 4 * 1024 * 1024, max: rounds > 1 ? 10 * 1024 * 1024 : 4 * 1024 * 1024 };
/** Before all of the flood is stored. */
const turnsMin = 2;

let installation: Installation;
let door: Door;

beforeAll(async () => {
	installation = await openInstallation();
	door = await behindDoor(installation.testDatabase.url);
});

const between = (random: Random, { min, max }: { min: number; max: number }) =>
	min + below(random, max - min + 1);

function flood(person: Worker, random: Random): void {
	for (let left = between(random, floodChars); left > 0; left -= person.editChars) {
		person.editChars = between(random, editChars);
		person.editOnce();
	}
	person.editChars = 0;
}

/** What went into the log of each board by which transaction, in their order, without what the boards began with. */
function commitsOf(boardIds: readonly string[]) {
	const { sql } = installation.database;
	return sql<{ boardId: string; commit: string; bytes: number }[]>`
		select board_id as "boardId", xmin::text as commit, sum(length(data))::int as bytes from board_updates
		where board_id in ${sql(boardIds)} and seq > 1 group by board_id, xmin::text order by xmin::text::bigint`;
}

/** Answers how many commits of the colleagues came before the last of the flood, and after its first. */
async function expectTurns(flooded: Cast, shared: Cast, where: string): Promise<number> {
	const commits = await commitsOf([flooded.boardId, shared.boardId]);
	const bytes = new Map<string, number>();
	for (const one of commits) bytes.set(one.commit, (bytes.get(one.commit) ?? 0) + one.bytes);
	expect(Math.max(...bytes.values()), `${where}: bytes of one commit`).toBeLessThanOrEqual(
		journalLimits.batchBytesMax
	);
	const numbers = (cast: Cast) =>
		commits.filter(({ boardId }) => boardId === cast.boardId).map(({ commit }) => Number(commit));
	const ofFlood = numbers(flooded);
	const [first = 0, last = 0] = [ofFlood.at(0), ofFlood.at(-1)];
	const turns = numbers(shared).filter((commit) => commit > first && commit < last).length;
	expect(turns, `${where}: turns of the colleagues, in ${ofFlood.length} commits`).toBeGreaterThanOrEqual(
		turnsMin
	);
	return turns;
}

async function expectNoRowTwice({ boardId }: Cast, where: string): Promise<void> {
	const { sql } = installation.database;
	const rows = await sql<{ hash: string }[]>`
		select encode(sha256(data), 'hex') as hash from board_updates where board_id = ${boardId}`;
	expect(new Set(rows.map(({ hash }) => hash)).size, `${where}: no row twice`).toBe(rows.length);
}

test(
	`FAULT28 megabytes for one board ${rounds} times through a line of ${bytesPerSecond / 1_000_000} MB/s to the database: told, stored once, and colleagues elsewhere have their turns (seed ${seed})`,
	timeoutOf(rounds),
	async (context) => {
		const random = randomFrom(seed);
		const { database } = installation;
		const server = await startServer({ databaseUrl: door.url });
		onTestFinished(async () => void (await server.stop()));
		const url = `ws://127.0.0.1:${server.port}/sync`;
		let edits = 0;
		let turns = 0;
		for (let round = 0; round < rounds; round++) {
			const where = `round ${round}`;
			const [flooded, shared] = [await makeCast(database, 1), await makeCast(database, colleagueCount)];
			const [one] = workersOn(url, flooded) as [Worker];
			const colleagues = workersOn(url, shared, 1);
			const people = [one, ...colleagues];
			await areSaved(people);

			door.proxy.bytesPerSecond = bytesPerSecond;
			for (const person of colleagues) person.edit(random, gapMaxMs);
			flood(one, random);
			await expect
				.poll(() => people.map(({ storage, status }) => [storage, status.kind === 'saved']), {
					timeout: settleMaxMs,
					interval: 10
				})
				.toEqual(people.map(() => ['slow', false]));
			await progress(colleagues, 3);
			await expectPromisesKept(database, flooded.boardId, [one], where);
			await expectPromisesKept(database, shared.boardId, colleagues, where);
			// Meanwhile the colleagues go on.
			await expect.poll(() => one.made.length - one.acknowledged, { timeout: settleMaxMs }).toBe(0);

			edits += await expectNothingLost(database, flooded.boardId, [one]);
			edits += await expectNothingLost(database, shared.boardId, colleagues);
			turns += await expectTurns(flooded, shared, where);
			for (const cast of [flooded, shared]) await expectNoRowTwice(cast, where);
			door.proxy.bytesPerSecond = Infinity;
			await Promise.all(people.map((person) => person.close()));
		}
		tellOutcome(
			context,
			`narrow line: ${edits} edits, ${rounds} floods, ${turns} turns of the colleagues meanwhile, 0 lost, no row twice`
		);
	}
);
