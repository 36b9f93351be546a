// Rooms of many collect edits that follow each other, and lose nothing by it.
import { beforeAll, expect, test } from 'vitest';
import { createBoardStore, type BoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, startSyncServer, stockClient, synced, whenDoc } from './harness.ts';

let database: Database;
const anna = { id: 'anna', role: 'editor' } as const;
const ben = { id: 'ben', role: 'viewer' } as const;
/** As in a room of very many. */
const crowded = { collectMembersPerMs: 0.001, collectMaxMs: 1_000 };

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

function countingStore(): BoardStore & { appends: number } {
	const store = createBoardStore(database.sql);
	const counting = {
		...store,
		appends: 0,
		append: (...args: Parameters<BoardStore['append']>) => {
			counting.appends++;
			return store.append(...args);
		}
	};
	return counting;
}

async function crowdedBoard() {
	const store = countingStore();
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database, { limits: crowded, store });
	const [writer, reader] = [stockClient(server, boardId, anna), stockClient(server, boardId, ben)];
	await Promise.all([synced(writer), synced(reader)]);
	const pins = writer.doc.getMap('pins');
	pins.set('first', 0);
	await whenDoc(reader.doc, () => reader.doc.getMap('pins').has('first'));
	return { store, boardId, server, pins, reader };
}

test('ROOM18 the first edit leaves at once; those that follow shortly after are one commit', async () => {
	const { store, pins, reader } = await crowdedBoard();
	expect(store.appends).toBe(1);
	for (let n = 1; n <= 5; n++) {
		pins.set(`next${n}`, n);
		await new Promise((resolve) => setImmediate(resolve));
	}
	await whenDoc(reader.doc, () => reader.doc.getMap('pins').size === 6);
	expect(store.appends).toBe(2);
});

test('ROOM18 an orderly end does not wait for it and loses nothing of it', async () => {
	const { boardId, server, pins } = await crowdedBoard();
	pins.set('last', 1);
	await expect.poll(() => server.rooms.stats().updatesTotal as number).toBe(2);
	await server.stop();
	const stored = await createBoardStore(database.sql).load(boardId);
	expect(stored?.rows).toHaveLength(3);
});

test('SAVE2 what is being collected while the commit of another board fails is shown too', async () => {
	const real = createBoardStore(database.sql);
	let isAway = false;
	const store: BoardStore = {
		...real,
		append: (...args) => (isAway ? Promise.reject(new Error('the database is away')) : real.append(...args))
	};
	const [boardId, otherId] = [await makeBoard(database), await makeBoard(database)];
	const server = await startSyncServer(database, { limits: { ...crowded, collectMaxMs: 600_000 }, store });
	const [writer, reader] = [stockClient(server, boardId, anna), stockClient(server, boardId, ben)];
	const other = stockClient(server, otherId, anna);
	await Promise.all([writer, reader, other].map(synced));
	const pins = writer.doc.getMap('pins');
	pins.set('first', 0);
	await whenDoc(reader.doc, () => reader.doc.getMap('pins').has('first'));
	pins.set('collected', 1);
	await expect.poll(() => server.rooms.stats().updatesTotal as number).toBe(2);
	const late = stockClient(server, boardId, { id: 'late', role: 'viewer' });
	await expect.poll(() => server.rooms.stats().connections).toBe(4);
	isAway = true;
	other.doc.getMap('pins').set('of the other board', 1);
	await whenDoc(reader.doc, () => reader.doc.getMap('pins').has('collected'));
	await synced(late);
	expect(late.doc.getMap('pins').size).toBe(2);
	isAway = false;
});
