// PostgreSQL is taken away in every way that one machine has, while people work: killed, its connections ended, its processes
// frozen, its door shut. What was acknowledged is there, nothing is written twice, and a board is never shown blank.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openBoardStore } from '#lib/server/board-store.ts';
import { migrateDatabase } from '#lib/server/db/migrate.ts';
import { openDatabase, type Database } from '#lib/server/db/open.ts';
import {
	startEmbeddedPostgres,
	type EmbeddedPostgres
} from '../../server/embedded-postgres/embedded-postgres.ts';
import { silentLog } from '../../server/log.ts';
import { openDocument } from '../../server/open-document.ts';
import { randomFrom } from '../support/recorded-session.ts';
import { makeBoard, RawClient, startSyncServer } from '../sync/harness.ts';
import { startProxy, type Proxy } from './proxy.ts';
import { Worker } from './worker.ts';

const rounds = Number(process.env.SANDTABLE_FAULT_ROUNDS ?? 5);
const seed = Number(process.env.SANDTABLE_FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31));
const peopleCount = 3;
const gapMaxMs = 30;
const settleMaxMs = 60_000;
const refusalMaxMs = 60_000;

class Stage {
	postgres: EmbeddedPostgres;
	readonly proxy: Proxy;
	readonly database: Database;
	readonly #dataDir: string;

	constructor(postgres: EmbeddedPostgres, proxy: Proxy, dataDir: string) {
		this.postgres = postgres;
		this.proxy = proxy;
		this.#dataDir = dataDir;
		const url = new URL(postgres.url);
		url.port = String(proxy.port);
		this.database = openDatabase(url.href);
	}

