// The embedded PostgreSQL under a real server process: durable, private, taken over after a crash, stopped by the last.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../server/embedded-postgres/embedded-postgres.ts';
import { readPostmaster } from '../../server/embedded-postgres/postmaster-file.ts';
import { silentLog } from '../../server/log.ts';
import { processIdentity } from '../../server/process-identity.ts';
import { startServer } from '../support/process.ts';

const waitMaxMs = 60_000;

let dataDir = '';
beforeEach(() => {
	dataDir = mkdtempSync(path.join(tmpdir(), 'sandtable-embedded-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const join = () => startEmbeddedPostgres({ dataDir, log: silentLog });

async function ask<T extends object>(url: string, query: string): Promise<T[]> {
	const sql = postgres(url, { max: 1, onnotice: () => {} });
	try {
		return await sql.unsafe<T[]>(query);
	} finally {
		await sql.end();
	}
}

test('EMB1 it is durable, checks its pages, listens here only and keeps its password to itself', async () => {
	const embedded = await join();
	const [settings] = await ask(
		embedded.url,
		`select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
			current_setting('data_checksums') as checksums, current_setting('listen_addresses') as addresses,
			current_setting('unix_socket_directories') as sockets`
	);
	expect(settings).toEqual({
		fsync: 'on',
		commit: 'on',
		checksums: 'on',
		addresses: '127.0.0.1',
		sockets: ''
	});
	expect(statSync(path.join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600);
	const wrong = new URL(embedded.url);
	wrong.password = 'wrong';
	await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
	await embedded.release();
	expect(processIdentity(embedded.pid)).toBeNull();
});

test('EMB2 PROC2 after a hard kill of server and database the next process takes over, with everything that was committed', async () => {
	const first = await startServer({ dataDir });
	const beside = await join();
	await ask(beside.url, "insert into boards (id, title) values ('kept', 'Kept')");
	await first.kill();
	process.kill(beside.pid, 'SIGKILL');
	const second = await startServer({ dataDir });
	const again = await join();
	expect(await ask(again.url, "select title from boards where id = 'kept'")).toEqual([{ title: 'Kept' }]);
	expect(again.pid).not.toBe(beside.pid);
	await again.release();
	expect(await second.stop()).toBe(0);
	await beside.release();
});

test('EMB2 a server that a crash left behind is reused', async () => {
	const first = await startServer({ dataDir });
	const { pid } = JSON.parse(
		first
			.output()
			.split('\n')
			.find((line) => line.includes('embedded PostgreSQL is up')) ?? '{}'
	);
	await first.kill();
	expect(processIdentity(pid)).not.toBeNull();
	const again = await join();
	expect(again).toMatchObject({ pid, reused: true });
	await again.release();
	expect(processIdentity(pid)).toBeNull();
});

test('EMB2 a process file whose number belongs to another program now is cleared', async () => {
	const first = await join();
	await first.release();
	const file = path.join(dataDir, 'postgres', 'postmaster.pid');
	expect(existsSync(file)).toBe(false);
	writeFileSync(file, `${process.pid}\n${path.dirname(file)}\n0\n1\n\n127.0.0.1\n0 0\nready   \n`, {
		mode: 0o600
	});
	const second = await join();
	expect(second.reused).toBe(false);
	await second.release();
});

test('EMB3 a command that leaves does not take the database away from a running server', async () => {
	const server = await startServer({ dataDir });
	const command = await join();
	expect(command.reused).toBe(true);
	await command.release();
	expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
	expect(await server.stop()).toBe(0);
	expect(processIdentity(command.pid)).toBeNull();
});

test('EMB3 two at once start one server', async () => {
	const [a, b] = await Promise.all([join(), join()]);
	expect(a.pid).toBe(b.pid);
	await a.release();
	expect(await ask(b.url, 'select 1 as one')).toEqual([{ one: 1 }]);
	await b.release();
	expect(processIdentity(b.pid)).toBeNull();
});

test(
	'EMB4 when it ends by itself the server starts it again at the same address',
	{ timeout: 4 * waitMaxMs },
	async () => {
		const server = await startServer({ dataDir });
		const beside = await join();
		process.kill(beside.pid, 'SIGQUIT');
		await expect.poll(() => processIdentity(beside.pid), { timeout: waitMaxMs }).toBeNull();
		const answers = () => ask(beside.url, 'select 1 as one').catch(() => 'not yet');
		await expect.poll(answers, { timeout: waitMaxMs }).toEqual([{ one: 1 }]);
		await expect
			.poll(async () => (await fetch(`${server.origin}/readyz`)).status, { timeout: waitMaxMs })
			.toBe(200);
		await beside.release();
		expect(await server.stop()).toBe(0);
		expect(readPostmaster(path.join(dataDir, 'postgres'))).toBeNull();
	}
);

test('EMB1 files of another major version are not touched, and the message says so', async () => {
	await (await join()).release();
	const file = path.join(dataDir, 'postgres', 'PG_VERSION');
	const made = readFileSync(file, 'utf8');
	writeFileSync(file, '13\n');
	await expect(join()).rejects.toThrow(/was made by PostgreSQL 13/);
	writeFileSync(file, made);
	await (await join()).release();
});

test('EMB1 a database that is recorded elsewhere and gone is not replaced by an empty one', async () => {
	writeFileSync(path.join(dataDir, 'postgres-location'), '/var/lib/sandtable/gone/postgres\n');
	await expect(join()).rejects.toThrow(/it is not there/);
});
