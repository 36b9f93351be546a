// The browser's end of the wire, on real sockets against the real server. The copy on the device stands in memory here; with a
// real IndexedDB it is tried in the browser tests.
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { frameBytesMax } from '#lib/protocol/limits.ts';
import { openBoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { connectBoard, type BoardConnection } from '#lib/sync/connect-board.ts';
import type { OfflineCopy } from '#lib/sync/offline-copy.ts';
import type { SaveStatus } from '#lib/sync/save-status.ts';
import { createTestDatabase } from '../support/database.ts';
import {
	makeBoard,
	socketClassFor,
	startSyncServer,
	stockClient,
	synced,
	whenDoc,
	type Person,
	type TestServer
} from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const anna: Person = { id: 'anna', role: 'editor' };
const ben: Person = { id: 'ben', role: 'editor' };
const vera: Person = { id: 'vera', role: 'viewer' };

/** A device: what a page leaves on it, the next page finds. */
function memoryDevice() {
	let stored: Uint8Array | null = null;
	let unsaved = 0;
	return {
		openCopy(_name: string, doc: Y.Doc): OfflineCopy {
			const origin = {};
			const keep = () => (stored = Y.encodeStateAsUpdate(doc));
			if (stored) Y.applyUpdate(doc, stored, origin);
			doc.on('update', keep);
			return {
				loaded: Promise.resolve('kept'),
				origin,
				unsavedBefore: unsaved,
				remember: async ({ own, former }) => {
					unsaved = own + former;
					return 'kept';
				},
				close: async () => doc.off('update', keep)
			};
		}
	};
}

interface Page {
	doc: Y.Doc;
	connection: BoardConnection;
	seen: SaveStatus[];
	pins: Y.Map<unknown>;
}

function openPage(server: { url: string }, boardId: string, person: Person, device = memoryDevice()): Page {
	const doc = new Y.Doc();
	const awareness = new Awareness(doc);
	const connection = connectBoard({
		boardId,
		doc,
		awareness,
		readOnly: person.role === 'viewer',
		url: server.url,
		userId: person.id,
		webSocket: socketClassFor(person),
		openCopy: device.openCopy
	});
	const seen: SaveStatus[] = [];
	connection.subscribe((status) => seen.push(status));
	onTestFinished(async () => {
		await connection.close();
		awareness.destroy();
	});
	return { doc, connection, seen, pins: doc.getMap('pins') };
}

function status(page: Page, isIt: (status: SaveStatus) => boolean): Promise<SaveStatus> {
	return new Promise((resolve) => {
		const stop = page.connection.subscribe((next) => {
			if (!isIt(next)) return;
			queueMicrotask(() => stop());
			resolve(next);
		});
	});
}

const isSaved = ({ kind }: SaveStatus) => kind === 'saved';
const storedPins = async (server: TestServer, boardId: string) => {
	const provider = stockClient(server, boardId, { id: 'checker', role: 'editor' });
	await synced(provider);
	return provider.doc.getMap('pins').toJSON();
};

describe('a page', () => {
	test('SAVE11 goes from connecting to saved, and over saving back to saved with each change', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const page = openPage(server, boardId, anna);
		expect(page.connection.status).toEqual({ kind: 'connecting' });
		await status(page, isSaved);
		expect(await page.connection.ready).toBe('server');
		page.pins.set('a', 1);
		expect(page.connection.status).toMatchObject({ kind: 'saving', changes: 1 });
		await status(page, isSaved);
		expect(await storedPins(server, boardId)).toEqual({ a: 1 });
	});

	test('SAVE11 never says saved before the commit', async () => {
		const boardId = await makeBoard(database);
		const real = openBoardStore(database, 'browser-end');
		let gate = Promise.withResolvers<void>();
		gate.resolve();
		const server = await startSyncServer(database, {
			store: { ...real, append: async (...args) => (await gate.promise, real.append(...args)) },
			journalLimits: { holdMs: 20 }
		});
		const [page, colleague] = [openPage(server, boardId, anna), openPage(server, boardId, ben)];
		await Promise.all([status(page, isSaved), status(colleague, isSaved)]);
		gate = Promise.withResolvers<void>();
		page.pins.set('a', 1);
		await whenDoc(colleague.doc, () => colleague.pins.get('a') === 1);
		expect(page.connection.status).toMatchObject({ kind: 'saving', changes: 1 });
		await status(colleague, ({ kind }) => kind === 'saving');
		gate.resolve();
		await Promise.all([status(page, isSaved), status(colleague, isSaved)]);
	});

	test('SAVE12 SAVE16 counts what is done without a server, keeps it over a reload, and brings it back', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const device = memoryDevice();
		const page = openPage(server, boardId, anna, device);
		await status(page, isSaved);
		await server.stop();
		await status(page, ({ kind }) => kind === 'offline');
		for (const key of ['a', 'b', 'c']) page.pins.set(key, key);
		expect(page.connection.status).toEqual({ kind: 'offline', changes: 3, isKept: false, isKeeping: true });
		await status(page, (status) => status.kind === 'offline' && status.isKept);
		expect(page.connection.status).toEqual({ kind: 'offline', changes: 3, isKept: true, isKeeping: false });
		await page.connection.close();

		const nowhere = { url: server.url };
		const reloaded = openPage(nowhere, boardId, anna, device);
		expect(await reloaded.connection.ready).toBe('device');
		expect(reloaded.pins.toJSON()).toEqual({ a: 'a', b: 'b', c: 'c' });
		await status(reloaded, (now) => now.kind === 'offline' && now.changes === 3);
		reloaded.pins.set('d', 'd');
		await reloaded.connection.close();

		const back = await startSyncServer(database);
		const again = openPage(back, boardId, anna, device);
		await status(again, isSaved);
		expect(again.seen.some((one) => one.kind === 'saving' && one.changes === 4)).toBe(true);
		expect(await storedPins(back, boardId)).toEqual({ a: 'a', b: 'b', c: 'c', d: 'd' });
	});

	test('SAVE12 does not count what others or the copy brought in', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const [page, colleague] = [openPage(server, boardId, anna), openPage(server, boardId, ben)];
		await Promise.all([status(page, isSaved), status(colleague, isSaved)]);
		colleague.pins.set('a', 1);
		await whenDoc(page.doc, () => page.pins.get('a') === 1);
		expect(page.connection.status).toEqual({ kind: 'saved' });
	});

	test('SAVE13 of a reader says read-only, and that its changes were not accepted', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const page = openPage(server, boardId, vera);
		await status(page, (now) => now.kind === 'read-only' && now.isConnected);
		page.pins.set('a', 1);
		await status(page, (now) => now.kind === 'read-only' && now.isDenied);
		expect(await storedPins(server, boardId)).toEqual({});
	});

	test('SAVE14 that the server lets go for good says why, and does not come back by itself', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const page = openPage(server, boardId, anna);
		await status(page, isSaved);
		server.rooms.applyAccessChange({ kind: 'role-changed', boardId, userId: 'anna', role: null });
		expect(await status(page, ({ kind }) => kind === 'ended')).toMatchObject({
			code: 4403,
			reason: 'right-taken',
			changes: 0
		});
		page.pins.set('a', 1);
		expect(page.connection.status).toMatchObject({ kind: 'ended', changes: 1, isKept: true });
		page.connection.reconnect();
		await status(page, isSaved);
	});

	test('SAVE15 whose role changed is told so, and comes back', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const doc = new Y.Doc();
		const awareness = new Awareness(doc);
		const told = Promise.withResolvers<void>();
		const connection = connectBoard({
			boardId,
			doc,
			awareness,
			readOnly: false,
			url: server.url,
			userId: null,
			webSocket: socketClassFor(anna),
			onRoleChanged: told.resolve
		});
		onTestFinished(async () => {
			await connection.close();
			awareness.destroy();
		});
		await connection.ready;
		server.rooms.applyAccessChange({ kind: 'role-changed', boardId, userId: 'anna', role: 'owner' });
		await told.promise;
		await expect.poll(() => connection.status.kind).toBe('saved');
	});

	test('ROOM5 comes back into everybody’s view at once after its socket broke', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const page = openPage(server, boardId, anna);
		await status(page, isSaved);
		const watcher = stockClient(server, boardId, ben);
		const isThere = () => watcher.awareness.getStates().has(page.doc.clientID);
		await expect.poll(isThere).toBe(true);
		server.rooms.applyAccessChange({ kind: 'role-changed', boardId, userId: 'anna', role: 'owner' });
		await expect.poll(isThere).toBe(false);
		await expect.poll(isThere).toBe(true);
	});

	test('SAVE19 brings more than one frame may hold, made without a server or at once, and colleagues have all of it', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const page = openPage(server, boardId, anna);
		const add = (count: number, head: string) =>
			page.doc.transact(() => {
				for (let n = 0; n < count; n++) page.pins.set(`${head}${n}`, `${n} `.repeat(500));
			});
		// Before the socket is open, as after hours without one.
		add(3_000, 'early');
		expect(Y.encodeStateAsUpdate(page.doc).length).toBeGreaterThan(frameBytesMax);
		await status(page, isSaved);
		add(3_000, 'pasted');
		await status(page, isSaved);
		const colleague = openPage(server, boardId, ben);
		await expect.poll(() => colleague.pins.size).toBe(6_000);
		expect(server.rooms.stats()).toMatchObject({ refusedUpdatesTotal: 0, gapsTotal: 0 });
	});
});
