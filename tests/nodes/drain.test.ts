// An orderly end with many sockets: they are sent away a few at a time, and who still waits goes on working.
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeBarrier, writeUpdate } from '#lib/protocol/write-frame.ts';
import { openBoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { syncLimits } from '../../server/limits.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, startSyncServer, type TestServer } from '../sync/harness.ts';
import { startNode } from './node.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
	testDatabase = await createTestDatabase();
	database = testDatabase.open();
});

const clientCount = 12;
const spreadMs = 900;

function clientsOf(node: TestServer, boardId: string, count = clientCount): Promise<RawClient[]> {
	return Promise.all(
		Array.from({ length: count }, (_, n) =>
			new RawClient(node, boardId, { id: `p${n}`, role: 'editor' }, { query: '?saved=1' }).opened()
		)
	);
}

test('NODE14 many sockets are sent away in steps; an edit of the last of them is still saved meanwhile', async () => {
	const boardId = await makeBoard(database);
	const limits = { drainAtOnceMax: 4, drainSteps: 3, drainSpreadMs: spreadMs };
	const node = await startNode(testDatabase, undefined, limits);
	const clients = await clientsOf(node, boardId);
	const [first] = clients;
	const last = clients.at(-1);
	if (!first || !last) throw new Error('there are clients');
	const ends = clients.map(({ closed }) => closed.then(({ code }) => ({ code, at: performance.now() })));
	const stopped = node.stop();
	await first.closed;
	const doc = new Y.Doc();
	doc.getMap('pins').set('late', 1);
	last.send(writeUpdate(Y.encodeStateAsUpdate(doc)));
	last.send(writeBarrier(7));
	expect((await last.frame('barrier')).n).toBe(7);
	await stopped;
	const ended = await Promise.all(ends);
	expect(ended.map(({ code }) => code)).toEqual(clients.map(() => 1012));
	const times = ended.map(({ at }) => at);
	expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(spreadMs / 2);
	const [row] = await database.sql`select head from boards where id = ${boardId}`;
	expect(Number(row?.head)).toBe(2);
});

test('NODE14 few are sent away at once', async () => {
	const boardId = await makeBoard(database);
	const node = await startNode(testDatabase, undefined, { drainSpreadMs: 60_000 });
	const clients = await clientsOf(node, boardId);
	await node.stop();
	const codes = await Promise.all(clients.map(async ({ closed }) => (await closed).code));
	expect(codes).toEqual(clients.map(() => 1012));
});

test('NODE14 while nothing can be committed everybody is sent away all the same, many of them in steps', async () => {
	const boardId = await makeBoard(database);
	const own = testDatabase.open();
	const real = openBoardStore(own, 'hanging');
	const node = await startSyncServer(own, {
		limits: { drainCommitMaxMs: 200, drainSpreadMs: 100, farewellMaxMs: 500 },
		store: { ...real, append: () => new Promise(() => {}) }
	});
	const clients = await clientsOf(node, boardId, syncLimits.drainAtOnceMax + 10);
	const [first] = clients;
	const doc = new Y.Doc();
	doc.getMap('pins').set('unsaved', 1);
	first?.send(writeUpdate(Y.encodeStateAsUpdate(doc)));
	await expect.poll(() => node.rooms.stats().updatesTotal).toBe(1);
	await node.stop();
	const codes = await Promise.all(clients.map(async ({ closed }) => (await closed).code));
	expect(codes).toEqual(clients.map(() => 1012));
});
