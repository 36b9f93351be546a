// Two servers on one database, as two processes would be: what one takes the other shows, in order and without a gap, also when
// messages between them are lost.
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { newId } from '#lib/board/id.ts';
import { documentVersion } from '#lib/board/schema/migrations.ts';
import { schemaVersion } from '#lib/board/schema/version.ts';
import { writeStep1 } from '#lib/protocol/write-frame.ts';
import { createBoardStore, systemAuthor } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { systemClock } from '../../server/clock.ts';
import { createFoldQueue } from '../../server/fold-queue.ts';
import { createFoldThread } from '../../server/fold-thread.ts';
import { syncLimits } from '../../server/limits.ts';
import { silentLog } from '../../server/log.ts';
import { createNotifyRelay } from '../../server/notify-relay.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, stockClient, synced, whenDoc, type TestServer } from '../sync/harness.ts';
import { knowEachOther, lossy, startNode } from './node.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
	testDatabase = await createTestDatabase();
	database = testDatabase.open();
});

const anna = { id: 'anna', role: 'editor' } as const;
const ben = { id: 'ben', role: 'editor' } as const;

async function rowsOf(boardId: string): Promise<number[]> {
	const rows = await database.sql<{ seq: string }[]>`
		select seq from board_updates where board_id = ${boardId} order by seq`;
	return rows.map(({ seq }) => Number(seq));
}

describe('edits', () => {
	test('NODE1 what is edited on one node is seen on the other at once, in order', async () => {
		const boardId = await makeBoard(database);
		const [a, b] = [await startNode(testDatabase), await startNode(testDatabase)];
		await knowEachOther(a, b);
		const writer = stockClient(a, boardId, anna);
		const reader = stockClient(b, boardId, ben);
		await Promise.all([synced(writer), synced(reader)]);
		const seen: string[] = [];
		reader.doc.getMap('pins').observe((event) => seen.push(...event.keysChanged));
		const made: string[] = [];
		for (let n = 0; n < 30; n++) {
			made.push(`p${n}`);
			writer.doc.getMap('pins').set(`p${n}`, n);
			await new Promise((resolve) => setImmediate(resolve));
		}
		await whenDoc(reader.doc, () => seen.length === made.length);
		expect(seen).toEqual(made);
		expect(reader.doc.store.pendingStructs).toBeNull();
	});

	test('NODE2 two nodes writing one board at once converge, and the log has no gap', async () => {
		const boardId = await makeBoard(database);
		const nodes = [await startNode(testDatabase), await startNode(testDatabase)];
		await knowEachOther(...nodes);
		const people = nodes.flatMap((node, n) => [
			stockClient(node, boardId, { ...anna, id: `p${n}` }),
			stockClient(node, boardId, { ...ben, id: `q${n}` })
		]);
		await Promise.all(people.map(synced));
		for (let round = 0; round < 60; round++) {
			for (const [n, { doc }] of people.entries()) {
				doc.getMap('pins').set(`p${n}-${round}`, round);
				doc.getMap('pins').set('contested', `${n}-${round}`);
			}
			await new Promise((resolve) => setImmediate(resolve));
		}
		await Promise.all(people.map(({ doc }) => whenDoc(doc, () => doc.getMap('pins').size === 241)));
		await expect
			.poll(() => new Set(people.map(({ doc }) => JSON.stringify(doc.getMap('pins').get('contested')))).size)
			.toBe(1);
		const late = stockClient(nodes[0] as TestServer, boardId, { ...anna, id: 'late' });
		await synced(late);
		expect(late.doc.getMap('pins').toJSON()).toEqual(people[0]?.doc.getMap('pins').toJSON());
		const rows = await rowsOf(boardId);
		expect(rows).toEqual(rows.map((_seq, index) => index + 1));
	});

	test('NODE3 a gap that lost messages leave is closed by the next one that is heard', async () => {
		const boardId = await makeBoard(database);
		const relay = lossy(createNotifyRelay(database.sql, silentLog));
		const [a, b] = [
			await startNode(testDatabase, relay),
			await startNode(testDatabase, undefined, { headsPollMs: 3_600_000, nodeBeatMs: 3_600_000 })
		];
		await knowEachOther(a, b);
		const writer = stockClient(a, boardId, anna);
		const reader = stockClient(b, boardId, ben);
		await Promise.all([synced(writer), synced(reader)]);
		relay.loses = true;
		for (const key of ['lost', 'lost too']) {
			writer.doc.getMap('pins').set(key, 1);
			await expect.poll(() => rowsOf(boardId)).toHaveLength(key === 'lost' ? 2 : 3);
		}
		expect(reader.doc.getMap('pins').size).toBe(0);
		relay.loses = false;
		writer.doc.getMap('pins').set('heard', 1);
		await whenDoc(reader.doc, () => reader.doc.getMap('pins').size === 3);
	});

	test('NODE3 without any message the ends of the logs are looked at', async () => {
		const boardId = await makeBoard(database);
		const relay = lossy(createNotifyRelay(database.sql, silentLog));
		const [a, b] = [
			await startNode(testDatabase, relay),
			await startNode(testDatabase, undefined, { nodeBeatMs: 50, headsPollMs: 300 })
		];
		await knowEachOther(a, b);
		const writer = stockClient(a, boardId, anna);
		const reader = stockClient(b, boardId, ben);
		await Promise.all([synced(writer), synced(reader)]);
		relay.loses = true;
		writer.doc.getMap('pins').set('lost', 1);
		await whenDoc(reader.doc, () => reader.doc.getMap('pins').has('lost'));
	});

	test('NODE4 a node that does not hear its own sign of life looks at once, and hears again later', async () => {
		const boardId = await makeBoard(database);
		const relay = lossy(createNotifyRelay(database.sql, silentLog));
		const limits = { nodeBeatMs: 50, headsPollMs: 3_600_000 };
		const [a, b] = [await startNode(testDatabase), await startNode(testDatabase, relay, limits)];
		await knowEachOther(a, b);
		const writer = stockClient(a, boardId, anna);
		const reader = stockClient(b, boardId, ben);
		await Promise.all([synced(writer), synced(reader)]);
		relay.loses = true;
		await expect.poll(() => b.rooms.stats().busIsAway).toBe(1);
		writer.doc.getMap('pins').set('away', 1);
		await whenDoc(reader.doc, () => reader.doc.getMap('pins').has('away'));
		relay.loses = false;
		await expect.poll(() => b.rooms.stats().busIsAway).toBe(0);
	});
});

