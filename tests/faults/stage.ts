// A PostgreSQL of a test's own behind a door: it can be crashed, cut, frozen and shut out without touching other tests, and asked
// past the door.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { migrateDatabase } from '#lib/server/db/migrate.ts';
import { openDatabase, type Database } from '#lib/server/db/open.ts';
import {
	startEmbeddedPostgres,
	type EmbeddedPostgres
} from '../../server/embedded-postgres/embedded-postgres.ts';
import { silentLog } from '../../server/log.ts';
import { backendsOf, isRunning, stopProcesses } from './postgres-processes.ts';
import { startProxy, type Proxy } from './proxy.ts';
import { passing } from './rounds.ts';

const settleMaxMs = 60_000;

export class Stage {
	postgres: EmbeddedPostgres;
	readonly proxy: Proxy;
	/** Through the door. */
	readonly database: Database;
	readonly dataDir: string;

	constructor(postgres: EmbeddedPostgres, proxy: Proxy, dataDir: string) {
		this.postgres = postgres;
		this.proxy = proxy;
		this.dataDir = dataDir;
		const url = new URL(postgres.url);
		url.port = String(proxy.port);
		this.database = openDatabase(url.href);
	}

	/** Immediately: no last checkpoint, no goodbye; it recovers from its log when it comes back. */
	async crash(awayMs: number): Promise<void> {
		process.kill(this.postgres.pid, 'SIGQUIT');
		await expect.poll(() => isRunning(this.postgres.pid), { timeout: settleMaxMs }).toBe(false);
		await passing(awayMs);
		await this.restart();
	}

	/** What watches over services does after one has ended. */
	async restart(): Promise<void> {
		await this.postgres.release();
		this.postgres = await startEmbeddedPostgres({ dataDir: this.dataDir, log: silentLog });
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

	async cutConnections(): Promise<void> {
		for (const pid of await backendsOf(this.postgres.url)) {
			await this.aside(({ sql }) => sql`select pg_terminate_backend(${pid})`);
		}
	}

	async freeze(ms: number): Promise<void> {
		const wake = stopProcesses(await backendsOf(this.postgres.url));
		await passing(ms);
		wake();
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
	}
}

/** In a folder of its own, or in one that the test takes care of. */
export async function setStage(givenDir?: string): Promise<Stage> {
	const dataDir = givenDir ?? mkdtempSync(path.join(tmpdir(), 'sandtable-pg-fault-'));
	const postgres = await startEmbeddedPostgres({ dataDir, log: silentLog });
	await migrateDatabase(postgres.url);
	const stage = new Stage(postgres, await startProxy(Number(new URL(postgres.url).port)), dataDir);
	onTestFinished(async () => {
		await stage.close();
		if (givenDir === undefined) rmSync(dataDir, { recursive: true, force: true });
	});
	return stage;
}
