// Starting the real process: the reasons to refuse, each in one clear line, and what it answers once it runs.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { metricHelp } from '../../server/metric-help.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { runServerToExit, startServer, type ServerProcess } from '../support/process.ts';
import { createDatabaseIn } from '../support/test-postgres.ts';

/** The lines meant for the operator; the log's own lines are JSON. */
function plainLines(output: string): string[] {
	return output.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
}

let database: TestDatabase;
beforeAll(async () => {
	database = await createTestDatabase();
});

describe('refusing to start', () => {
	test('PROC3 a busy port is one line and exit code 1', async () => {
		const other = createServer().listen(0, '127.0.0.1');
		await once(other, 'listening');
		const { port } = other.address() as { port: number };
		const { code, output } = await runServerToExit({ databaseUrl: database.url, port });
		other.close();
		expect(code).toBe(1);
		expect(plainLines(output)).toEqual([
			`Sandtable cannot start: Port ${port} on 127.0.0.1 is in use by another program. Stop that one, or set PORT to a free port.`
		]);
	});

	test('PROC3 an unreachable database is one line without the password', async () => {
		const { code, output } = await runServerToExit({ databaseUrl: 'postgres://u:s3cret@127.0.0.1:1/board' });
		expect(code).toBe(1);
		expect(plainLines(output)).toHaveLength(1);
		expect(output).toContain('The database at 127.0.0.1:1/board cannot be used: nothing listens there.');
		expect(output).not.toContain('s3cret');
	});

	test('PROC3 a refused password is one line without the password', async () => {
		const url = new URL(database.url);
		url.password = 's3cret';
		const { code, output } = await runServerToExit({ databaseUrl: url.href });
		expect(code).toBe(1);
		expect(output).toContain('it refuses this user and password');
		expect(output).not.toContain('s3cret');
	});

	test('PROC4 a database that promises nothing at a commit is refused, whoever switched that off', async () => {
		const own = await createTestDatabase();
		const { sql } = own.open();
		await sql.unsafe(`alter database "${new URL(own.url).pathname.slice(1)}" set synchronous_commit = off`);
		const { code, output } = await runServerToExit({ databaseUrl: own.url });
		expect(code).toBe(1);
		expect(plainLines(output)).toEqual([
			'Sandtable cannot start: PostgreSQL has synchronous_commit switched off, so that saved work could be lost. Switch it on in its configuration.'
		]);
	});

	test('PROC3 a database that does not exist is named', async () => {
		const { code, output } = await runServerToExit({ databaseUrl: `${database.url}_no_such` });
		expect(code).toBe(1);
		expect(output).toContain('there is no such database');
	});

	test('CONF1 mistakes in the configuration are one line', async () => {
		const { code, output } = await runServerToExit({
			databaseUrl: 'mysql://u:s3cret@h/d',
			env: { ORIGIN: 'nonsense' }
		});
		expect(code).toBe(1);
		expect(plainLines(output)).toHaveLength(1);
		expect(output).toMatch(/ORIGIN .*; DATABASE_URL /);
		expect(output).not.toContain('s3cret');
	});

	test('PROC5 a data folder into which others may write is refused, and a private one stays so', async () => {
		const dataDir = mkdtempSync(path.join(tmpdir(), 'sandtable-open-'));
		chmodSync(dataDir, 0o777);
		const { code, output } = await runServerToExit({ databaseUrl: database.url, dataDir });
		expect(code).toBe(1);
		expect(output).toContain(`Other users may write into the data folder ${dataDir}`);
		rmSync(dataDir, { recursive: true });
	});
});

