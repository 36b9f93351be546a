// Saved means committed; shown means committed too, unless the storage is slow and everybody is told so.
import { beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
	writeBarrier,
	writeQueryPresence,
	writeStep1,
	writeStep2,
	writeUpdate
} from '#lib/protocol/write-frame.ts';
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
const saved = { query: '?saved=1' };

/** A store whose appends wait for `open` or fail as told; everything else is the real one. */
function gatedStore(): BoardStore & {
	shut(): void;
	open(): void;
	failures: (() => Promise<void>)[];
	tries: number;
} {
	const real = openBoardStore(database, `gated-${Math.random()}`);
	let gate = Promise.withResolvers<void>();
	gate.resolve();
	return {
		...real,
		failures: [],
		tries: 0,
		shut() {
			gate = Promise.withResolvers<void>();
		},
		open() {
			gate.resolve();
		},
		async append(appends, options) {
			this.tries++;
			await gate.promise;
			const fail = this.failures.shift();
			if (fail) {
				await fail();
				throw new Error('connection lost');
			}
			return real.append(appends, options);
		}
	};
}

function pinUpdate(key: string): Uint8Array {
	const doc = new Y.Doc();
	doc.getMap('pins').set(key, 'there');
	return Y.encodeStateAsUpdate(doc);
}

async function joined(
	server: { url: string },
	boardId: string,
	person = anna as { id: string; role: 'editor' }
): Promise<RawClient> {
	const client = await new RawClient(server, boardId, person, saved).opened();
	client.send(writeStep1(Uint8Array.of(0)));
	await client.frame('step1');
	return client;
}

const rowCount = async (boardId: string) => {
	const [row] = await database.sql`select count(*)::int as n from board_updates where board_id = ${boardId}`;
	return row?.n as number;
};

