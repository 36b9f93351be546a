// The limits of one socket, on real sockets: at the limit all is well, one beyond it is answered.
import { beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeBarrier, writeQueryPresence, writeStep1, writeUpdate } from '#lib/protocol/write-frame.ts';
import { openBoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import type { SyncLimits } from '../../server/limits.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, startSyncServer, type Person } from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const anna: Person = { id: 'anna', role: 'editor' };
const vera: Person = { id: 'vera', role: 'viewer' };
const frameBytes = 5_000;

/** An update that makes a frame of exactly so many bytes. */
function frameOf(bytes: number): Uint8Array {
	const make = (length: number) => {
		const doc = new Y.Doc();
		doc.clientID = 7;
		doc.getMap('pins').set('x', 'y'.repeat(length));
		return writeUpdate(Y.encodeStateAsUpdate(doc));
	};
	return make(bytes - (make(bytes).length - bytes));
}

async function outcomeOf(
	person: Person,
	limits: Partial<SyncLimits>,
	frames: Uint8Array[]
): Promise<unknown> {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database, { limits });
	const client = await new RawClient(server, boardId, person).opened();
	for (const frame of frames) client.send(frame);
	client.send(writeBarrier(1));
	return Promise.race([client.closed.then(({ code }) => code), client.frame('barrier').then(() => 'well')]);
}

describe('a frame', () => {
	test('LIM7 of a writer may have so many bytes', async () => {
		const limits = { frameBytesMax: frameBytes };
		expect(frameOf(frameBytes)).toHaveLength(frameBytes);
		expect(await outcomeOf(anna, limits, [frameOf(frameBytes)])).toBe('well');
		expect(await outcomeOf(anna, limits, [frameOf(frameBytes + 1)])).toBe(4413);
	});

	test('LIM7 of a reader may have fewer', async () => {
		const limits = { readerFrameBytesMax: frameBytes };
		expect(await outcomeOf(vera, limits, [frameOf(frameBytes)])).toBe('well');
		expect(await outcomeOf(vera, limits, [frameOf(frameBytes + 1)])).toBe(4413);
	});

	test('LIM7 beyond what is read at all is answered by the WebSocket library', async () => {
		const limits = { socketPayloadBytesMax: frameBytes };
		expect(await outcomeOf(anna, limits, [frameOf(frameBytes)])).toBe('well');
		expect(await outcomeOf(anna, limits, [frameOf(frameBytes + 1)])).toBe(1009);
	});
});

describe('while a board is being opened', () => {
	async function waitWith(limits: Partial<SyncLimits>, frames: Uint8Array[]): Promise<unknown> {
		const boardId = await makeBoard(database);
		const opening = Promise.withResolvers<void>();
		const real = openBoardStore(database, 'limits');
		const load = async (id: string) => {
			await opening.promise;
			return real.load(id);
		};
		const server = await startSyncServer(database, { store: { ...real, load }, limits });
		const client = await new RawClient(server, boardId, anna).opened();
		for (const frame of frames) client.send(frame);
		// What was sent has been read once somebody else's answer, asked for later, is there.
		const other = await new RawClient(server, boardId, vera).opened();
		const pong = new Promise((resolve) => other.socket.once('pong', resolve));
		other.socket.ping();
		await pong;
		opening.resolve();
		const end = client.closed.then(({ code }) => code);
		return Promise.race([end, client.frame('step2').then(() => 'well')]);
	}

	test('LIM8 so many frames may wait', async () => {
		const queries = (count: number) => Array.from({ length: count }, writeQueryPresence);
		const limits = { waitingFramesMax: 5 };
		const ask = writeStep1(Uint8Array.of(0));
		expect(await waitWith(limits, [ask, ...queries(4)])).toBe('well');
		expect(await waitWith(limits, [ask, ...queries(5)])).toBe(1013);
	});

	test('LIM8 so many bytes may wait', async () => {
		const limits = { waitingBytesMax: frameBytes + 4 };
		const ask = writeStep1(Uint8Array.of(0));
		expect(ask).toHaveLength(4);
		expect(await waitWith(limits, [ask, frameOf(frameBytes)])).toBe('well');
		expect(await waitWith(limits, [ask, frameOf(frameBytes + 1)])).toBe(1013);
	});
});

