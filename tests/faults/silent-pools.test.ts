// Every connection of a process to its database dies without a word, while new ones can be made: what is asked is answered again,
// and rights that were taken away meanwhile are found out.
import { sql } from 'drizzle-orm';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { openDatabase, type Database } from '#lib/server/db/open.ts';
import { areSaved, durableKeys, lost, makeCast, progress, testServices, workersOn } from '../support/cast.ts';
import { createReadiness } from '../../server/readiness.ts';
import { createNotifyRelay } from '../../server/notify-relay.ts';
import { silentLog } from '../../server/log.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startServer } from '../support/process.ts';
import { roundsOf } from './rounds.ts';
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

test('STORE10 with every connection open and dead, a server that nobody asks anything finds out by itself', async () => {
	const { link, url } = await lineTo(testDatabase.url);
	const own = openDatabase(url);
	onTestFinished(() => own.close());
	const { boardId } = await makeCast(elsewhere, 1);
	const { access } = testServices(own);
	let isIdle = false;
	let isExchanged = false;
	const readiness = createReadiness({
		database: { ...own, renew: async () => (isExchanged = (await own.renew()) || isExchanged) },
		relay: createNotifyRelay(own.sql, silentLog),
		log: silentLog,
		isIdle: () => isIdle,
		askIntervalMs: 300
	});
	onTestFinished(() => readiness.close());
	await openAll(own);

	link.abandon();
	isIdle = true;
	await expect.poll(() => isExchanged, settle).toBe(true);
	expect(await access.board(boardId)).toMatchObject({ id: boardId });
});

/** It takes as long as the intervals of a server say: only in the full run. */
test.skipIf(roundsOf({ short: 0, full: 1 }) === 0)(
	'STORE10 a process on which no board is open serves its pages again after its connections died without a word',
	async () => {
		const { link, url } = await lineTo(testDatabase.url);
		const server = await startServer({ databaseUrl: url });
		onTestFinished(async () => void (await server.stop()));
		const status = async (place: string) => (await fetch(`${server.origin}${place}`)).status;
		expect(await status('/readyz')).toBe(200);
		link.abandon();
		expect(await status('/readyz')).toBe(503);
		await expect.poll(() => status('/readyz'), settle).toBe(200);
		expect(server.output()).toContain('went silent and were exchanged');
	}
);
