// While storage fails, boards with unsaved work stay in memory; once it is back they are written and let go, every one of them.
import { beforeAll, expect, test } from 'vitest';
import { openBoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, startSyncServer, stockClient, synced } from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const boards = 12;
const bytesPerEdit = 20_000;

test(
	'ROOM12 boards whose storage failed are kept, and all let go once it has taken their work',
	{ timeout: 60_000 },
	async () => {
		const real = openBoardStore(database, 'failing');
		let isFailing = false;
		const server = await startSyncServer(database, {
			limits: { lingerMs: 0 },
			journalLimits: { retryDelayMinMs: 5, retryDelayMaxMs: 20 },
			store: {
				...real,
				append: (appends, options) =>
					isFailing ? Promise.reject(new Error('the disk is full')) : real.append(appends, options)
			}
		});
		const ids = await Promise.all(Array.from({ length: boards }, () => makeBoard(database)));
		const people = ids.map((boardId, n) => stockClient(server, boardId, { id: `p${n}`, role: 'editor' }));
		await Promise.all(people.map(synced));
		isFailing = true;
		for (const { doc } of people) doc.getMap('pins').set('unsaved', 'x'.repeat(bytesPerEdit));
		await expect.poll(() => server.rooms.stats().updatesTotal).toBe(boards);
		for (const person of people) person.disconnect();
		await expect.poll(() => server.rooms.stats().connections).toBe(0);
		await expect.poll(() => server.rooms.stats().appendFailuresTotal).toBeGreaterThan(5);
		expect(server.rooms.stats()).toMatchObject({ open: boards });
		expect(server.rooms.stats().queuedBytes).toBeGreaterThan(boards * bytesPerEdit);

		isFailing = false;
		await expect.poll(() => server.rooms.stats().open, { timeout: 30_000 }).toBe(0);
		expect(server.rooms.stats()).toMatchObject({ queuedBytes: 0 });
		const rows = await database.sql<{ n: number }[]>`
		select count(*)::int as n from board_updates where board_id in ${database.sql(ids)} and length(data) > ${bytesPerEdit}`;
		expect(rows).toEqual([{ n: boards }]);
	}
);
