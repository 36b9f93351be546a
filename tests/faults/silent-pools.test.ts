// Every connection of a process to its database dies without a word, while new ones can be made: what is asked is answered again,
// and rights that were taken away meanwhile are found out.
import { sql } from 'drizzle-orm';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { openDatabase, type Database } from '#lib/server/db/open.ts';
import { areSaved, durableKeys, lost, makeCast, progress, testServices, workersOn } from '../support/cast.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { lineTo } from '../support/link.ts';
import type { Worker } from '../support/worker.ts';
import { startSyncServer } from '../sync/harness.ts';

const gapMaxMs = 40;
const settle = { timeout: 120_000 };

let testDatabase: TestDatabase;
/** Of other processes, on connections that live. */
let elsewhere: Database;

beforeAll(async () => {
	testDatabase = await createTestDatabase();
	elsewhere = testDatabase.open();
});

/** As after a storm: no connection is left to be opened. */
async function openAll({ db, sql: raw }: Database): Promise<void> {
	const asked = Array.from({ length: 20 }, () => [
		db.execute(sql`select pg_sleep(0.2)`),
		raw`select pg_sleep(0.2)`
	]);
	await Promise.all(asked.flat());
}

test('FAULT27 with every connection open and dead, a right that was taken away stops its writer, and loads and upgrades work again', async () => {
	const { link, url } = await lineTo(testDatabase.url);
	const own = openDatabase(url);
	onTestFinished(() => own.close());
	const { access } = testServices(own);
	const server = await startSyncServer(own, {
		access,
		limits: { recheckIntervalMs: 500, recheckAgainMs: 500, questionMaxMs: 2_000, loadMaxMs: 2_000 },
		journalLimits: { appendMaxMs: 1_000 }
	});
	const services = testServices(elsewhere);
	const people = await makeCast(elsewhere, 2);
	const { boardId, ownerId, userIds } = people;
	const [owner, editor] = workersOn(server.url, people) as [Worker, Worker];
	await areSaved([owner, editor]);
	for (const person of [owner, editor]) person.edit(Math.random, gapMaxMs);
	await progress([owner, editor], 3);
	await openAll(own);

	link.abandon();
	const removed = await services.members.remove({ kind: 'user', id: ownerId }, boardId, userIds[1] ?? '');
	expect(removed).toEqual({ ok: true });
	await expect.poll(() => editor.status, settle).toMatchObject({ kind: 'ended', reason: 'right-taken' });
	await progress([owner], 3);
	owner.rest();
	await areSaved([owner]);
	expect(lost(owner.made, await durableKeys(elsewhere, boardId))).toEqual([]);

	await areSaved(workersOn(server.url, await makeCast(elsewhere, 1), userIds.length));
	expect(await access.board(boardId)).toMatchObject({ id: boardId });
});