describe('a running server', () => {
	let server: ServerProcess;
	beforeAll(async () => {
		server = await startServer({ databaseUrl: database.url });
	});
	afterAll(async () => {
		expect(await server.stop()).toBe(0);
	});

	test('SET3 the ready line gives the real port', () => {
		expect(server.port).toBeGreaterThan(0);
		expect(server.origin).toBe(`http://127.0.0.1:${server.port}`);
	});

	test('PROC1 a second process on the same data folder names the first and ends', async () => {
		const { code, output } = await runServerToExit({ databaseUrl: database.url, dataDir: server.dataDir });
		expect(code).toBe(1);
		expect(plainLines(output)).toEqual([
			`Sandtable cannot start: The data folder ${server.dataDir} is in use by process ${server.pid}. Stop that one, or set SANDTABLE_DATA to another folder.`
		]);
	});

	test('PROC5 the data folder is closed to others', () => {
		expect(statSync(server.dataDir).mode & 0o077).toBe(0);
	});

	test('PROC6 it says that it lives and that it is ready', async () => {
		expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
		expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
	});

	test('MET1 every number has a type and a word about it', async () => {
		const text = await (await fetch(`${server.origin}/metrics`)).text();
		const lines = text.trimEnd().split('\n');
		const typed = lines.flatMap((line) => /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line)?.[1] ?? []);
		const explained = lines.flatMap((line) => /^# HELP (\S+) \S/.exec(line)?.[1] ?? []);
		expect(typed.length).toBeGreaterThan(30);
		expect(explained).toEqual(typed);
		expect(typed.toSorted()).toEqual(Object.keys(metricHelp).toSorted());
		const samples = lines.filter((line) => !line.startsWith('#'));
		expect(samples.filter((line) => !/^[a-z_]+(\{le="[^"]+"\})? \S+$/.test(line))).toEqual([]);
	});

	test('PROC7 metrics answer to this machine and not through a proxy', async () => {
		const own = await fetch(`${server.origin}/metrics`);
		expect(own.status).toBe(200);
		expect(await own.text()).toMatch(/^sandtable_process_uptime_seconds \d+$/m);
		const proxied = await fetch(`${server.origin}/metrics`, { headers: { 'X-Forwarded-For': '192.0.2.1' } });
		expect(proxied.status).toBe(403);
		const plainProxy = 'GET /metrics HTTP/1.1\r\nHost: board.example.org\r\nConnection: close\r\n\r\n';
		expect(await raw(server.port, plainProxy)).toMatch(/^HTTP\/1\.1 403 /);
		const wrong = { 'X-Forwarded-For': '192.0.2.1', Authorization: 'Bearer wrong' };
		expect((await fetch(`${server.origin}/metrics`, { headers: wrong })).status).toBe(403);
	});

	test('CONF3 a request for a host that is not ours is refused', async () => {
		const answer = await raw(
			server.port,
			'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'
		);
		expect(answer).toMatch(/^HTTP\/1\.1 421 /);
		const local = await raw(
			server.port,
			`GET /login HTTP/1.1\r\nHost: localhost:${server.port}\r\nConnection: close\r\n\r\n`
		);
		expect(local).toMatch(/^HTTP\/1\.1 (200|303) /);
	});

	test('PROC8 an upgrade to another path is refused', async () => {
		const upgrade =
			'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==';
		const host = `Host: 127.0.0.1:${server.port}`;
		expect(await raw(server.port, `GET /other HTTP/1.1\r\n${host}\r\n${upgrade}\r\n\r\n`)).toMatch(
			/^HTTP\/1\.1 404 /
		);
		const vite = `${upgrade}\r\nSec-WebSocket-Protocol: vite-hmr`;
		expect(await raw(server.port, `GET / HTTP/1.1\r\n${host}\r\n${vite}\r\n\r\n`)).toMatch(
			/^HTTP\/1\.1 404 /
		);
	});

	test('PROC9 a body above the limit is refused before it is read', async () => {
		for (const place of ['/login', '/boards', `/boards/${'a'.repeat(22)}`]) {
			const head = `POST ${place} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n`;
			expect(await raw(server.port, `${head}Content-Length: 524289\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
			expect(await raw(server.port, `${head}Transfer-Encoding: chunked\r\n\r\n`)).toMatch(/^HTTP\/1\.1 411 /);
		}
	});
});

test('PROC6 while the database is away it lives and is not ready', async () => {
	const { url, drop } = await createDatabaseIn(inject('postgresUrl'));
	const server = await startServer({ databaseUrl: url });
	await drop();
	expect((await fetch(`${server.origin}/readyz`)).status).toBe(503);
	expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
	await server.stop();
});

test('PROC10 SIGTERM ends it in order, and the next one starts on the same folder and port', async () => {
	const dataDir = mkdtempSync(path.join(tmpdir(), 'sandtable-again-'));
	const first = await startServer({ databaseUrl: database.url, dataDir });
	expect(await first.stop()).toBe(0);
	expect(first.output()).toMatch(/"event":"stopped","exitCode":0/);
	const second = await startServer({ databaseUrl: database.url, dataDir, port: first.port });
	expect(second.port).toBe(first.port);
	expect(await second.stop()).toBe(0);
	rmSync(dataDir, { recursive: true });
});

/** Sends bytes and returns what comes back until the other side closes. */
async function raw(port: number, request: string): Promise<string> {
	const socket = connect(port, '127.0.0.1');
	socket.write(request);
	let answer = '';
	for await (const chunk of socket.setEncoding('utf8')) answer += chunk;
	return answer;
}
