// Connections to the database that break in the middle of a transaction or are exchanged, and locks that are not got.
import { eq } from 'drizzle-orm';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { newId } from '#lib/board/id.ts';
import { createBoardStore } from '#lib/server/board-store.ts';
import { openDatabase, type Database } from '#lib/server/db/open.ts';
import { boards } from '#lib/server/db/schema.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
	testDatabase = await createTestDatabase();
	database = testDatabase.open();
});

/** Cuts the connection on which `sql` is asked. */
async function cut(pid: number): Promise<void> {
	await database.sql`select pg_terminate_backend(${pid})`;
	await expect
		.poll(() => database.sql`select 1 from pg_stat_activity where pid = ${pid}`.then(({ length }) => length))
		.toBe(0);
}

test.each(['is asked', 'works on something else'] as const)(
	'STORE8 a transaction whose connection breaks while it %s fails, and nothing else',
	async (moment) => {
		const own = openDatabase(testDatabase.url);
		let goOn = () => {};
		const elsewhere = new Promise<void>((resolve) => (goOn = resolve));
		let pid = 0;
		const broken = own.sql.begin(async (tx) => {
			const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
			pid = row?.pid ?? 0;
			if (moment === 'is asked') await tx`select pg_sleep(600)`;
			else await elsewhere;
			await tx`select 'on the broken connection'`;
		});
		const failed = expect(broken).rejects.toThrow();
		await expect.poll(() => pid).toBeGreaterThan(0);
		await cut(pid);
		await failed;
		goOn();
		// More questions than the pool has connections. The first on the broken one may be told once more why it broke.
		const ask = () => Array.from({ length: 20 }, () => own.sql`select 1 as one`);
		const answered = async () =>
			(await Promise.allSettled(ask())).filter(({ status }) => status === 'fulfilled').length;
		await expect.poll(answered).toBe(20);
		await own.close();
	}
);

test('STORE8 a transaction that fails by itself is rolled back, and one that succeeds answers', async () => {
	const id = newId();
	const failing = database.sql.begin(async (tx) => {
		await tx`insert into boards (id, title) values (${id}, 'Never there')`;
		throw new Error('changed its mind');
	});
	await expect(failing).rejects.toThrow('changed its mind');
	expect(await database.sql`select 1 from boards where id = ${id}`).toHaveLength(0);
	expect(await database.sql.begin(async (tx) => (await tx`select 7 as n`)[0]?.n as number)).toBe(7);
});

test('STORE7 who waits for a lock too long is told so, and holds up nobody behind them', async () => {
	const store = createBoardStore(database.sql);
	const [held, free] = [newId(), newId()];
	let letGo = () => {};
	let isHeld = false;
	const other = createBoardStore(testDatabase.open().sql).alone(held, () => {
		isHeld = true;
		return new Promise<void>((resolve) => (letGo = resolve));
	});
	await expect.poll(() => isHeld).toBe(true);
	let giveUp = (_error: Error) => {};
	let worked = 0;
	const within = <T>(locked: Promise<T>) =>
		Promise.race([locked, new Promise<never>((_resolve, reject) => (giveUp = reject))]);
	const waiting = store.alone(held, async () => void worked++, within);
	const behind = store.alone(free, async () => 'done');
	const isWaiting = () =>
		database.sql`select 1 from pg_locks where locktype = 'advisory' and not granted`.then(
			({ length }) => length
		);
	await expect.poll(isWaiting).toBe(1);
	giveUp(new Error('too long'));
	await expect(waiting).rejects.toThrow('too long');
	expect(await behind).toBe('done');
	letGo();
	await other;
	await expect.poll(isWaiting).toBe(0);
	expect(await store.alone(held, async () => 'got it')).toBe('got it');
	expect(worked).toBe(0);
});

test('STORE9 connections are exchanged under those who use them: what listens goes on, what is under way ends, types stay', async () => {
	const own = openDatabase(testDatabase.url);
	onTestFinished(() => own.close());
	const heard: string[] = [];
	let listens = 0;
	const { unlisten } = await own.sql.listen(
		'news',
		(text) => heard.push(text),
		() => listens++
	);
	const id = newId();
	await database.sql`insert into boards (id, title) values (${id}, 'Kept')`;
	const before = await own.db.select().from(boards).where(eq(boards.id, id));
	const underWay = own.sql`select 1 as one, pg_sleep(0.3)`;
	const asked = underWay.then(([row]) => row?.one as number);

	await expect.poll(() => own.renew()).toBe(true);
	expect(await own.renew(), 'not again so soon').toBe(false);
	expect(await own.db.select().from(boards).where(eq(boards.id, id))).toEqual(before);
	expect(await asked).toBe(1);
	await expect.poll(() => listens).toBe(2);
	await database.sql`select pg_notify('news', 'after')`;
	await expect.poll(() => heard).toEqual(['after']);
	await unlisten();
	const isListening = () =>
		database.sql`select 1 from pg_stat_activity where query like 'listen%' and datname = current_database()`;
	await expect.poll(async () => (await isListening()).length).toBe(0);
});

test('STORE9 while the database itself is out of reach connections are kept', async () => {
	const nowhere = openDatabase('postgres://nobody@127.0.0.1:1/nothing');
	onTestFinished(() => nowhere.close());
	expect(await nowhere.renew()).toBe(false);
});
