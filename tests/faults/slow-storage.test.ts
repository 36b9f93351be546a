// The storage is slow, by its network or by its disk, while people work and one of them brings in megabytes. Everybody is told, they
// go on together, what waits stays within its limits, and all is well when the storage is.
import { beforeAll, expect, test } from 'vitest';
import type { Database } from '#lib/server/db/open.ts';
import { journalLimits, syncLimits } from '../../server/limits.ts';
import { createTestDatabase } from '../support/database.ts';
import { randomFrom } from '../support/recorded-session.ts';
import { makeBoard, startSyncServer, type TestServer } from '../sync/harness.ts';
import {
	areSaved,
	durableKeys,
	expectNothingLost,
	lost,
	madeUpTokens,
	promisedTo,
	workersOn
} from '../support/cast.ts';
import { behindDoor, type Door } from './door.ts';
import { passing, roundsOf, seed, tellOutcome } from './rounds.ts';
import type { Worker } from '../support/worker.ts';

const rounds = roundsOf({ short: 2, full: 20 });
const peopleCount = 4;
const gapMaxMs = 50;
const slowForMs = 1_000;
const networkDelayMs = 500;
const networkJitterMs = 200;
/** A commit takes longer than a hold; one that takes longer than an append may is tried again. */
const diskSeconds = 0.7;
const stuckSeconds = (journalLimits.appendMaxMs + 1_000) / 1_000;
const floodEdits = 40;
const floodEditChars = 256 * 1024;
const settleMaxMs = 120_000;
/** What one board may have on its way, and the frame that went over it. */
const queueBytesMax = syncLimits.boardQueueBytesMax + syncLimits.frameBytesMax;

let database: Database;
let door: Door;

beforeAll(async () => {
	const testDatabase = await createTestDatabase();
	database = testDatabase.open();
	door = await behindDoor(testDatabase.url);
	await database.sql`create table fault_pace as select 0::float8 as seconds`;
	await database.sql`
		create function fault_pace() returns trigger language plpgsql as
		$$ begin perform pg_sleep((select seconds from fault_pace)); return null; end $$`;
	await database.sql`
		create trigger fault_pace before insert on board_updates for each statement execute function fault_pace()`;
});

async function pace(seconds: number): Promise<void> {
	await database.sql`update fault_pace set seconds = ${seconds}`;
}

/** What slows the storage down; the answer ends it. */
const faults = {
	network: async () => {
		door.proxy.delayMs = networkDelayMs;
		door.proxy.jitterMs = networkJitterMs;
		return async () => void (door.proxy.delayMs = door.proxy.jitterMs = 0);
	},
	disk: async () => {
		await pace(diskSeconds);
		return () => pace(0);
	},
	stuck: async () => {
		await pace(stuckSeconds);
		return () => pace(0);
	}
};
/** In turns; what is stuck takes its time, and so comes late. */
const kinds: readonly (keyof typeof faults)[] = ['network', 'disk', 'network', 'disk', 'stuck'];

/** Looks at what waits whenever something happens on the board; the answer ends it and gives the most there was. */
function watchQueue(server: TestServer, person: Worker): () => number {
	let most = 0;
	const look = () => (most = Math.max(most, Number(server.rooms.stats().queuedBytes)));
	const timer = setInterval(look, 5);
	person.doc.on('update', look);
	return () => {
		clearInterval(timer);
		person.doc.off('update', look);
		return most;
	};
}

async function workSlowly(people: Worker[], flooding: Worker): Promise<void> {
	for (const person of people) person.seenInHold.clear();
	await expect
		.poll(() => people.map(({ storage }) => storage), { timeout: settleMaxMs })
		.toEqual(people.map(() => 'slow'));
	expect(people.filter(({ status }) => status.kind === 'saved')).toEqual([]);
	flooding.editChars = floodEditChars;
	for (let n = 0; n < floodEdits; n++) flooding.editOnce();
	flooding.editChars = 0;
	await passing(slowForMs);
	await expect
		.poll(() => people.every(({ seenInHold }) => seenInHold.size > 0), { timeout: settleMaxMs })
		.toBe(true);
}

test(`FAULT12 storage slow ${rounds} times: told, bounded, healed, nothing lost (seed ${seed})`, async (context) => {
	const random = randomFrom(seed);
	let mostQueued = 0;
	let edits = 0;
	for (let round = 0; round < rounds; round++) {
		const kind = kinds[round % kinds.length] ?? 'network';
		const boardId = await makeBoard(database, 'Sirte');
		const server = await startSyncServer(door.database, { journalLimits: {} });
		const people = workersOn(server.url, { boardId, tokens: madeUpTokens(peopleCount) });
		const [flooding] = people as [Worker];
		await areSaved(people);
		const queueEnds = watchQueue(server, flooding);
		const end = await faults[kind]();
		try {
			for (const person of people) person.edit(random, gapMaxMs);
			await workSlowly(people, flooding);
			const promised = promisedTo(people);
			expect(lost(promised, await durableKeys(database, boardId)), `round ${round}, ${kind}`).toEqual([]);
		} finally {
			await end();
		}
		for (const person of people) person.rest();
		edits += await expectNothingLost(database, boardId, people);
		const queued = queueEnds();
		expect(queued, `round ${round}, ${kind}`).toBeLessThan(queueBytesMax);
		mostQueued = Math.max(mostQueued, queued);
		await Promise.all(people.map((person) => person.close()));
		await server.stop();
	}
	tellOutcome(
		context,
		`${edits} edits, ${rounds} times slow: everybody told, at most ${(mostQueued / 1024 / 1024).toFixed(1)} MiB waited, 0 lost`
	);
});
