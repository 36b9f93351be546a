// The embedded PostgreSQL as the rest of the program sees it: an address to connect to, and a way to let go of it.
// The last process that uses it stops it, so that a command beside a running server harms nobody.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import type { Log } from '../log.ts';
import { withPidLock } from '../pid-lock.ts';
import { processIdentity } from '../process-identity.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster, readOrMakePassword, superuser } from './cluster.ts';
import { placeBinaries, placeCluster, recordPlace } from './place.ts';
import { StartError } from '../start-error.ts';
import { startOrReuse, stopPostgres } from './postgres-process.ts';
import { findRunAs } from './run-as.ts';

export interface EmbeddedPostgres {
	url: string;
	/** Of its main process; another one after `revive`. */
	readonly pid: number;
	/** True when it ran already: another process uses it, or an earlier one of ours was killed. */
	reused: boolean;
	/** Starts it again after it has ended by itself; rejects where it does not start, or not at the same address. */
	revive(): Promise<void>;
	/** Lets go of it, and stops it when nobody else uses it. */
	release(): Promise<void>;
}

const databaseName = 'sandtable';
/** Others may be making the cluster or recovering it after a crash. */
const lockWaitMaxMs = 150_000;

/** `dataDir` exists and belongs to this process alone or to processes that also come through here. */
export async function startEmbeddedPostgres(options: {
	dataDir: string;
	log: Log;
}): Promise<EmbeddedPostgres> {
	const { dataDir, log } = options;
	const runAs = findRunAs();
	const binaries = findBinaries();
	const lockFile = path.join(dataDir, 'postgres.lock');
	return withPidLock(lockFile, lockWaitMaxMs, async () => {
		const cluster = placeCluster(dataDir, runAs, log);
		const binaryRoot = placeBinaries(binaries, runAs, log);
		const password = readOrMakePassword(dataDir);
		await ensureCluster(cluster, binaryRoot, runAs, password);
		recordPlace(dataDir, cluster);
		const logFile = path.join(dataDir, 'postgres.log');
		const place = { cluster, binaryRoot, logFile, runAs };
		const server = await startOrReuse(place);
		let { pid } = server;
		const unregister = registerUser(dataDir);
		const address = `postgres://${superuser}:${password}@127.0.0.1:${server.port}`;
		await ensureDatabase(address);
		return {
			url: `${address}/${databaseName}`,
			get pid() {
				return pid;
			},
			reused: server.reused,
			revive: () =>
				withPidLock(lockFile, lockWaitMaxMs, async () => {
					const again = await startOrReuse(place, server.port);
					if (again.port !== server.port) throw new StartError(movedMessage(again.port));
					pid = again.pid;
				}),
			release: () =>
				withPidLock(lockFile, lockWaitMaxMs, async () => {
					unregister();
					if (!hasUsers(dataDir)) await stopPostgres(cluster);
				})
		};
	});
}

function movedMessage(port: number): string {
	return `The embedded PostgreSQL was started on port ${port} by another process. End that one, or start Sandtable again.`;
}

async function ensureDatabase(address: string): Promise<void> {
	const sql = postgres(`${address}/postgres`, { max: 1, onnotice: () => {} });
	try {
		const [found] = await sql`select 1 from pg_database where datname = ${databaseName}`;
		if (!found) await sql`create database ${sql(databaseName)}`;
	} finally {
		await sql.end({ timeout: 5 });
	}
}

// One file per use, named after the process that uses it; files of processes that are gone do not count.
function registerUser(dataDir: string): () => void {
	const folder = path.join(dataDir, 'postgres-users');
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const file = path.join(folder, `${process.pid}-${Math.random().toString(36).slice(2)}`);
	writeFileSync(file, processIdentity(process.pid) ?? '', { mode: 0o600 });
	return () => rmSync(file, { force: true });
}

function hasUsers(dataDir: string): boolean {
	const folder = path.join(dataDir, 'postgres-users');
	let inUse = false;
	for (const name of readdirSync(folder)) {
		const file = path.join(folder, name);
		const identity = processIdentity(Number(name.split('-')[0]));
		if (identity !== null && identity === readFileSync(file, 'utf8')) inUse = true;
		else rmSync(file, { force: true });
	}
	return inUse;
}
