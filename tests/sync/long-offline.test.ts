// A day's work without a server, with the application's own commands, in several tabs: on return everything is taken, from everybody.
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { boardFileUpdate, parseBoardFile, boardFileFormat } from '#lib/board/board-file.ts';
import {
	addActor,
	addNote,
	addPin,
	addRelation,
	createUndo,
	duplicateRecords,
	editPin,
	movePin,
	removeRecords,
	type Board
} from '#lib/board/commands/index.ts';
import { newId } from '#lib/board/id.ts';
import { collection, collectionNames } from '#lib/board/schema/document.ts';
import { richTextOf } from '#lib/board/schema/rich-text.ts';
import { schemaVersion } from '#lib/board/schema/version.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { below, randomFrom, type Random } from '../support/recorded-session.ts';
import { makeBoard, startSyncServer, stockClient, synced, type TestServer } from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const commandsPerTab = 1_000;
const pasted = 500;
const imported = 2_000;
const seed = Number(process.env.SANDTABLE_OFFLINE_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** A page's board with what was kept on the device. */
function pageWith(...kept: Uint8Array[]): Board & { undo: NonNullable<Board['undo']> } {
	const doc = new Y.Doc();
	for (const update of kept) Y.applyUpdate(doc, update);
	return { doc, undo: createUndo(doc) };
}

function someId({ doc }: Board, random: Random, name: (typeof collectionNames)[number]): string | undefined {
	const ids = [...collection(doc, name).keys()];
	return ids[below(random, ids.length)];
}

function work(board: Board & { undo: NonNullable<Board['undo']> }, random: Random, commands: number): void {
	for (let n = 0; n < commands; n++) {
		const kind = random();
		const pin = someId(board, random, 'pins');
		const [from, to] = [someId(board, random, 'actors'), someId(board, random, 'actors')];
		if (kind < 0.25 || pin === undefined)
			addPin(board, { title: `Pin ${n}`, at: [random() * 90, random() * 45] });
		else if (kind < 0.45) movePin(board, pin, [random() * 90, random() * 45]);
		else if (kind < 0.6) editPin(board, pin, { title: `Edited ${n}` });
		else if (kind < 0.68) addNote(board, { text: richTextOf(`Assessment ${n}`) });
		else if (kind < 0.74 || from === undefined || to === undefined) addActor(board, { name: `Actor ${n}` });
		else if (kind < 0.8 && from !== to) addRelation(board, { fromId: from, toId: to });
		else if (kind < 0.86) removeRecords(board, [pin]);
		else if (kind < 0.93) board.undo.undo();
		else board.undo.redo();
	}
}

async function storedState(boardId: string): Promise<Y.Doc> {
	const doc = new Y.Doc();
	for (const { data } of await database.sql<{ data: Buffer }[]>`
		select data from board_updates where board_id = ${boardId} order by seq`)
		Y.applyUpdate(doc, data);
	return doc;
}

function contentOf(doc: Y.Doc): Record<string, unknown> {
	return Object.fromEntries(collectionNames.map((name) => [name, collection(doc, name).toJSON()]));
}

async function expectAllTaken(server: TestServer, boardId: string, docs: readonly Y.Doc[]): Promise<void> {
	const ends = (doc: Y.Doc) =>
		JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(doc))].toSorted(([a], [b]) => a - b));
	await expect
		.poll(async () => new Set([...docs, await storedState(boardId)].map(ends)).size, { timeout: 60_000 })
		.toBe(1);
	const stored = contentOf(await storedState(boardId));
	for (const doc of docs) {
		expect(contentOf(doc)).toEqual(stored);
		expect(doc.store.pendingStructs).toBeNull();
	}
	const { refusedUpdatesTotal, refusedGrowthTotal, malformedFramesTotal, closed } = server.rooms.stats();
	expect({ refusedUpdatesTotal, refusedGrowthTotal, malformedFramesTotal }).toEqual({
		refusedUpdatesTotal: 0,
		refusedGrowthTotal: 0,
		malformedFramesTotal: 0
	});
	expect(Object.values(closed as Record<string, number>).every((count) => count === 0)).toBe(true);
}

test(
	`ROOM16 thousands of commands without a server, undone and redone, in several tabs and a restored one, are all taken (seed ${seed})`,
	{ timeout: 120_000 },
	async () => {
		const random = randomFrom(seed);
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const first = stockClient(server, boardId, { id: 'anna', role: 'editor' });
		await synced(first);
		work({ doc: first.doc, undo: createUndo(first.doc) }, random, 100);
		await expectAllTaken(server, boardId, [first.doc]);
		first.disconnect();
		const device = Y.encodeStateAsUpdate(first.doc);

		// Two tabs share what the device keeps; a third is restored later from what the second had kept by then.
		const tab = pageWith(device);
		work(tab, random, commandsPerTab);
		const other = pageWith(device, Y.encodeStateAsUpdate(tab.doc));
		work(other, random, commandsPerTab);
		const restored = pageWith(Y.encodeStateAsUpdate(other.doc));
		work(restored, random, 100);
		work(tab, random, 100);
		// Meanwhile a colleague goes on, with the server.
		const ben = stockClient(server, boardId, { id: 'ben', role: 'editor' });
		await synced(ben);
		work({ doc: ben.doc, undo: createUndo(ben.doc) }, random, 200);

		const back = [tab, other, restored].map(({ doc }) =>
			stockClient(server, boardId, { id: 'anna', role: 'editor' }, doc)
		);
		await Promise.all(back.map(synced));
		await expectAllTaken(server, boardId, [ben.doc, ...back.map(({ doc }) => doc)]);
	}
);

test(
	`ROOM16 a large file that was imported and a paste of ${pasted} objects on it are taken`,
	{ timeout: 120_000 },
	async () => {
		const pins = Array.from({ length: imported }, (_, n) => ({
			id: `pin-${n}`,
			title: `Pin ${n}`,
			at: [n % 180, n % 90]
		}));
		const file = parseBoardFile({
			format: boardFileFormat,
			version: schemaVersion,
			board: { title: 'Imported' },
			pins,
			actors: [],
			notes: [],
			relations: [],
			sources: []
		});
		if (!file.ok) throw new Error(file.problems.join('; '));
		const boardId = newId();
		const data = Buffer.from(boardFileUpdate(file.file, () => newId()));
		await database.sql.begin(async (sql) => {
			await sql`insert into boards (id, title, head) values (${boardId}, 'Imported', 1)`;
			await sql`insert into board_updates (board_id, seq, author_kind, author_id, data)
			values (${boardId}, 1, 'system', null, ${data})`;
		});
		const server = await startSyncServer(database);
		const [anna, ben] = ['anna', 'ben'].map((id) => stockClient(server, boardId, { id, role: 'editor' }));
		if (!anna || !ben) throw new Error('nobody is there');
		await Promise.all([synced(anna), synced(ben)]);
		const board = { doc: anna.doc, undo: createUndo(anna.doc) };
		const copies = duplicateRecords(board, [...collection(anna.doc, 'pins').keys()].slice(0, pasted));
		expect(copies).toHaveLength(pasted);
		board.undo.undo();
		board.undo.redo();
		await expectAllTaken(server, boardId, [anna.doc, ben.doc]);
		expect(collection(ben.doc, 'pins').size).toBe(imported + pasted);
	}
);