describe('what only one node may do', () => {
	test('NODE15 a board from an older version, opened on two nodes at once, is migrated once', async () => {
		const boardId = newId();
		const doc = new Y.Doc();
		doc.getMap('pins').set('old', 'pin');
		await database.sql`insert into boards (id, title, head) values (${boardId}, 'Old', 1)`;
		await database.sql`insert into board_updates (board_id, seq, author_kind, author_id, data)
			values (${boardId}, 1, 'system', null, ${Buffer.from(Y.encodeStateAsUpdate(doc))})`;
		const nodes = [await startNode(testDatabase), await startNode(testDatabase)];
		const readers = nodes.map((node) => stockClient(node, boardId, { id: 'reader', role: 'viewer' }));
		await Promise.all(readers.map(synced));
		expect(await rowsOf(boardId)).toEqual([1, 2]);
		for (const reader of readers) expect(documentVersion(reader.doc)).toBe(schemaVersion);
	});

	test('NODE16 of two names given at once the list shows the one that the document settled on', async () => {
		const boardId = await makeBoard(database);
		const nodes = [await startNode(testDatabase), await startNode(testDatabase)] as const;
		await knowEachOther(...nodes);
		for (let round = 0; round < 10; round++) {
			const authors = ['anna', 'ben'].map((id) => ({ kind: 'user', id }) as const);
			await Promise.all(
				nodes.map(({ rooms }, n) =>
					rooms.edit(boardId, authors[n] ?? systemAuthor, (doc) =>
						doc.getMap('board').set('title', `T${round}-${n}`)
					)
				)
			);
			const titles = async () => {
				const inDocs = await Promise.all(
					nodes.map(({ rooms }) =>
						rooms.edit(boardId, systemAuthor, (doc) => doc.getMap('board').get('title'))
					)
				);
				const [row] = await database.sql<{ title: string }[]>`select title from boards where id = ${boardId}`;
				return new Set([...inDocs, row?.title]).size;
			};
			await expect.poll(titles).toBe(1);
		}
	});

	test('NODE17 a node sends people away from a board that a newer version migrated', async () => {
		const boardId = await makeBoard(database);
		const [a, b] = [await startNode(testDatabase), await startNode(testDatabase)];
		await knowEachOther(a, b);
		const client = new RawClient(a, boardId, anna);
		await client.opened();
		client.send(writeStep1(Uint8Array.of(0)));
		await client.frame('step2');
		await b.rooms.edit(boardId, systemAuthor, (doc) =>
			doc.getMap('board').set('schemaVersion', schemaVersion + 1)
		);
		expect((await client.closed).code).toBe(4409);
	});

	test('NODE17 nor does it take people in after a node of its own version folded that board', async () => {
		const boardId = await makeBoard(database);
		const [a, b] = [await startNode(testDatabase), await startNode(testDatabase)];
		await b.rooms.edit(boardId, systemAuthor, (doc) =>
			doc.getMap('board').set('schemaVersion', schemaVersion + 1)
		);
		const place = createFoldThread({ clock: systemClock, limits: syncLimits });
		const store = createBoardStore(database.sql);
		const queue = createFoldQueue({ store, clock: systemClock, foldMaxMs: syncLimits.foldMaxMs, place });
		onTestFinished(() => queue.close());
		expect(await queue.fold(boardId)).toBeGreaterThan(0);
		const client = new RawClient(a, boardId, anna);
		expect((await client.closed).code).toBe(4409);
	});
});
