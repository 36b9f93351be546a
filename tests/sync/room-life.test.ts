// The life of a room: loaded once, served when loaded, never blank, let go only when nothing is pending.
import { beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeBarrier, writeQueryPresence, writeStep1, writeUpdate } from '#lib/protocol/write-frame.ts';
import { openBoardStore, type BoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, startSyncServer, stockClient, synced, whenDoc } from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const anna = { id: 'anna', role: 'editor' } as const;
const ben = { id: 'ben', role: 'editor' } as const;

function watchedStore(): BoardStore & { loads: number; beforeLoad: () => Promise<void> } {
	const real = openBoardStore(database, `watched-${Math.random()}`);
	return {
		...real,
		loads: 0,
		beforeLoad: async () => {},
		async load(boardId) {
			this.loads++;
			await this.beforeLoad();
			return real.load(boardId);
		}
	};
}

function pinUpdate(key: string): Uint8Array {
	const doc = new Y.Doc();
	doc.getMap('pins').set(key, 'there');
	return Y.encodeStateAsUpdate(doc);
}

describe('loading', () => {
	test('ROOM9 happens once for all who come, and nobody is answered before it ends', async () => {
		const boardId = await makeBoard(database, 'Sirte');
		const store = watchedStore();
		const gate = Promise.withResolvers<void>();
		store.beforeLoad = () => gate.promise;
		const server = await startSyncServer(database, { store });
		const clients = await Promise.all(
			Array.from({ length: 5 }, () => new RawClient(server, boardId, anna, { query: '?saved=1' }).opened())
		);
		for (const client of clients) {
			client.send(writeStep1(Uint8Array.of(0)));
			client.send(writeBarrier(1));
		}
		await expect.poll(() => store.loads).toBe(1);
		expect(clients.flatMap(({ frames }) => frames)).toEqual([]);
		gate.resolve();
		for (const client of clients) {
			const doc = new Y.Doc();
			Y.applyUpdate(doc, (await client.frame('step2')).update);
			expect(doc.getMap('board').get('title')).toBe('Sirte');
		}
		expect(store.loads).toBe(1);
	});

	test('ROOM10 that fails is an error for everybody who waits, never a blank board, and the next who comes tries again', async () => {
		const boardId = await makeBoard(database, 'Misrata');
		const store = watchedStore();
		store.beforeLoad = () => Promise.reject(new Error('storage away'));
		const server = await startSyncServer(database, { store });
		for (const person of [anna, ben]) {
			const client = new RawClient(server, boardId, person);
			client.socket.on('open', () => client.send(writeStep1(Uint8Array.of(0))));
			expect((await client.closed).code).toBe(4503);
			expect(client.frames).toEqual([]);
		}
		store.beforeLoad = async () => {};
		const provider = stockClient(server, boardId, anna);
		await synced(provider);
		expect(provider.doc.getMap('board').get('title')).toBe('Misrata');
	});

	test('ROOM10 of a damaged log or of a board from a newer version lets nobody in', async () => {
		const [holed, unreadable, newer] = [
			await makeBoard(database),
			await makeBoard(database),
			await makeBoard(database)
		];
		await database.sql`update boards set head = 7 where id = ${holed}`;
		await database.sql`update board_updates set data = '\\xffffff' where board_id = ${unreadable}`;
		const server = await startSyncServer(database);
		await server.rooms.edit(newer, { kind: 'system', id: null }, (doc) =>
			doc.getMap('board').set('schemaVersion', 9_999)
		);
		const again = await startSyncServer(database);
		expect((await new RawClient(again, holed, anna).closed).code).toBe(4503);
		expect((await new RawClient(again, unreadable, anna).closed).code).toBe(4503);
		expect((await new RawClient(again, newer, anna).closed).code).toBe(4409);
	});

	test('ROOM11 brings an old document up to date, as the system and before anybody is let in', async () => {
		const boardId = await makeBoard(database);
		const old = new Y.Doc();
		old.getMap('board').set('title', 'From before versions');
		await database.sql`update board_updates set data = ${Buffer.from(Y.encodeStateAsUpdate(old))} where board_id = ${boardId}`;
		const server = await startSyncServer(database);
		const provider = stockClient(server, boardId, anna);
		await synced(provider);
		expect(provider.doc.getMap('board').get('schemaVersion')).toBeGreaterThan(0);
		const rows =
			await database.sql`select author_kind from board_updates where board_id = ${boardId} order by seq`;
		expect(rows.map((row) => row.author_kind)).toEqual(['system', 'system']);
	});
});

