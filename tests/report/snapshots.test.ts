// Boards read from the log alone, as the command line and reports do.
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { newId } from '#lib/board/id.ts';
import { addPin, editBoardInfo } from '#lib/board/commands/index.ts';
import { newBoardUpdate } from '#lib/board/new-board.ts';
import { schemaVersion } from '#lib/board/schema/version.ts';
import { createBoardStore, systemAuthor, type BoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createSnapshots } from '#lib/server/snapshots.ts';
import { createTestDatabase } from '../support/database.ts';

let database: Database;
let store: BoardStore;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
	store = createBoardStore(database.sql);
});

/** A board whose log has a checkpoint and rows behind it. */
async function storedBoard(): Promise<string> {
	const id = newId();
	await database.sql`insert into boards (id, title) values (${id}, 'Stored')`;
	const doc = new Y.Doc();
	Y.applyUpdate(doc, newBoardUpdate('Stored'));
	const write = async (change: () => void): Promise<number> => {
		const before = Y.encodeStateVector(doc);
		change();
		const data = Y.encodeStateAsUpdate(doc, before);
		const heads = await store.append([
			{ boardId: id, headBefore: 0, entries: [{ author: systemAuthor, data }] }
		]);
		return heads.get(id) ?? 0;
	};
	await store.append([
		{ boardId: id, headBefore: 0, entries: [{ author: systemAuthor, data: newBoardUpdate('Stored') }] }
	]);
	await write(() => Y.applyUpdate(doc, newBoardUpdate('Stored')));
	const seq = await write(() => void addPin({ doc, undo: null }, { title: 'In the checkpoint' }));
	await store.checkpoint({
		boardId: id,
		seq,
		schemaVersion,
		data: Y.encodeStateAsUpdate(doc),
		stateVector: Y.encodeStateVector(doc),
		owners: []
	});
	await write(() => void addPin({ doc, undo: null }, { title: 'After the checkpoint' }));
	await write(() => editBoardInfo({ doc, undo: null }, { title: 'As saved' }));
	return id;
}

test('REP14 a board is read as saved: checkpoint and the rows after it', async () => {
	const read = await createSnapshots(store).read(await storedBoard());
	if (!read.ok) throw new Error(read.reason);
	expect(read.snapshot.board.title).toBe('As saved');
	expect(read.snapshot.pins.map(({ title }) => title).sort()).toEqual([
		'After the checkpoint',
		'In the checkpoint'
	]);
});

test('REP14 no such board, a damaged log and a board from the future are answers', async () => {
	const snapshots = createSnapshots(store);
	expect(await snapshots.read(newId())).toEqual({ ok: false, reason: 'not-found' });
	expect(await snapshots.read('no id')).toEqual({ ok: false, reason: 'not-found' });

	const holed = await storedBoard();
	await database.sql`delete from board_updates where board_id = ${holed} and seq > 3`;
	expect(await snapshots.read(holed)).toMatchObject({ ok: false, reason: 'damaged' });

	const future = await storedBoard();
	const doc = new Y.Doc();
	const stored = await store.load(future);
	if (stored?.checkpoint) Y.applyUpdate(doc, stored.checkpoint.data);
	doc.getMap('board').set('schemaVersion', schemaVersion + 1);
	const data = Y.encodeStateAsUpdate(doc);
	await store.append([{ boardId: future, headBefore: 0, entries: [{ author: systemAuthor, data }] }]);
	const read = await snapshots.read(future);
	expect(read.ok ? read.snapshot.board.title : read.reason).toBe('newer-board');
});
