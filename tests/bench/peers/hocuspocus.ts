// Hocuspocus under measurement: its own server in a process of its own, storing to a database on the same PostgreSQL.
import { spawn } from 'node:child_process';
import path from 'node:path';
import postgres from 'postgres';
import { newId } from '#lib/board/id.ts';
import { createDatabaseIn } from '../../support/test-postgres.ts';
import { until } from '../time.ts';
import { documentsTable } from './hocuspocus-process.ts';
import type { Peer, RunningPeer } from './peer.ts';

const script = path.join(import.meta.dirname, 'hocuspocus-process.ts');
const readyMaxMs = 30_000;
const releaseMaxMs = 30_000;

export async function createHocuspocus(postgresUrl: string): Promise<Peer> {
	const place = await createDatabaseIn(postgresUrl);
	const sql = postgres(place.url, { max: 2, onnotice: () => {} });
	let last: RunningPeer | null = null;
	await sql`create table ${sql(documentsTable)} (name text primary key, data bytea not null)`;
	return {
		name: 'Hocuspocus',
		store: async ({ whole }, count) => {
			const names = Array.from({ length: count }, newId);
			for (const name of names)
				await sql`insert into ${sql(documentsTable)} (name, data) values (${name}, ${Buffer.from(whole)})`;
			return names;
		},
		start: async ({ nodeOptions = '' } = {}) => (last = await startProcess(place.url, nodeOptions)),
		durable: async (board) => {
			const rows = await sql<{ data: Uint8Array }[]>`
				select data from ${sql(documentsTable)} where name = ${board}`;
			return rows.map(({ data }) => data);
		},
		untilAllReleased: ({ target }) =>
			until('Hocuspocus lets its documents go', releaseMaxMs, async () => {
				const answer = await fetch(target.url.replace(/^ws/, 'http'));
				return (await answer.text()) === 'documents 0';
			}),
		close: async () => {
			await last?.kill();
			await sql.end({ timeout: 5 });
			await place.drop();
		}
	};
}

async function startProcess(databaseUrl: string, nodeOptions: string): Promise<RunningPeer> {
	const child = spawn(process.execPath, [script], {
		env: { PATH: process.env.PATH ?? '', DATABASE_URL: databaseUrl, NODE_OPTIONS: nodeOptions },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
	const exited = new Promise<void>((resolve) => child.on('close', () => resolve()));
	const port = () => /^listening on (\d+)$/m.exec(output)?.[1];
	await until('Hocuspocus listens', readyMaxMs, () => port() !== undefined || child.exitCode !== null);
	if (port() === undefined) throw new Error(`Hocuspocus does not start:\n${output}`);
	const end = (signal: NodeJS.Signals) => async () => {
		child.kill(signal);
		await exited;
	};
	return {
		pid: child.pid ?? 0,
		target: { dialect: 'hocuspocus', url: `ws://127.0.0.1:${port()}`, tokens: [] },
		output: () => output,
		stop: end('SIGTERM'),
		kill: end('SIGKILL')
	};
}
