// One PostgreSQL server for a whole test run, and databases in it. It knows no test runner, so that Vitest and
// Playwright share it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { newId } from '#lib/board/id.ts';
import { migrateDatabase } from '#lib/server/db/migrate.ts';
import { startEmbeddedPostgres } from '../../server/embedded-postgres/embedded-postgres.ts';
import { createLog } from '../../server/log.ts';

export interface TestPostgres {
	/** Of a server in which tests may make databases. */
	url: string;
	stop(): Promise<void>;
}

const templateName = 'sandtable_test_template';

/** The server of TEST_DATABASE_URL; where that is not set, an embedded one in a temporary folder. */
export async function startTestPostgres(): Promise<TestPostgres> {
	const given = process.env.TEST_DATABASE_URL;
	const server = given ? { url: given, stop: async () => {} } : await startTemporary();
	try {
		await makeTemplate(server.url);
	} catch (error) {
		await server.stop();
		throw error;
	}
	return server;
}

async function startTemporary(): Promise<TestPostgres> {
	const dataDir = mkdtempSync(path.join(tmpdir(), 'sandtable-test-'));
	const log = createLog({ write: (line) => process.stderr.write(line) });
	const server = await startEmbeddedPostgres({ dataDir, log });
	return {
		url: server.url,
		stop: async () => {
			await server.release();
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
}

async function makeTemplate(serverUrl: string): Promise<void> {
	await onServer(serverUrl, async (sql) => {
		await sql`drop database if exists ${sql(templateName)} with (force)`;
		await sql`create database ${sql(templateName)}`;
	});
	await migrateDatabase(withDatabase(serverUrl, templateName));
}

/** A fresh database with all tables and no rows. */
export async function createDatabaseIn(serverUrl: string): Promise<{ url: string; drop(): Promise<void> }> {
	const name = `sandtable_test_${newId()}`;
	await onServer(serverUrl, async (sql) => {
		// Copying a template is exclusive; two test files at once take turns.
		await sql`select pg_advisory_lock(1)`;
		await sql`create database ${sql(name)} template ${sql(templateName)}`;
	});
	return {
		url: withDatabase(serverUrl, name),
		drop: () =>
			onServer(serverUrl, async (sql) => void (await sql`drop database if exists ${sql(name)} with (force)`))
	};
}

async function onServer(serverUrl: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
	const sql = postgres(withDatabase(serverUrl, 'postgres'), { max: 1, onnotice: () => {} });
	try {
		await work(sql);
	} finally {
		await sql.end({ timeout: 5 });
	}
}

function withDatabase(serverUrl: string, name: string): string {
	const url = new URL(serverUrl);
	url.pathname = `/${name}`;
	return url.href;
}
