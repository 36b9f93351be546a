// A board that is full takes no more and loses nothing; whoever brought too much is told, and comes in again with less.
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeBarrier, writeStep2, writeUpdate } from '#lib/protocol/write-frame.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, startSyncServer, stockClient, synced, whenDoc } from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const anna = { id: 'anna', role: 'editor' } as const;
const ben = { id: 'ben', role: 'editor' } as const;
const pins = (doc: Y.Doc) => doc.getMap<unknown>('pins');

test('LIM1 one object too many closes its sender with 4413 and a reason; with less it comes in again', async () => {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database, { limits: { boardObjectsMax: 3 } });
	const colleague = stockClient(server, boardId, anna);
	await synced(colleague);
	for (const key of ['a', 'b', 'c']) pins(colleague.doc).set(key, new Y.Map([['title', key]]));

	const own = new Y.Doc();
	const eager = await new RawClient(server, boardId, ben, { query: '?saved=1' }).opened();
	await expect.poll(() => server.rooms.stats().updatesTotal).toBe(3);
	expect(server.rooms.stats().largeBoards).toBe(1);
	pins(own).set('d', new Y.Map([['title', 'd']]));
	pins(own).set('note', 'x'.repeat(10));
	eager.send(writeUpdate(Y.encodeStateAsUpdate(own)));
	eager.send(writeBarrier(1));
	expect(await eager.closed).toEqual({ code: 4413, reason: 'the board is full: it may have 3 objects' });
	expect(eager.frames.filter(({ kind }) => kind === 'barrier')).toEqual([]);
	expect(server.rooms.stats().refusedGrowthTotal).toBe(1);

	pins(colleague.doc).delete('a');
	pins(own).delete('note');
	await expect
		.poll(async () => {
			const again = await new RawClient(server, boardId, ben, { query: '?saved=1' }).opened();
			again.send(writeStep2(Y.encodeStateAsUpdate(own)));
			again.send(writeBarrier(1));
			const end = await Promise.race([again.closed.then(({ code }) => code), again.frame('barrier')]);
			again.socket.terminate();
			return end;
		})
		.toEqual({ kind: 'barrier', n: 1 });
	await whenDoc(colleague.doc, () => pins(colleague.doc).has('d'));
	expect([...pins(colleague.doc).keys()].toSorted()).toEqual(['b', 'c', 'd']);
});

test('LIM2 a board full of what was removed has room again once its log is folded', async () => {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database, { limits: { boardBytesMax: 20_000 } });
	const colleague = stockClient(server, boardId, anna);
	await synced(colleague);
	pins(colleague.doc).set('a', 'x'.repeat(15_000));
	pins(colleague.doc).delete('a');
	await expect.poll(() => server.rooms.stats().updatesTotal).toBe(2);

	const large = new Y.Doc();
	pins(large).set('b', 'y'.repeat(15_000));
	const end = async () => {
		const client = await new RawClient(server, boardId, ben, { query: '?saved=1' }).opened();
		client.send(writeUpdate(Y.encodeStateAsUpdate(large)));
		client.send(writeBarrier(1));
		const outcome = await Promise.race([client.closed.then(({ code }) => code), client.frame('barrier')]);
		client.socket.terminate();
		return outcome;
	};
	expect(await end()).toBe(4413);
	// Any change that follows has the log folded, which tells the true size.
	pins(colleague.doc).set('c', 1);
	await expect.poll(() => server.rooms.stats().checkpointsTotal, { timeout: 20_000 }).toBe(1);
	expect(await end()).toEqual({ kind: 'barrier', n: 1 });
	await whenDoc(colleague.doc, () => pins(colleague.doc).has('b'));
});

test('LIM2 a board that was stored larger opens, and is read, changed and made smaller', async () => {
	const boardId = await makeBoard(database);
	const first = await startSyncServer(database);
	const author = stockClient(first, boardId, anna);
	await synced(author);
	for (const key of ['a', 'b', 'c']) pins(author.doc).set(key, new Y.Map([['title', key.repeat(1_000)]]));
	await expect.poll(() => first.rooms.stats().updatesTotal).toBe(3);
	await first.stop();
	const server = await startSyncServer(database, { limits: { boardBytesMax: 1_000, boardObjectsMax: 1 } });
	const reader = stockClient(server, boardId, ben);
	await synced(reader);
	expect(pins(reader.doc).size).toBe(3);
	pins(reader.doc).delete('a');
	const watcher = stockClient(server, boardId, { id: 'mia', role: 'viewer' });
	await synced(watcher);
	await whenDoc(watcher.doc, () => pins(watcher.doc).size === 2);
	expect(server.rooms.stats().refusedGrowthTotal).toBe(0);
});
