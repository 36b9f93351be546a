// Newcomers to a big board: what they are sent before it is open, and what must not be sent so.
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { schemaVersion } from '#lib/board/schema/version.ts';
import { writeStep1 } from '#lib/protocol/write-frame.ts';
import { createBoardStore, systemAuthor, type Author, type BoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, startSyncServer, stockClient, synced } from './harness.ts';

let database: Database;
let store: BoardStore;
const anna = { id: 'anna', role: 'editor' } as const;
const limits = { storedAnswerBytesMin: 1, lingerMs: 0 };
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
	const doc = new Y.Doc();
	for (const { data } of stored?.rows ?? []) Y.applyUpdate(doc, data);
	const stateVector = Y.encodeStateVector(doc);
	const folded = Y.encodeStateAsUpdate(doc);
	await store.checkpoint({
		boardId,
		seq: 1,
		schemaVersion: version,
		data: folded,
		stateVector,
		owners: []
	});
	const rows: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => rows.push(update));
	doc.getMap('pins').set('a', 1);
	if (last) last(doc);
	else doc.getMap('pins').set('b', 2);
	const entries = [rows[0] as Uint8Array, unreadable ?? (rows[1] as Uint8Array)];
	await store.append([{ boardId, headBefore: 1, entries: entries.map((data) => ({ author, data })) }]);
	return { boardId, doc };
}

async function askAtOnce(server: { url: string }, boardId: string): Promise<RawClient> {
	const client = new RawClient(server, boardId, anna);
	await client.opened();
	client.send(nothing);
	return client;
}

test('ROOM17 a newcomer is sent what is stored before the board is open, and is in sync only when it is', async () => {
	const { boardId, doc } = await storedBoard();
	let load = () => {};
	const mayLoad = new Promise<void>((resolve) => (load = resolve));
	const held: BoardStore = { ...store, load: (id) => mayLoad.then(() => store.load(id)) };
	const server = await startSyncServer(database, { limits, store: held });
	const client = await askAtOnce(server, boardId);
	const asked = new RawClient(server, boardId, anna);
	await asked.opened();
	load();
	await client.frame('step1');
	const content = client.frames.filter(({ kind }) => kind === 'update' || kind === 'step2');
	expect(content.map(({ kind }) => kind)).toEqual(['update', 'update', 'step2']);
	const copy = new Y.Doc();
	for (const frame of content) if ('update' in frame) Y.applyUpdate(copy, frame.update);
	expect(copy.getMap('pins').toJSON()).toEqual({ a: 1, b: 2 });
	expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVector(doc));
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