describe('an edit', () => {
	test('SAVE1 WIRE11 is neither shown nor acknowledged before its commit', async () => {
		const boardId = await makeBoard(database);
		const store = gatedStore();
		const server = await startSyncServer(database, { store, journalLimits: { holdMs: 60_000 } });
		const [writer, watcher] = [await joined(server, boardId), await joined(server, boardId, ben)];
		const before = watcher.frames.length;
		store.shut();
		writer.send(writeUpdate(pinUpdate('a')));
		writer.send(writeBarrier(1));
		await expect.poll(() => store.tries).toBeGreaterThan(0);
		// A newcomer must not see it either.
		const late = await new RawClient(server, boardId, ben).opened();
		late.send(writeStep1(Uint8Array.of(0)));
		writer.send(Uint8Array.of(3));
		await writer.frame('presence', writer.frames.length);
		expect(writer.frames.some(({ kind }) => kind === 'barrier')).toBe(false);
		expect(watcher.frames.slice(before).some(({ kind }) => kind === 'update')).toBe(false);
		expect(late.frames.some(({ kind }) => kind === 'step2')).toBe(false);
		store.open();
		expect((await writer.frame('barrier')).n).toBe(1);
		await watcher.frame('update', before);
		expect(watcher.frames.some(({ kind }) => kind === 'barrier')).toBe(false);
		expect(
			(await writer.frame('update', before)).kind,
			'its author gets it back, as y-websocket 4 expects'
		).toBe('update');
		const doc = new Y.Doc();
		Y.applyUpdate(doc, (await late.frame('step2')).update);
		expect(doc.getMap('pins').get('a')).toBe('there');
		expect(await rowCount(boardId)).toBe(2);
	});

	test('SAVE2 WIRE12 on slow storage is shown after the hold, everybody is told, and it is acknowledged only after the commit', async () => {
		const boardId = await makeBoard(database);
		const store = gatedStore();
		const server = await startSyncServer(database, { store, journalLimits: { holdMs: 20 } });
		const [writer, watcher] = [await joined(server, boardId), await joined(server, boardId, ben)];
		const plain = stockClient(server, boardId, ben);
		await synced(plain);
		const before = watcher.frames.length;
		store.shut();
		writer.send(writeUpdate(pinUpdate('a')));
		writer.send(writeBarrier(1));
		await watcher.frame('update', before);
		expect((await watcher.frame('storage')).state).toBe('slow');
		await whenDoc(plain.doc, () => plain.doc.getMap('pins').has('a'));
		plain.doc.getMap('pins').set('b', 'also shown');
		const shown = watcher.frames.length;
		await watcher.frame('update', shown - 1);
		expect(writer.frames.some(({ kind }) => kind === 'barrier')).toBe(false);
		expect(await rowCount(boardId)).toBe(1);
		store.open();
		expect((await writer.frame('barrier')).n).toBe(1);
		await expect.poll(() => rowCount(boardId)).toBe(3);
		writer.send(writeUpdate(pinUpdate('c')));
		await expect
			.poll(() => watcher.frames.findLast(({ kind }) => kind === 'storage'))
			.toEqual({ kind: 'storage', state: 'healthy' });
	});

	test('SAVE3 whose commit was answered with an error is tried again and written once', async () => {
		const boardId = await makeBoard(database);
		const store = gatedStore();
		const server = await startSyncServer(database, { store });
		const writer = await joined(server, boardId);
		const real = openBoardStore(database, 'unknown-outcome');
		// The first try fails before it is written, the second after it was.
		store.failures.push(async () => {});
		const update = pinUpdate('a');
		store.failures.push(async () => {
			await real.append([
				{ boardId, headBefore: 1, entries: [{ author: { kind: 'user', id: 'anna' }, data: update }] }
			]);
		});
		writer.send(writeUpdate(update));
		writer.send(writeBarrier(1));
		await writer.frame('barrier');
		expect(store.tries).toBe(3);
		expect(await rowCount(boardId)).toBe(2);
		writer.send(writeUpdate(pinUpdate('b')));
		writer.send(writeBarrier(2));
		await writer.frame('barrier', writer.frames.length);
		expect((await store.load(boardId))?.rows.map(({ seq }) => seq)).toEqual([1, 2, 3]);
		await real.close();
	});

	test('SAVE4 while the storage is full a writer with something new waits, is saved afterwards, and everybody stays', async () => {
		const boardId = await makeBoard(database);
		const store = gatedStore();
		const server = await startSyncServer(database, {
			store,
			journalLimits: { holdMs: 5, queueBytesMax: 200 }
		});
		const [writer, idle] = [await joined(server, boardId), await joined(server, boardId, ben)];
		store.shut();
		const long = new Y.Doc();
		long.getMap('pins').set('long', 'x'.repeat(300));
		writer.send(writeUpdate(Y.encodeStateAsUpdate(long)));
		await expect.poll(() => server.rooms.stats().storageIsFull).toBe(1);
		const paused = Number(server.rooms.stats().writersPausedTotal);
		writer.send(writeUpdate(pinUpdate('late')));
		writer.send(writeBarrier(1));
		await expect.poll(() => server.rooms.stats().writersPausedTotal).toBe(paused + 1);
		// Nothing in these is new.
		for (const update of [Uint8Array.of(0, 0), Y.encodeStateAsUpdate(long)]) {
			idle.send(writeStep2(update));
			idle.send(writeQueryPresence());
			await idle.frame('presence', idle.frames.length);
		}
		const { updatesTotal, upgradesTotal, closesTotal } = server.rooms.stats();
		expect({ updatesTotal, upgradesTotal, closesTotal }).toEqual({
			updatesTotal: 1,
			upgradesTotal: 2,
			closesTotal: 0
		});
		expect(writer.frames.some(({ kind }) => kind === 'barrier')).toBe(false);
		store.open();
		await writer.frame('barrier');
		expect(await rowCount(boardId)).toBe(3);
		expect(server.rooms.stats()).toMatchObject({ closesTotal: 0, refusedUpdatesTotal: 0 });
	});

	test('SAVE4 WIRE12 that is refused because the storage fell too far behind is not taken, and its author is told to come back', async () => {
		const boardId = await makeBoard(database);
		const store = gatedStore();
		const server = await startSyncServer(database, {
			store,
			limits: { fullMaxMs: 100 },
			journalLimits: { holdMs: 5, queueBytesMax: 200 }
		});
		const writer = await joined(server, boardId);
		store.shut();
		const update = new Y.Doc();
		update.getMap('pins').set('long', 'x'.repeat(300));
		writer.send(writeUpdate(Y.encodeStateAsUpdate(update)));
		await expect.poll(() => server.rooms.stats().storageIsFull).toBe(1);
		writer.send(writeUpdate(pinUpdate('late')));
		expect((await writer.closed).code).toBe(4503);
		expect(writer.frames.findLast(({ kind }) => kind === 'storage')).toMatchObject({ state: 'full' });
		store.open();
		await expect.poll(() => rowCount(boardId)).toBe(2);
	});

	test('SAVE5 of a board that was deleted meanwhile ends with 4404 and holds up nobody', async () => {
		const [doomed, other] = [await makeBoard(database), await makeBoard(database)];
		const server = await startSyncServer(database);
		const [writer, neighbour] = [await joined(server, doomed), await joined(server, other)];
		await database.sql`delete from boards where id = ${doomed}`;
		writer.send(writeUpdate(pinUpdate('a')));
		neighbour.send(writeUpdate(pinUpdate('b')));
		neighbour.send(writeBarrier(1));
		expect((await writer.closed).code).toBe(4404);
		await neighbour.frame('barrier');
		const late = server.rooms.edit(doomed, { kind: 'system', id: null }, () => null);
		await expect(late, 'there is nothing left to edit').rejects.toThrow('no board');
	});

	test('SAVE5 by the server of a board that goes at that moment is an error, not a wait without end', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		await joined(server, boardId);
		await database.sql`delete from boards where id = ${boardId}`;
		const edit = server.rooms.edit(boardId, { kind: 'system', id: null }, (doc) =>
			doc.getMap('pins').set('a', 1)
		);
		await expect(edit).rejects.toThrow('is gone');
	});

	test('SAVE6 of the title becomes the title in the list of boards with the same commit', async () => {
		const boardId = await makeBoard(database, 'Before');
		const server = await startSyncServer(database);
		const provider = stockClient(server, boardId, anna);
		await synced(provider);
		provider.doc.getMap('board').set('title', 'After \0 all');
		await expect
			.poll(async () => (await database.sql`select title from boards where id = ${boardId}`)[0]?.title)
			.toBe('After  all');
	});

	test('SAVE7 by the server resolves after the commit, under the author it was given', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const answer = await server.rooms.edit(boardId, { kind: 'user', id: 'anna' }, (doc) => {
			doc.getMap('pins').set('a', 1);
			return 'done';
		});
		expect(answer).toBe('done');
		const rows =
			await database.sql`select author_kind, author_id from board_updates where board_id = ${boardId} order by seq`;
		expect(rows.map((row) => [row.author_kind, row.author_id])).toEqual([
			['system', null],
			['user', 'anna']
		]);
	});

	test('SAVE8 sent just before the end of the process is committed by its orderly end, and everybody is sent away with 1012', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const writer = await joined(server, boardId);
		writer.send(writeUpdate(pinUpdate('a')));
		writer.send(writeBarrier(1));
		await writer.frame('barrier');
		writer.send(writeUpdate(pinUpdate('b')));
		const stopped = server.stop();
		expect((await writer.closed).code).toBe(1012);
		await stopped;
		expect(await rowCount(boardId)).toBeGreaterThanOrEqual(2);
	});
});