describe('unloading', () => {
	test('ROOM12 happens after everybody left and a while has passed; the next who comes loads again', async () => {
		const boardId = await makeBoard(database);
		const store = watchedStore();
		const server = await startSyncServer(database, { store, limits: { lingerMs: 5 } });
		const first = await new RawClient(server, boardId, anna).opened();
		first.send(writeUpdate(pinUpdate('a')));
		first.send(writeBarrier(1));
		await first.frame('barrier');
		expect(server.rooms.stats().open).toBe(1);
		first.socket.close();
		await expect.poll(() => server.rooms.stats().open).toBe(0);
		const provider = stockClient(server, boardId, ben);
		await synced(provider);
		expect(provider.doc.getMap('pins').get('a')).toBe('there');
		expect(store.loads).toBe(2);
	});

	test('ROOM12 does not happen to somebody who comes back in time, or while something is not committed', async () => {
		const boardId = await makeBoard(database);
		const store = watchedStore();
		const gate = Promise.withResolvers<void>();
		const real = store.append.bind(store);
		const server = await startSyncServer(database, {
			store: { ...store, append: async (...args) => (await gate.promise, real(...args)) },
			limits: { lingerMs: 5 }
		});
		const first = await new RawClient(server, boardId, anna).opened();
		first.send(writeUpdate(pinUpdate('a')));
		first.send(writeQueryPresence());
		await first.frame('presence');
		first.socket.close();
		await expect.poll(() => server.rooms.stats().connections).toBe(0);
		expect(server.rooms.stats().open, 'the edit is still on its way').toBe(1);
		const second = await new RawClient(server, boardId, ben).opened();
		second.send(writeStep1(Uint8Array.of(0)));
		gate.resolve();
		const doc = new Y.Doc();
		Y.applyUpdate(doc, (await second.frame('step2')).update);
		expect(doc.getMap('pins').get('a')).toBe('there');
		expect(server.rooms.stats().loadsTotal).toBe(1);
		second.socket.close();
		await expect.poll(() => server.rooms.stats().open).toBe(0);
	});

	test(
		'ROOM13 leave and join, again and again at the worst moments, loses nothing',
		{ timeout: 60_000 },
		async () => {
			const boardId = await makeBoard(database);
			const server = await startSyncServer(database, { limits: { lingerMs: 0, checkpointRowsAtUnload: 1 } });
			for (let i = 0; i < 60; i++) {
				const client = await new RawClient(server, boardId, i % 2 ? anna : ben).opened();
				client.send(writeUpdate(pinUpdate(`k${i}`)));
				client.send(writeBarrier(1));
				await client.frame('barrier');
				client.socket.close();
				if (i % 3 === 0) await client.closed;
			}
			const provider = stockClient(server, boardId, anna);
			await synced(provider);
			await whenDoc(provider.doc, () => provider.doc.getMap('pins').size === 60);
		}
	);

	test('ROOM14 a long log is folded into a checkpoint; a cold start then reads the checkpoint and what came after', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database, { limits: { checkpointRows: 10 } });
		const provider = stockClient(server, boardId, anna);
		await synced(provider);
		for (let i = 0; i < 30; i++) {
			await server.rooms.edit(boardId, { kind: 'user', id: 'anna' }, (doc) =>
				doc.getMap('pins').set(`k${i}`, i)
			);
		}
		await expect
			.poll(
				async () =>
					(
						await database.sql`select max(seq)::int as seq from board_checkpoints where board_id = ${boardId}`
					)[0]?.seq
			)
			.toBeGreaterThan(10);
		await server.stop();
		const again = await startSyncServer(database);
		const late = stockClient(again, boardId, ben);
		await synced(late);
		expect(late.doc.getMap('pins').size).toBe(30);
		const [rows] =
			await database.sql`select count(*)::int as n from board_updates where board_id = ${boardId}`;
		expect(rows?.n, 'the log stays for history').toBe(31);
	});
});

describe('a slow reader', () => {
	test(
		'ROOM15 is sent one difference when it reads again, and no heap of frames before',
		{ timeout: 60_000 },
		async () => {
			const boardId = await makeBoard(database);
			const server = await startSyncServer(database, {
				limits: { behindBytes: 100_000, caughtUpBytes: 10_000 }
			});
			const slow = stockClient(server, boardId, ben);
			await synced(slow);
			const tcp = (slow.ws as unknown as { _socket: { pause(): void; resume(): void } })._socket;
			tcp.pause();
			let n = 0;
			const edit = () =>
				server.rooms.edit(boardId, { kind: 'user', id: 'anna' }, (doc) =>
					doc.getMap('pins').set(`k${n++}`, 'x'.repeat(100_000))
				);
			while (server.rooms.stats().readersBehindTotal === 0 && n < 500) await edit();
			expect(server.rooms.stats().readersBehindTotal).toBe(1);
			const sent = server.rooms.stats().deliveriesTotal;
			for (let i = 0; i < 5; i++) await edit();
			expect(server.rooms.stats().deliveriesTotal, 'nothing more is heaped up').toBe(sent);
			tcp.resume();
			await whenDoc(slow.doc, () => slow.doc.getMap('pins').size === n);
			await edit();
			await whenDoc(slow.doc, () => slow.doc.getMap('pins').size === n);
			expect(slow.doc.store.pendingStructs).toBeNull();
		}
	);
});
