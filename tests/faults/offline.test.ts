// Somebody works through a day without a network, while the others go on, the board is folded, its old rows are let go, and the
// server is exchanged. On return both sides have everything.
import { beforeAll, expect, test } from 'vitest';
import type { Database } from '#lib/server/db/open.ts';
import { pruneHistory } from '#lib/server/prune-history.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, startSyncServer } from '../sync/harness.ts';
import { areSaved, durableKeys, lost, madeUpTokens, workersOn } from '../support/cast.ts';
import { startProxy } from './proxy.ts';
import { roundsOf, tellOutcome } from './rounds.ts';
import type { Worker } from '../support/worker.ts';

const rounds = roundsOf({ short: 1, full: 30 });
const editsEach = 2_000;
const othersCount = 2;
const burst = 100;
const foldedRows = 20;
const rowsPerStep = 10_000;
const settleMaxMs = 120_000;

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

function alone(url: string, boardId: string, n: number): Worker {
	return workersOn(url, { boardId, tokens: madeUpTokens(1, n) }, n)[0] as Worker;
}

/** In bursts, each stored before the next, so that the log grows by many rows. */
async function workTogether(people: readonly Worker[], edits: number): Promise<void> {
	for (let made = 0; made < edits; made += burst) {
		for (let n = 0; n < burst; n++) people[n % people.length]?.editOnce();
		await areSaved(people);
	}
}

async function checkpointCount(boardId: string): Promise<number> {
	const [row] = await database.sql<{ count: number }[]>`
		select count(*)::int as count from board_checkpoints where board_id = ${boardId}`;
	return row?.count ?? 0;
}

test(`FAULT17 ${editsEach} edits offline, ${editsEach} by the others, a folded log and another server, ${rounds} times: all of them there`, async (context) => {
	let edits = 0;
	for (let round = 0; round < rounds; round++) {
		const boardId = await makeBoard(database, 'Misrata');
		const limits = { checkpointRows: foldedRows, lingerMs: 0, checkpointRowsAtUnload: 1 };
		const first = await startSyncServer(database, { limits });
		const proxy = await startProxy(Number(new URL(first.url).port));
		const url = new URL(first.url);
		url.port = String(proxy.port);
		const away = alone(url.href, boardId, othersCount);
		const others = workersOn(first.url, { boardId, tokens: madeUpTokens(othersCount) });
		await areSaved([away, ...others]);

		proxy.shut();
		await expect.poll(() => away.status.kind, { timeout: settleMaxMs }).toBe('offline');
		for (let n = 0; n < editsEach; n++) away.editOnce();
		await workTogether(others, editsEach);
		await expect.poll(() => checkpointCount(boardId), { timeout: settleMaxMs }).toBeGreaterThan(0);
		await Promise.all(others.map((person) => person.close()));
		await first.stop();
		expect(await pruneHistory(database.sql, 0, rowsPerStep)).toBeGreaterThan(0);

		const second = await startSyncServer(database, { limits });
		proxy.target = Number(new URL(second.url).port);
		const back = alone(second.url, boardId, othersCount + 1);
		await areSaved([back]);
		proxy.isShut = false;
		await areSaved([away]);
		const all = [...away.made, ...others.flatMap(({ made }) => made)];
		expect(all.length).toBe(2 * editsEach);
		expect(lost(all, await durableKeys(database, boardId))).toEqual([]);
		edits += all.length;
		for (const person of [away, back]) {
			await expect.poll(() => person.doc.getMap('pins').size, { timeout: settleMaxMs }).toBe(all.length);
			expect(all.filter((key) => !person.doc.getMap('pins').has(key))).toEqual([]);
		}
		await Promise.all([away.close(), back.close()]);
		await second.stop();
		await proxy.close();
	}
	tellOutcome(context, `${edits} edits, ${rounds} returns: all there, for both sides`);
});
