// Boards of which no document is made as long as nobody changes them: what is sent of them, and what must not be sent so.
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { schemaVersion } from '#lib/board/schema/version.ts';
import { writeStep1, writeUpdate } from '#lib/protocol/write-frame.ts';
import {
	createBoardStore,
	systemAuthor,
	type Author,
	type BoardStore,
	type Checkpoint,
	type StoredBoard
} from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { openDocument } from '../../server/open-document.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, startSyncServer, stockClient, synced } from './harness.ts';

let database: Database;
let store: BoardStore;
const anna = { id: 'anna', role: 'editor' } as const;
const limits = { lingerMs: 0 };
const nothing = writeStep1(Uint8Array.of(0));

beforeAll(async () => {
	database = (await createTestDatabase()).open();
	store = createBoardStore(database.sql);
});

interface Oddity {
	version?: number;
	/** Of the rows. */
	author?: Author;
	/** What the second row does. */
	last?: (doc: Y.Doc) => void;
	/** Stands in its place. */
	unreadable?: Uint8Array;
}

/** A board with a checkpoint and two rows behind it. */
async function storedBoard(oddity: Oddity = {}) {
	const { version = schemaVersion, author = { kind: 'user', id: 'anna' }, last, unreadable } = oddity;
	const boardId = await makeBoard(database, 'Sebha');
	const stored = await store.load(boardId);
	const checkpoint = asCheckpoint(boardId, stored);
	await store.checkpoint({ ...checkpoint, schemaVersion: version });
	const doc = new Y.Doc();
	Y.applyUpdate(doc, checkpoint.data);
	const rows: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => rows.push(update));
	doc.getMap('pins').set('a', 1);
	if (last) last(doc);
	else doc.getMap('pins').set('b', 2);
	const entries = [rows[0] as Uint8Array, unreadable ?? (rows[1] as Uint8Array)];
	await store.append([{ boardId, headBefore: 1, entries: entries.map((data) => ({ author, data })) }]);
	return { boardId, doc };
}

function asCheckpoint(boardId: string, stored: StoredBoard | null): Checkpoint {
	if (stored === null) throw new Error('the board is gone');
	const { doc } = openDocument(boardId, stored);
	const [data, stateVector] = [Y.encodeStateAsUpdate(doc), Y.encodeStateVector(doc)];
	return { boardId, seq: 1, schemaVersion, data, stateVector, owners: [] };
}

/** The board without the rows behind its checkpoint. */
async function foldedDocument(boardId: string): Promise<Y.Doc> {
	const stored = await store.load(boardId);
	return openDocument(boardId, { checkpoint: stored?.checkpoint ?? null, rows: [] }).doc;
}

async function askAtOnce(server: { url: string }, boardId: string): Promise<RawClient> {
	const client = new RawClient(server, boardId, anna);
	await client.opened();
	client.send(nothing);
	return client;
}

test('ROOM17 a newcomer is sent what is stored, and no document is made for that', async () => {
	const { boardId, doc } = await storedBoard();
	const server = await startSyncServer(database, { limits });
	const client = await askAtOnce(server, boardId);
	await client.frame('step1');
	const content = client.frames.filter(({ kind }) => kind === 'update' || kind === 'step2');
	expect(content.map(({ kind }) => kind)).toEqual(['update', 'step2']);
	const copy = new Y.Doc();
	for (const frame of content) if ('update' in frame) Y.applyUpdate(copy, frame.update);
	expect(copy.getMap('pins').toJSON()).toEqual({ a: 1, b: 2 });
	expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVector(doc));
	expect(server.rooms.stats()).toMatchObject({ wakesTotal: 0, atRest: 1 });
});

test.for(['all of it', 'all but the rows behind the checkpoint'])(
	'ROOM17 who comes back with %s is sent the rest and the deletions; the first change makes a document',
	async (held) => {
		const deleted = (doc: Y.Doc) => doc.getMap('pins').delete('a');
		const { boardId, doc } = await storedBoard({ last: deleted });
		const mine = new Y.Doc();
		const [folded = doc] = held === 'all of it' ? [] : [await foldedDocument(boardId)];
		Y.applyUpdate(mine, Y.encodeStateAsUpdate(folded));
		const server = await startSyncServer(database, { limits });
		const provider = stockClient(server, boardId, anna, mine);
		await synced(provider);
		expect(mine.getMap('pins').toJSON()).toEqual({});
		const reader = new RawClient(server, boardId, { id: 'reader', role: 'viewer' });
		await reader.opened();
		reader.send(writeStep1(Y.encodeStateVector(doc)));
		const answer = await reader.frame('step2');
		expect(Y.decodeUpdate(answer.update).structs.length).toBeLessThanOrEqual(2);
		expect(server.rooms.stats()).toMatchObject({ wakesTotal: 0, atRest: 1 });
		mine.getMap('pins').set('mine', 3);
		await reader.frame('update');
		expect(server.rooms.stats()).toMatchObject({ wakesTotal: 1, atRest: 0 });
	}
);

