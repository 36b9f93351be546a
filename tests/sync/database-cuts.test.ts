// The database ends every connection, in the middle of the work: nothing is lost or written twice, and changes of rights are
// heard again.
import { beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { writeStep1 } from '#lib/protocol/write-frame.ts';
import type { Database } from '#lib/server/db/open.ts';
import { accessChannel } from '#lib/server/grant.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, startSyncServer, stockClient, synced } from './harness.ts';

let testDatabase: TestDatabase;
let database: Database;
/** Of the server under test: its connections are the ones that are cut. */
let served: Database;

beforeAll(async () => {
	testDatabase = await createTestDatabase();
	database = testDatabase.open();
	served = testDatabase.open();
});

const anna = { id: 'anna', role: 'editor' } as const;

async function cutOthers(): Promise<number> {
	const rows = await database.sql`
		select pg_terminate_backend(pid) from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid()`;
	return rows.length;
}

test(
	'SAVE3 cut connections in the middle of writing: everything is written, once',
	{ timeout: 60_000 },
	async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(served);
		const provider = stockClient(server, boardId, anna);
		await synced(provider);
		const pins = provider.doc.getMap('pins');
		for (let round = 0; round < 8; round++) {
			for (let i = 0; i < 10; i++) {
				pins.set(`k${round}-${i}`, i);
				await new Promise((resolve) => setImmediate(resolve));
			}
			await cutOthers();
		}
		const count = async () => {
			const reader = stockClient(server, boardId, { id: 'reader', role: 'viewer' });
			await synced(reader);
			return reader.doc.getMap('pins').size;
		};
		await expect.poll(count, { timeout: 20_000, interval: 200 }).toBe(80);
		await expect.poll(() => server.rooms.stats().queuedBytes).toBe(0);
		const rows = await database.sql<{ seq: string; data: Buffer }[]>`
		select seq, data from board_updates where board_id = ${boardId} order by seq`;
		expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_row, index) => index + 1));
		expect(new Set(rows.map(({ data }) => data.toString('hex'))).size, 'no row twice').toBe(rows.length);
	}
);

test(
	'ROOM7 after its connection was cut the channel of rights is heard again',
	{ timeout: 60_000 },
	async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(served);
		const client = await new RawClient(server, boardId, anna).opened();
		client.send(writeStep1(Uint8Array.of(0)));
		// Open by now: a cut while it loads would close the socket before the message can.
		await client.frame('step2');
		await cutOthers();
		await expect
			.poll(
				async () => {
					const change = JSON.stringify({ kind: 'user-disabled', userId: 'anna' });
					await database.sql`select pg_notify(${accessChannel}, ${change})`;
					return client.socket.readyState;
				},
				{ timeout: 20_000, interval: 100 }
			)
			.toBe(WebSocket.CLOSED);
		expect((await client.closed).code).toBe(4401);
	}
);