	/** Immediately: no last checkpoint, no goodbye; it recovers from its log when it comes back. */
	async crash(awayMs: number): Promise<void> {
		process.kill(this.postgres.pid, 'SIGQUIT');
		await expect.poll(() => isRunning(this.postgres.pid), { timeout: settleMaxMs }).toBe(false);
		await passing(awayMs);
		this.postgres = await startEmbeddedPostgres({ dataDir: this.#dataDir, log: silentLog });
		this.proxy.target = Number(new URL(this.postgres.url).port);
	}

	/** Asks past the door, on a connection that no fault has broken. */
	async aside<T>(work: (own: Database) => Promise<T>): Promise<T> {
		const own = openDatabase(this.postgres.url);
		try {
			return await work(own);
		} finally {
			await own.close();
		}
	}

	async #backends(): Promise<number[]> {
		const rows = await this.aside(
			({ sql }) => sql<{ pid: number }[]>`
				select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
		);
		return rows.map(({ pid }) => pid);
	}

	async cutConnections(): Promise<void> {
		for (const pid of await this.#backends()) {
			await this.aside(({ sql }) => sql`select pg_terminate_backend(${pid})`);
		}
	}

	async freeze(ms: number): Promise<void> {
		const pids = await this.#backends();
		for (const pid of pids) signal(pid, 'SIGSTOP');
		await passing(ms);
		for (const pid of pids) signal(pid, 'SIGCONT');
	}

	async shutDoor(ms: number): Promise<void> {
		this.proxy.shut();
		await passing(ms);
		this.proxy.isShut = false;
	}

	async close(): Promise<void> {
		await this.database.close();
		await this.proxy.close();
		await this.postgres.release();
		rmSync(this.#dataDir, { recursive: true, force: true });
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
		throw error;
	}
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
	if (isRunning(pid)) process.kill(pid, name);
}

/** The time that a fault lasts. */
function passing(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

async function setStage(): Promise<Stage> {
	const dataDir = mkdtempSync(path.join(tmpdir(), 'sandtable-pg-fault-'));
	const postgres = await startEmbeddedPostgres({ dataDir, log: silentLog });
	await migrateDatabase(postgres.url);
	const stage = new Stage(postgres, await startProxy(Number(new URL(postgres.url).port)), dataDir);
	onTestFinished(() => stage.close());
	return stage;
}

async function durableKeys(database: Database, boardId: string): Promise<Set<string>> {
	const store = openBoardStore(database, 'fault-check');
	try {
		const stored = await store.load(boardId);
		if (stored === null) throw new Error('the board is gone');
		return new Set(openDocument(boardId, stored).doc.getMap('pins').keys());
	} finally {
		await store.close();
	}
}

test(`FAULT3 PostgreSQL killed, cut, frozen and out of reach ${rounds} times: nothing acknowledged is lost (seed ${seed})`, async () => {
	const random = randomFrom(seed);
	const stage = await setStage();
	const boardId = await makeBoard(stage.database);
	const server = await startSyncServer(stage.database, { journalLimits: {} });
	const people = Array.from({ length: peopleCount }, (_, n) => {
		const token = JSON.stringify({ id: `p${n}`, role: 'editor' });
		return new Worker(`p${n}`, server.url, boardId, token);
	});
	onTestFinished(async () => void (await Promise.all(people.map((person) => person.close()))));
	const faults = {
		crash: (ms: number) => stage.crash(ms),
		cut: () => stage.cutConnections(),
		freeze: (ms: number) => stage.freeze(ms),
		door: (ms: number) => stage.shutDoor(ms)
	};
	const names = Object.keys(faults) as (keyof typeof faults)[];
	const areSaved = () =>
		expect
			.poll(() => people.map(({ status }) => status.kind), { timeout: settleMaxMs })
			.toEqual(people.map(() => 'saved'));
	for (let round = 0; round < rounds; round++) {
		await areSaved();
		for (const person of people) person.edit(random, gapMaxMs);
		await passing(100 + random() * 400);
		const name = names[round % names.length] ?? 'crash';
		const promisedBefore = people.flatMap((person) => person.promised());
		await faults[name](random() * 1_500);
		const durable = await stage.aside((own) => durableKeys(own, boardId));
		expect(
			promisedBefore.filter((key) => !durable.has(key)),
			`round ${round}, ${name}`
		).toEqual([]);
		for (const person of people) person.rest();
	}
	await areSaved();
	const made = people.flatMap((person) => person.made);
	const durable = await stage.aside((own) => durableKeys(own, boardId));
	expect(made.filter((key) => !durable.has(key))).toEqual([]);
	const rows = await stage.aside(
		({ sql }) => sql<{ data: Buffer }[]>`select data from board_updates where board_id = ${boardId}`
	);
	expect(new Set(rows.map(({ data }) => data.toString('hex'))).size, 'no row twice').toBe(rows.length);
	console.log(`database faults: ${made.length} edits, ${rounds} faults, 0 acknowledged lost, no row twice`);
});

test('FAULT4 a board whose database is out of reach at load is not opened, never blank, and opens when it is back', async () => {
	const stage = await setStage();
	const boardId = await makeBoard(stage.database, 'Tripoli');
	const server = await startSyncServer(stage.database, { limits: { loadMaxMs: 2_000 } });
	for (let round = 0; round < rounds; round++) {
		stage.proxy.shut();
		const client = await new RawClient(server, boardId, { id: 'anna', role: 'editor' }).opened();
		client.send(Uint8Array.of(0, 0, 1, 0));
		expect((await client.closed).code).toBe(4503);
		expect(client.frames.filter(({ kind }) => kind === 'step2' || kind === 'update')).toEqual([]);
		stage.proxy.isShut = false;
	}
	await expect
		.poll(
			async () => {
				const client = await new RawClient(server, boardId, { id: 'anna', role: 'editor' }).opened();
				client.send(Uint8Array.of(0, 0, 1, 0));
				const answer = await Promise.race([client.frame('step2'), client.closed]);
				return 'update' in answer ? answer.update.length > 50 : false;
			},
			{ timeout: refusalMaxMs }
		)
		.toBe(true);
});
