// What one socket sends is handled in the order of sending and under the name of its right, also while its board is being opened.
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeBarrier, writeStep1, writeUpdate } from '#lib/protocol/write-frame.ts';
import { openBoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, startSyncServer } from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const framesInBurst = 50;

/** Every change of a document of its own, in order. */
function work(name: string): Uint8Array[] {
	const doc = new Y.Doc();
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	for (let n = 0; n < framesInBurst; n++) doc.getMap('pins').set(name, n);
	return updates;
}

test('WIRE17 a burst that arrives while the board is being opened is handled in its order, the answer last', async () => {
	const boardId = await makeBoard(database);
	const opening = Promise.withResolvers<void>();
	const real = openBoardStore(database, 'order');
	const store = {
		...real,
		load: async (id: string) => {
			await opening.promise;
			return real.load(id);
		}
	};
	const server = await startSyncServer(database, { store });
	const client = await new RawClient(
		server,
		boardId,
		{ id: 'anna', role: 'editor' },
		{ query: '?saved=1' }
	).opened();
	client.send(writeStep1(Uint8Array.of(0)));
	for (const update of work('anna')) client.send(writeUpdate(update));
	client.send(writeBarrier(1));
	opening.resolve();
	expect(await client.frame('barrier')).toEqual({ kind: 'barrier', n: 1 });
	const kinds = client.frames.map(({ kind }) => kind);
	expect(kinds.indexOf('step2')).toBeLessThan(kinds.indexOf('barrier'));
	expect(server.rooms.stats()).toMatchObject({ gapsTotal: 0, updatesTotal: framesInBurst });
	// Everything that came before the question is stored, its last change on top.
	const doc = new Y.Doc();
	for (const { data } of await database.sql<{ data: Buffer }[]>`
		select data from board_updates where board_id = ${boardId} order by seq`)
		Y.applyUpdate(doc, data);
	expect(doc.getMap('pins').get('anna')).toBe(framesInBurst - 1);
	expect(doc.store.pendingStructs).toBeNull();
});

test('STORE1 every row is signed by the right of the socket that brought it, however much two write at once', async () => {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database);
	const ids = ['anna', 'ben'];
	const clients = await Promise.all(
		ids.map((id) => new RawClient(server, boardId, { id, role: 'editor' }, { query: '?saved=1' }).opened())
	);
	const works = ids.map(work);
	for (let n = 0; n < framesInBurst; n++)
		for (const [who, client] of clients.entries()) client.send(writeUpdate(works[who]?.[n] as Uint8Array));
	for (const client of clients) client.send(writeBarrier(1));
	await Promise.all(clients.map((client) => client.frame('barrier')));
	const rows = await database.sql<{ author_id: string; data: Buffer }[]>`
		select author_id, data from board_updates where board_id = ${boardId} and author_kind = 'user'`;
	expect(new Set(rows.map(({ author_id: id }) => id))).toEqual(new Set(ids));
	for (const { author_id: author, data } of rows) {
		const keys = new Set(
			Y.decodeUpdate(data).structs.flatMap((item) => (item instanceof Y.Item && item.parentSub) || [])
		);
		expect([...keys].filter((key) => key !== author)).toEqual([]);
	}
});