test('ROOM17 somebody whose copy is older than the checkpoint is sent the difference', async () => {
	const { boardId } = await storedBoard();
	const old = new Y.Doc();
	const stored = await store.load(boardId);
	await store.checkpoint({ ...asCheckpoint(boardId, stored), seq: stored?.head ?? 0 });
	const server = await startSyncServer(database, { limits });
	old.getMap('pins').set('mine', 3);
	const provider = stockClient(server, boardId, anna, old);
	await synced(provider);
	expect(old.getMap('pins').toJSON()).toEqual({ a: 1, b: 2, mine: 3 });
});

test("ROOM17 a reader's write to a board at rest is refused", async () => {
	const { boardId, doc } = await storedBoard();
	const server = await startSyncServer(database, { limits });
	const reader = new RawClient(server, boardId, { id: 'reader', role: 'viewer' });
	await reader.opened();
	reader.send(writeStep1(Uint8Array.of(0)));
	await reader.frame('step2');
	doc.getMap('pins').set('mine', 3);
	reader.send(writeUpdate(Y.encodeStateAsUpdate(doc)));
	await reader.frame('denied');
	expect((await store.load(boardId))?.head).toBe(3);
});

test('ROOM19 a small board that nobody changes for a while is kept as bytes; whoever comes or goes on editing does not notice', async () => {
	const boardId = await makeBoard(database, 'Ghat');
	const server = await startSyncServer(database, { limits: { ...limits, restAfterMs: 1, restCheckMs: 1 } });
	const [one, two] = [stockClient(server, boardId, anna), stockClient(server, boardId, anna)];
	await Promise.all([synced(one), synced(two)]);
	for (let n = 0; n < 5; n++) {
		await expect.poll(() => server.rooms.stats().atRest).toBe(1);
		one.doc.getMap('pins').set('k', n);
		await expect.poll(() => two.doc.getMap('pins').get('k')).toBe(n);
	}
	const late = stockClient(server, boardId, { id: 'reader', role: 'viewer' });
	await synced(late);
	expect(late.doc.getMap('pins').toJSON()).toEqual({ k: 4 });
	expect(server.rooms.stats().wakesTotal).toBeGreaterThanOrEqual(5);
});

test('ROOM19 a bigger board stays a document, which is made once a writer is there', async () => {
	const { boardId } = await storedBoard();
	const rest = { restAfterMs: 1, restCheckMs: 1, restBytesMax: 1, wakeAfterMs: 1 };
	const server = await startSyncServer(database, { limits: { ...limits, ...rest } });
	await synced(stockClient(server, boardId, { id: 'reader', role: 'viewer' }));
	expect(server.rooms.stats()).toMatchObject({ wakesTotal: 0, atRest: 1 });
	await synced(stockClient(server, boardId, anna));
	await expect.poll(() => server.rooms.stats()).toMatchObject({ wakesTotal: 1, atRest: 0 });
});

test('ROOM10 a checkpoint of which no document can be made is found out by the first change, and closes the board', async () => {
	const { boardId } = await storedBoard();
	const server = await startSyncServer(database, { limits });
	await database.sql`
		update board_checkpoints set data = ${Buffer.from([255, 255, 255])} where board_id = ${boardId}`;
	const [writer, reader] = [new RawClient(server, boardId, anna), new RawClient(server, boardId, anna)];
	await Promise.all([writer.opened(), reader.opened()]);
	const own = new Y.Doc();
	own.getMap('pins').set('mine', 3);
	writer.send(writeUpdate(Y.encodeStateAsUpdate(own)));
	expect((await writer.closed).code).toBe(4503);
	expect((await reader.closed).code).toBe(4503);
	expect((await store.load(boardId))?.head).toBe(3);
});

test('ROOM17 who brings something, and a stock client, end up with the same', async () => {
	const { boardId } = await storedBoard();
	const server = await startSyncServer(database, { limits });
	const mine = new Y.Doc();
	mine.getMap('pins').set('mine', 3);
	const [empty, full] = [stockClient(server, boardId, anna), stockClient(server, boardId, anna, mine)];
	await Promise.all([synced(empty), synced(full)]);
	await expect.poll(() => empty.doc.getMap('pins').toJSON()).toEqual({ a: 1, b: 2, mine: 3 });
	expect(full.doc.getMap('pins').toJSON()).toEqual({ a: 1, b: 2, mine: 3 });
});

test('ROOM17 a board of another schema, or that the system changed since, is opened first', async () => {
	const old = await storedBoard({ version: schemaVersion - 1 });
	const next = await storedBoard({
		author: systemAuthor,
		last: (doc) => doc.getMap('board').set('schemaVersion', 9_999)
	});
	const server = await startSyncServer(database, { limits });
	const client = await askAtOnce(server, old.boardId);
	await client.frame('step1');
	expect(client.frames.map(({ kind }) => kind)).not.toContain('update');
	const refused = await askAtOnce(server, next.boardId);
	expect((await refused.closed).code).toBe(4409);
	expect(refused.frames).toEqual([]);
});

test('ROOM10 nothing is sent of a board with a row that cannot be read', async () => {
	const { boardId } = await storedBoard({ unreadable: Uint8Array.of(255, 255, 255) });
	const server = await startSyncServer(database, { limits });
	const client = await askAtOnce(server, boardId);
	expect((await client.closed).code).toBe(4503);
	expect(client.frames).toEqual([]);
});
