// A database that was restored from a backup is older than what pages hold. They bring back their own work, and nothing is doubled.
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, startSyncServer, stockClient, synced, whenDoc } from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const notes = (doc: Y.Doc) => doc.getMap<Y.Text>('notes');

/** Takes the board back to its first `rows` rows, as a restore of the whole database would. */
async function restoreTo(boardId: string, rows: number): Promise<void> {
	await database.sql`delete from board_updates where board_id = ${boardId} and seq > ${rows}`;
	await database.sql`delete from board_checkpoints where board_id = ${boardId} and seq > ${rows}`;
	await database.sql`update boards set head = ${rows} where id = ${boardId}`;
}

async function headOf(boardId: string): Promise<number> {
	const [row] = await database.sql<{ head: number }[]>`select head::int from boards where id = ${boardId}`;
	return row?.head ?? 0;
}

test(
	'ROOM20 work that a restored database lacks comes back with those who made it, and no text is doubled',
	{ timeout: 60_000 },
	async () => {
		const boardId = await makeBoard(database);
		const first = await startSyncServer(database);
		const anna = stockClient(first, boardId, { id: 'anna', role: 'editor' });
		await synced(anna);
		notes(anna.doc).set('n', new Y.Text('before the backup'));
		await expect.poll(() => headOf(boardId)).toBe(2);
		const ben = stockClient(first, boardId, { id: 'ben', role: 'editor' });
		await synced(ben);
		notes(anna.doc).get('n')?.insert(0, 'A ');
		await whenDoc(ben.doc, () => notes(ben.doc).get('n')?.toJSON().startsWith('A ') ?? false);
		notes(ben.doc).get('n')?.insert(0, 'B ');
		await whenDoc(anna.doc, () => notes(anna.doc).get('n')?.toJSON().startsWith('B ') ?? false);
		await expect.poll(() => headOf(boardId)).toBeGreaterThanOrEqual(4);
		for (const page of [anna, ben]) page.disconnect();
		await first.stop();
		await restoreTo(boardId, 2);

		const second = await startSyncServer(database, { limits: { askAgainMinMs: 10, askAgainMaxMs: 50 } });
		const mia = stockClient(second, boardId, { id: 'mia', role: 'editor' });
		await synced(mia);
		expect(notes(mia.doc).get('n')?.toJSON()).toBe('before the backup');
		const back = [anna, ben].map(({ doc }, n) =>
			stockClient(second, boardId, { id: n === 0 ? 'anna' : 'ben', role: 'editor' }, doc)
		);
		await whenDoc(mia.doc, () => notes(mia.doc).get('n')?.toJSON() === 'B A before the backup');
		for (const { doc } of back) {
			expect(notes(doc).get('n')?.toJSON()).toBe('B A before the backup');
			expect(doc.store.pendingStructs).toBeNull();
		}
		expect(mia.doc.store.pendingStructs).toBeNull();
		expect(second.rooms.stats()).toMatchObject({ refusedUpdatesTotal: 0 });
	}
);
