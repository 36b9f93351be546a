// The promises of the board store, on a real PostgreSQL.
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
	createBoardStore,
	DamagedLogError,
	openBoardStore,
	systemAuthor,
	type BoardStore
} from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { pruneHistory } from '#lib/server/prune-history.ts';
import { newId } from '#lib/board/id.ts';
import { createTestDatabase } from '../support/database.ts';

let database: Database;
let store: BoardStore;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
	store = openBoardStore(database, 'store-test');
	return () => store.close();
});

async function emptyBoard(): Promise<string> {
	const id = newId();
	await database.sql`insert into boards (id, title, changed_at) values (${id}, 'Old title', '2020-01-01')`;
	return id;
}

const anna = { kind: 'user', id: 'anna' } as const;
const bytes = (...values: number[]) => Uint8Array.from(values);
const rowsOf = (boardId: string) =>
	database.sql<{ seq: string; author_id: string | null; data: Buffer }[]>`
		select seq, author_id, data from board_updates where board_id = ${boardId} order by seq`;

describe('append', () => {
	test('STORE1 numbers the rows of each board without a gap, keeps their order and author, and dates the board', async () => {
		const [a, b] = [await emptyBoard(), await emptyBoard()];
		const heads = await store.append([
			{
				boardId: b,
				headBefore: 0,
				entries: [
					{ author: anna, data: bytes(1) },
					{ author: systemAuthor, data: bytes(2) }
				]
			},
			{
				boardId: a,
				headBefore: 0,
				entries: [{ author: anna, data: bytes(3, 0, 255) }],
				title: 'It\'s "new" \\ {a,b}'
			}
		]);
		expect(heads).toEqual(
			new Map([
				[a, 1],
				[b, 2]
			])
		);
		await store.append([{ boardId: b, headBefore: 2, entries: [{ author: anna, data: bytes(4) }] }]);
		expect((await rowsOf(b)).map((row) => [Number(row.seq), row.author_id, ...row.data])).toEqual([
			[1, 'anna', 1],
			[2, null, 2],
			[3, 'anna', 4]
		]);
		expect([...((await rowsOf(a))[0]?.data ?? [])]).toEqual([3, 0, 255]);
		const [row] =
			await database.sql`select title, changed_at > now() - interval '1 minute' as is_fresh from boards where id = ${a}`;
		expect(row).toEqual({ title: 'It\'s "new" \\ {a,b}', is_fresh: true });
	});

	test('STORE1 stays gapless with several writers at once', async () => {
		const boards = [await emptyBoard(), await emptyBoard(), await emptyBoard()];
		const writers = [store, openBoardStore(database, 'second'), createBoardStore(database.sql)];
		await Promise.all(
			writers.flatMap((writer, nth) =>
				Array.from({ length: 20 }, (_, i) => {
					const order = i % 2 ? boards : boards.toReversed();
					return writer.append(
						order.map((boardId) => ({
							boardId,
							headBefore: 0,
							entries: [{ author: anna, data: bytes(nth, i) }]
						}))
					);
				})
			)
		);
		for (const boardId of boards) {
			expect((await store.load(boardId))?.rows.map(({ seq }) => seq)).toEqual(
				Array.from({ length: 60 }, (_, i) => i + 1)
			);
		}
		await writers[1]?.close();
	});

	test('STORE2 leaves a board that is gone out of the answer and writes the others', async () => {
		const a = await emptyBoard();
		const entries = [{ author: anna, data: bytes(1) }];
		const heads = await store.append([
			{ boardId: newId(), headBefore: 0, entries },
			{ boardId: a, headBefore: 0, entries }
		]);
		expect(heads).toEqual(new Map([[a, 1]]));
	});

	test('STORE3 a retry whose first try was committed writes nothing twice', async () => {
		const [a, b] = [await emptyBoard(), await emptyBoard()];
		const batch = [
			{
				boardId: a,
				headBefore: 0,
				entries: [
					{ author: anna, data: bytes(1) },
					{ author: systemAuthor, data: bytes(2) }
				]
			},
			{ boardId: b, headBefore: 0, entries: [{ author: anna, data: bytes(3) }] }
		];
		await store.append(batch);
		// Another node may have written since.
		await store.append([
			{ boardId: a, headBefore: 2, entries: [{ author: { kind: 'user', id: 'ben' }, data: bytes(9) }] }
		]);
		expect(await store.append(batch, { retry: true })).toEqual(
			new Map([
				[a, 2],
				[b, 1]
			])
		);
		expect(await rowsOf(a)).toHaveLength(3);
		expect(await rowsOf(b)).toHaveLength(1);
	});

	test('STORE3 a retry ends a first try that still hangs, and writes once', async () => {
		const a = await emptyBoard();
		const batch = [{ boardId: a, headBefore: 0, entries: [{ author: anna, data: bytes(7) }] }];
		const holder = await database.sql.reserve();
		await holder`begin`;
		await holder`select 1 from boards where id = ${a} for update`;
		const first = store.append(batch);
		const failed = expect(first).rejects.toThrow();
		await expect
			.poll(async () => {
				const [row] = await database.sql`select count(*)::int as n from pg_stat_activity
					where application_name = 'sandtable journal store-test' and wait_event_type = 'Lock'`;
				return row?.n;
			})
			.toBe(1);
		const second = store.append(batch, { retry: true });
		await failed;
		await holder`commit`;
		holder.release();
		expect(await second).toEqual(new Map([[a, 1]]));
		expect(await rowsOf(a)).toHaveLength(1);
	});

	test('STORE3 a retry waits for a first try that can no longer be ended, and finds its rows', async () => {
		const a = await emptyBoard();
		const batch = [{ boardId: a, headBefore: 0, entries: [{ author: anna, data: bytes(7) }] }];
		// Under a name of its own, so that nobody can end it: as while its commit waits for the disk.
		const first = await database.sql.reserve();
		await first`begin`;
		await first`update boards set head = 1 where id = ${a}`;
		await first`insert into board_updates (board_id, seq, author_kind, author_id, data)
			values (${a}, 1, 'user', 'anna', ${Buffer.from([7])})`;
		const second = store.append(batch, { retry: true });
		await expect
			.poll(async () => {
				const [row] = await database.sql`select count(*)::int as n from pg_stat_activity
					where application_name = 'sandtable journal store-test' and wait_event_type = 'Lock'`;
				return row?.n;
			})
			.toBe(1);
		await first`commit`;
		first.release();
		expect(await second).toEqual(new Map([[a, 1]]));
		expect(await rowsOf(a)).toHaveLength(1);
	});
});