test('LIM9 a node takes so many sockets', async () => {
	const server = await startSyncServer(database, { limits: { socketsPerNodeMax: 2 } });
	const boards = await Promise.all([makeBoard(database), makeBoard(database), makeBoard(database)]);
	const people = boards.map((_board, n) => ({ ...anna, id: `p${n}` }));
	for (const n of [0, 1]) await new RawClient(server, boards[n] ?? '', people[n] ?? null).opened();
	expect(await new RawClient(server, boards[2] ?? '', people[2] ?? null).refused()).toBe(503);
});

test('LIM6 asking for the whole state is answered more slowly, and far beyond its rate ends the socket', async () => {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database, {
		limits: { statesPerSecond: 0.001, statesBurst: 2, statesDebtMax: 3 }
	});
	const ask = writeStep1(Uint8Array.of(0));
	const patient = await new RawClient(server, boardId, anna).opened();
	for (let n = 0; n < 2 + 3; n++) patient.send(ask);
	patient.send(writeBarrier(1));
	await patient.frame('barrier');
	expect(patient.frames.filter(({ kind }) => kind === 'step2')).toHaveLength(2);
	const greedy = await new RawClient(server, boardId, anna).opened();
	for (let n = 0; n < 2 + 4; n++) greedy.send(ask);
	expect((await greedy.closed).code).toBe(4529);
});

test('LIM6 a socket whose frames take the process long is read more slowly, and loses nothing', async () => {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database, { limits: { workMsPerSecond: 10, workMsBurst: 0 } });
	const client = await new RawClient(server, boardId, anna).opened();
	for (let n = 1; n <= 5; n++) client.send(writeBarrier(n));
	await expect.poll(() => client.frames.filter(({ kind }) => kind === 'barrier').length).toBe(5);
	expect(server.rooms.stats().writersPausedTotal).toBeGreaterThan(0);
});

test('LIM11 while too much of a board waits for storage its writers are read no further, and nothing is lost', async () => {
	const boardId = await makeBoard(database);
	const real = openBoardStore(database, 'choked');
	const storage = Promise.withResolvers<void>();
	let isSlow = false;
	const server = await startSyncServer(database, {
		limits: { boardQueueBytesMax: 3 * frameBytes },
		store: {
			...real,
			append: async (appends, options) => {
				if (isSlow) await storage.promise;
				return real.append(appends, options);
			}
		}
	});
	const client = await new RawClient(server, boardId, anna, { query: '?saved=1' }).opened();
	client.send(writeBarrier(1));
	await client.frame('barrier');
	isSlow = true;
	const doc = new Y.Doc();
	doc.on('update', (update: Uint8Array) => client.send(writeUpdate(update)));
	for (let n = 0; n < 40; n++) doc.getMap('pins').set(`k${n}`, 'x'.repeat(frameBytes));
	await expect.poll(() => server.rooms.stats().writersPausedTotal).toBe(1);
	const other = await new RawClient(server, await makeBoard(database), { ...anna, id: 'ben' }).opened();
	other.send(writeStep1(Uint8Array.of(0)));
	await other.frame('step2');
	// What had been read from the socket before may still be on its way; the rest has not been.
	expect(server.rooms.stats().updatesTotal).toBeLessThan(40);
	storage.resolve();
	client.send(writeBarrier(2));
	await expect.poll(() => client.frames.filter(({ kind }) => kind === 'barrier').length).toBe(2);
	expect(server.rooms.stats().updatesTotal).toBe(40);
});
