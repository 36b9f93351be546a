// The line between a person and the server: half open, open in one way only, slow, narrow, stalling. The status never says saved of
// what is not, nothing made meanwhile is lost, and a bad line is still a line.
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { openDatabase, type Database } from '#lib/server/db/open.ts';
import { durableKeys, expectNothingLost, lost, progress, areSaved } from '../support/cast.ts';
import { passing, roundsOf, seed, tellOutcome, timeoutOf } from './rounds.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { below, randomFrom } from '../support/recorded-session.ts';
import { writeStep1 } from '#lib/protocol/write-frame.ts';
import { makeBoard, RawClient, startSyncServer } from '../sync/harness.ts';
import { lineTo, type Way } from '../support/link.ts';
import { Worker } from '../support/worker.ts';

const gapMaxMs = 40;
const noticeMaxMs = 60_000;

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
	testDatabase = await createTestDatabase();
	database = testDatabase.open();
});

const tokenOf = (name: string) => JSON.stringify({ id: name, role: 'editor' });

function worker(...args: ConstructorParameters<typeof Worker>): Worker {
	const made = new Worker(...args);
	onTestFinished(() => made.close());
	return made;
}

const halfOpenRounds = roundsOf({ short: 2, full: 50 });
const cases: { name: string; ways: Way[] }[] = [
	{ name: 'both ways', ways: ['there', 'back'] },
	{ name: 'to the server', ways: ['there'] },
	{ name: 'from the server', ways: ['back'] }
];

for (const { name, ways } of cases) {
	test(
		`FAULT25 a line that ${halfOpenRounds} times passes nothing ${name} is noticed, never called saved, and loses nothing (seed ${seed})`,
		timeoutOf(halfOpenRounds),
		async (context) => {
			const random = randomFrom(seed);
			const server = await startSyncServer(database, { limits: { pingIntervalMs: 400 } });
			const { link, url } = await lineTo(server.url);
			const boardId = await makeBoard(database);
			const near = worker('near', server.url, boardId, tokenOf('near'));
			const silence = { silenceMaxMs: 1_500, openMaxMs: 1_500, firstAnswerMaxMs: 3_000, checkMs: 100 };
			const far = worker('far', url, boardId, tokenOf('far'), silence);
			// Something to hear on a line that is whole.
			near.edit(random, gapMaxMs);
			for (let round = 1; round <= halfOpenRounds; round++) {
				await areSaved([far]);
				link.hold(ways);
				far.edit(random, gapMaxMs);
				await expect.poll(() => far.made.length > 0 && far.status.kind !== 'saved').toBe(true);
				const from = far.statuses.length;
				await expect.poll(() => far.status.kind, { timeout: noticeMaxMs }).toBe('offline');
				await passing(random() * 500);
				expect(far.statuses.slice(from), `round ${round}`).not.toContain('saved');
				far.rest();
				// Either what was held arrives late, or never.
				if (below(random, 2) === 0) link.cut();
				link.release();
				await areSaved([far]);
				expect(lost(far.made, await durableKeys(database, boardId)), `round ${round}`).toEqual([]);
			}
			const edits = await expectNothingLost(database, boardId, [near, far]);
			tellOutcome(
				context,
				`half open ${name}: ${edits} edits, ${halfOpenRounds} times, 0 lost, never called saved`
			);
		}
	);
}

const slowRounds = roundsOf({ short: 1, full: 20 });
const contentBytes = 48 * 1024;
const connectionsMax = 4;

test(
	`FAULT26 ${slowRounds} times a line of 300 ms and 64 kbit/s with stalls: everybody gets everything, without a loop of reconnections (seed ${seed})`,
	timeoutOf(slowRounds),
	async (context) => {
		const random = randomFrom(seed);
		// In proportion to the content: it takes longer than the silence that ends a connection.
		const limits = { pingIntervalMs: 1_500, pingBytesPerMiss: 8 * 1024 };
		const silence = { silenceMaxMs: 4_000, firstAnswerMaxMs: 30_000, checkMs: 200 };
		const server = await startSyncServer(database, { limits });
		let edits = 0;
		for (let round = 1; round <= slowRounds; round++) {
			const { link, url } = await lineTo(server.url);
			link.quality = { delayMs: 150, jitterMs: 30, bytesPerSecond: 8_000 };
			const boardId = await makeBoard(database);
			const near = worker('near', server.url, boardId, tokenOf('near'));
			await areSaved([near]);
			near.doc.getMap('content').set('text', noise(random, contentBytes));
			await areSaved([near]);
			const far = worker('far', url, boardId, tokenOf('far'), silence);
			await areSaved([far]);
			near.edit(random, gapMaxMs * 5);
			far.edit(random, gapMaxMs * 5);
			for (let stall = 0; stall < 3; stall++) {
				await passing(random() * 500);
				link.hold();
				await passing(random() * 1_000);
				link.release();
			}
			edits += await expectNothingLost(database, boardId, [near, far]);
			expect(link.connectionCount, 'connections begun on a line that works').toBeLessThanOrEqual(
				connectionsMax
			);
			await Promise.all([near.close(), far.close()]);
		}
		tellOutcome(context, `slow line: ${edits} edits, ${slowRounds} times, 0 lost, no loop`);
	}
);

test('FAULT26 who was sent much is given longer to answer a ping than who was sent nothing', async () => {
	const server = await startSyncServer(database, {
		limits: { pingIntervalMs: 600, pingBytesPerMiss: 32 * 1024 }
	});
	const { link, url } = await lineTo(server.url);
	const [quiet, busy] = [await makeBoard(database), await makeBoard(database)];
	const ends: string[] = [];
	for (const [name, boardId] of Object.entries({ quiet, busy })) {
		const client = await new RawClient({ url }, boardId, { id: name, role: 'editor' }).opened();
		client.send(writeStep1(Uint8Array.of(0)));
		await client.frame('step2');
		void client.closed.then(() => ends.push(name));
	}
	// Ready before, so that what the one is sent comes before the other is cut.
	const near = worker('near', server.url, busy, tokenOf('near'));
	await areSaved([near]);
	link.hold(['there']);
	near.doc.getMap('content').set('text', noise(Math.random, 5 * 32 * 1024));
	await expect.poll(() => ends, { timeout: noticeMaxMs }).toEqual(['quiet', 'busy']);
});

function noise(random: () => number, length: number): string {
	return Array.from({ length }, () => String.fromCharCode(97 + below(random, 26))).join('');
}

test('FAULT27 connections to the database that died without a word are given up, and everything goes on with new ones', async () => {
	const { link, url } = await lineTo(testDatabase.url);
	const own = openDatabase(url);
	onTestFinished(() => own.close());
	const server = await startSyncServer(own, {
		limits: { loadMaxMs: 1_000, questionMaxMs: 1_000, nodeBeatMs: 300 },
		journalLimits: { appendMaxMs: 1_000 }
	});
	const other = await startSyncServer(testDatabase.open());
	const boardId = await makeBoard(database);
	const [here, there] = [
		worker('here', server.url, boardId, tokenOf('here')),
		worker('there', other.url, boardId, tokenOf('there'))
	];
	await areSaved([here, there]);
	for (const person of [here, there]) person.edit(Math.random, gapMaxMs);
	await progress([here, there], 3);
	link.abandon();
	await progress([here, there], 3);
	await expectNothingLost(database, boardId, [here, there]);
	const late = worker('late', server.url, await makeBoard(database), tokenOf('late'));
	await areSaved([late]);
});