describe('load', () => {
	test('STORE4 gives the newest checkpoint and the rows behind it; null for an unknown board', async () => {
		const a = await emptyBoard();
		for (const n of [1, 2, 3])
			await store.append([{ boardId: a, headBefore: n - 1, entries: [{ author: anna, data: bytes(n) }] }]);
		for (const seq of [1, 2]) {
			await store.checkpoint({
				boardId: a,
				seq,
				schemaVersion: 1,
				data: bytes(100 + seq),
				stateVector: bytes(0),
				owners: seq === 2 ? [{ owner: 'anna', clients: [7, 2 ** 40] }] : []
			});
		}
		const loaded = await store.load(a);
		expect(loaded?.head).toBe(3);
		expect(loaded?.checkpoint?.seq).toBe(2);
		expect([...(loaded?.checkpoint?.data ?? [])]).toEqual([102]);
		expect(loaded?.checkpoint?.owners).toEqual([{ owner: 'anna', clients: [7, 2 ** 40] }]);
		expect(loaded?.rows.map(({ seq, author, data }) => [seq, author.id, ...data])).toEqual([[3, 'anna', 3]]);
		expect(loaded?.earlierRows).toEqual([]);
		await database.sql`update board_checkpoints set owners = null where board_id = ${a}`;
		const old = await store.load(a);
		expect(
			old?.earlierRows.map(({ seq }) => seq),
			'a checkpoint that names no owners'
		).toEqual([1, 2]);
		expect(old?.rows.map(({ seq }) => seq)).toEqual([3]);
		expect(await rowsOf(a), 'the rows before a checkpoint stay for history').toHaveLength(3);
		expect(await store.load(newId())).toBeNull();
	});

	test('STORE4 a checkpoint of any size comes back byte for byte', async () => {
		const a = await emptyBoard();
		await store.append([{ boardId: a, headBefore: 0, entries: [{ author: anna, data: bytes(1) }] }]);
		for (const length of [1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024 - 1]) {
			const data = randomBytes(length);
			await database.sql`delete from board_checkpoints where board_id = ${a}`;
			await store.checkpoint({
				boardId: a,
				seq: 1,
				schemaVersion: 1,
				data,
				stateVector: bytes(0),
				owners: []
			});
			const loaded = await store.load(a);
			expect(Buffer.compare(loaded?.checkpoint?.data ?? bytes(), data), `${length} bytes`).toBe(0);
		}
	});

	test('STORE5 calls a log with a hole damaged instead of serving what is left', async () => {
		const a = await emptyBoard();
		await store.append([
			{ boardId: a, headBefore: 0, entries: [1, 2, 3].map((n) => ({ author: anna, data: bytes(n) })) }
		]);
		await database.sql`delete from board_updates where board_id = ${a} and seq = 2`;
		await expect(store.load(a)).rejects.toThrow(DamagedLogError);
		await database.sql`delete from board_updates where board_id = ${a} and seq > 1`;
		await expect(store.load(a)).rejects.toThrow('ends at 1 instead of 3');
	});
});

