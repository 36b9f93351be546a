// Starts and stops the PostgreSQL server process of one cluster. It makes no cluster and knows no tables.
import { spawn } from 'node:child_process';
import { chownSync, closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from '../process-identity.ts';
import { StartError } from '../start-error.ts';
import { program } from './binaries.ts';
import { cleanEnvironment } from './cluster.ts';
import { clearStalePostmaster, readPostmaster, type Postmaster } from './postmaster-file.ts';
import type { RunAs } from './run-as.ts';

const pollIntervalMs = 15;
/** Long, because recovery after a crash of a big database takes its time. */
const startMaxMs = 120_000;
const stopInOrderMaxMs = 8_000;
const stopAtOnceMaxMs = 8_000;
export const postgresStopMaxMs = stopInOrderMaxMs + stopAtOnceMaxMs;
const startAttemptsMax = 5;
const logFileBytesMax = 5 * 1024 * 1024;

export interface PostgresPlace {
	cluster: string;
	binaryRoot: string;
	logFile: string;
	runAs: RunAs;
}

/** The server of this cluster: the one that runs already (a crash of ours leaves it alive), or a new one, at `onlyPort` if given. */
export async function startOrReuse(
	place: PostgresPlace,
	onlyPort?: number
): Promise<Postmaster & { reused: boolean }> {
	const running = await settledPostmaster(place.cluster);
	if (running) return { ...running, reused: true };
	await clearStalePostmaster(place.cluster);
	for (let attempt = 1; ; attempt += 1) {
		const started = await tryStart(place, onlyPort ?? (await freePort()));
		if (started) return { ...started, reused: false };
		if (onlyPort !== undefined || attempt === startAttemptsMax || !portWasTaken(place.logFile)) {
			throw new StartError(
				`The embedded PostgreSQL does not start: ${lastLines(place.logFile)} (log: ${place.logFile})`
			);
		}
	}
}

/** Stops the server cleanly (open transactions are rolled back, everything committed is on disk). */
export async function stopPostgres(cluster: string): Promise<void> {
	const running = readPostmaster(cluster);
	if (!running) return;
	process.kill(running.pid, 'SIGINT');
	if (await goneWithin(running.pid, stopInOrderMaxMs)) return;
	// Immediate: nothing committed is lost, the next start replays the log.
	process.kill(running.pid, 'SIGQUIT');
	await goneWithin(running.pid, stopAtOnceMaxMs);
}

// A server that starts or stops just now is waited for.
async function settledPostmaster(cluster: string): Promise<Postmaster | null> {
	const deadline = performance.now() + startMaxMs;
	for (;;) {
		const running = readPostmaster(cluster);
		if (!running || running.status === 'ready') return running;
		if (performance.now() > deadline) {
			throw new StartError(
				`The embedded PostgreSQL (process ${running.pid}) has been ${running.status} for too long. End it and start again.`
			);
		}
		await sleep(pollIntervalMs);
	}
}

async function tryStart(place: PostgresPlace, port: number): Promise<Postmaster | null> {
	const settings = {
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		fsync: 'on',
		synchronous_commit: 'on',
		full_page_writes: 'on',
		log_min_messages: 'warning',
		logging_collector: 'off',
		password_encryption: 'scram-sha-256'
	};
	const args = ['-D', place.cluster, '-p', String(port)];
	for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
	const output = openLogFile(place.logFile, place.runAs);
	// A file and not a pipe, so that the server outlives a crash of ours unharmed; detached, so that Ctrl-C reaches us
	// alone and we can close in order.
	const child = spawn(program(place.binaryRoot, 'postgres'), args, {
		...place.runAs,
		cwd: '/',
		env: cleanEnvironment(),
		stdio: ['ignore', output, output],
		detached: true
	});
	closeSync(output);
	const failed = new Promise<Error | null>((resolve) =>
		child.on('error', resolve).on('exit', () => resolve(null))
	);
	child.unref();
	const deadline = performance.now() + startMaxMs;
	while (performance.now() < deadline) {
		const outcome = await Promise.race([
			failed.then((error) => ({ error })),
			sleep(pollIntervalMs, 'again' as const)
		]);
		if (outcome !== 'again') {
			if (outcome.error)
				throw new StartError(`The embedded PostgreSQL cannot be run: ${outcome.error.message}`);
			return null;
		}
		const running = readPostmaster(place.cluster);
		if (running !== null && running.pid === child.pid && running.status === 'ready') return running;
	}
	throw new StartError(
		`The embedded PostgreSQL is not ready after ${startMaxMs / 1000} s. Look into ${place.logFile}.`
	);
}

function openLogFile(file: string, runAs: RunAs): number {
	const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	if (size > logFileBytesMax) rmSync(file);
	const handle = openSync(file, 'a', 0o600);
	if ('uid' in runAs) chownSync(file, process.getuid?.() ?? 0, runAs.gid);
	return handle;
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.on('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
		});
	});
}

function portWasTaken(logFile: string): boolean {
	return /could not (bind|create any TCP\/IP)/.test(lastLines(logFile));
}

function lastLines(logFile: string): string {
	return readFileSync(logFile, 'utf8').trim().split('\n').slice(-4).join(' ');
}

async function goneWithin(pid: number, waitMaxMs: number): Promise<boolean> {
	const deadline = performance.now() + waitMaxMs;
	while (performance.now() < deadline) {
		if (processIdentity(pid) === null) return true;
		await sleep(pollIntervalMs);
	}
	return false;
}