describe('other processes', () => {
	test('STORE6 what others appended is read from a number on, without a gap; a hole is damage', async () => {
		const a = await emptyBoard();
		const entries = [1, 2, 3, 4].map((n) => ({ author: anna, data: bytes(n) }));
		await store.append([{ boardId: a, headBefore: 0, entries }]);
		expect((await store.rowsAfter(a, 2)).map(({ seq, data }) => [seq, ...data])).toEqual([
			[3, 3],
			[4, 4]
		]);
		expect(await store.rowsAfter(a, 4)).toEqual([]);
		expect(await store.heads([a, newId()])).toEqual(new Map([[a, 4]]));
		await database.sql`delete from board_updates where board_id = ${a} and seq = 3`;
		await expect(store.rowsAfter(a, 2)).rejects.toThrow(DamagedLogError);
	});

	test('STORE3 an equal row of another process does not pass for the whole of a failed append', async () => {
		const [a, b] = [await emptyBoard(), await emptyBoard()];
		const same = { author: anna, data: bytes(5) };
		// The first try never got here; another process wrote what happens to equal its last row.
		await store.append([{ boardId: a, headBefore: 0, entries: [same] }]);
		const batch = [
			{ boardId: a, headBefore: 0, entries: [{ author: anna, data: bytes(4) }, same] },
			{ boardId: b, headBefore: 0, entries: [{ author: anna, data: bytes(6) }] }
		];
		const heads = await store.append(batch, { retry: true });
		expect([heads.get(a), heads.get(b)]).toEqual([3, 1]);
		expect((await rowsOf(a)).map(({ data }) => [...data])).toEqual([[5], [4], [5]]);
	});
});

test('HIST1 only what no moment of the time kept needs is let go, a few rows at a time', async () => {
	const [a, b] = [await emptyBoard(), await emptyBoard()];
	for (const boardId of [a, b]) {
		const entries = [1, 2, 3, 4, 5, 6].map((n) => ({ author: anna, data: bytes(n) }));
		await store.append([{ boardId, headBefore: 0, entries }]);
	}
	for (const seq of [2, 4, 5]) {
		await store.checkpoint({
			boardId: a,
			seq,
			schemaVersion: 1,
			data: bytes(seq),
			stateVector: bytes(0),
			owners: []
		});
	}
	await database.sql`update board_updates set at = now() - interval '200 days'`;
	await database.sql`update board_checkpoints set created_at = now() - interval '100 days'
		where board_id = ${a} and seq < 5`;
	expect(await pruneHistory(database.sql, 101, 10)).toBe(0);
	expect(await pruneHistory(database.sql, 90, 3)).toBe(3);
	expect(await pruneHistory(database.sql, 90, 3)).toBe(1);
	expect(await pruneHistory(database.sql, 90, 3)).toBe(0);
	expect((await rowsOf(a)).map(({ seq }) => Number(seq))).toEqual([5, 6]);
	expect(await rowsOf(b), 'without a checkpoint everything is needed').toHaveLength(6);
	const kept = await database.sql`select seq from board_checkpoints where board_id = ${a} order by seq`;
	expect(
		kept.map(({ seq }) => Number(seq)),
		'the state before the oldest row that is kept'
	).toEqual([4, 5]);
	expect((await store.load(a))?.rows.map(({ seq }) => seq)).toEqual([6]);
});

test('HIST4 the last checkpoint of each day stays, and what was the newest within the last hour', async () => {
	const boardId = await emptyBoard();
	const entries = [1, 2, 3, 4, 5, 6, 7].map((n) => ({ author: anna, data: bytes(n) }));
	await store.append([{ boardId, headBefore: 0, entries }]);
	const at = [
		'2026-01-01T08:00Z',
		'2026-01-01T23:59Z',
		'2026-01-02T00:01Z',
		'2026-01-02T00:02Z',
		'2026-01-02T12:00Z',
		'now',
		'now'
	];
	for (const [index, createdAt] of at.entries()) {
		const seq = index + 1;
		const data = bytes(seq);
		await store.checkpoint({ boardId, seq, schemaVersion: 1, data, stateVector: bytes(0), owners: [] });
		await database.sql`
			update board_checkpoints set created_at = ${createdAt}::text::timestamptz
			where board_id = ${boardId} and seq = ${seq}`;
	}
	await pruneHistory(database.sql, 100_000, 10);
	const kept = await database.sql`select seq from board_checkpoints where board_id = ${boardId} order by seq`;
	expect(kept.map(({ seq }) => Number(seq))).toEqual([2, 5, 6, 7]);
	expect(await rowsOf(boardId), 'every moment can still be made').toHaveLength(7);
});
