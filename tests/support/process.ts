// Starts a real server process, as `npm start` would, on a port and a data folder of its own, and ends it by its number.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface ServerProcess {
	/** As the ready line gives it, e.g. http://127.0.0.1:41234. */
	origin: string;
	port: number;
	pid: number;
	dataDir: string;
	/** What the process was started with; administration commands on the same installation need the same. */
	environment: Record<string, string>;
	/** Everything written so far to standard output and standard error. */
	output(): string;
	/** Resolves with the exit code (or the signal's name) once the process has gone. */
	exited: Promise<number | string>;
	/** SIGTERM, then waits; resolves with the exit code. */
	stop(): Promise<number | string>;
	/** SIGKILL, then waits. */
	kill(): Promise<void>;
}

export interface StartOptions {
	/** Unset: the process starts an embedded PostgreSQL in its data folder. */
	databaseUrl?: string;
	/** Unset: a temporary folder, removed when the process has been stopped. */
	dataDir?: string;
	port?: number;
	env?: Record<string, string>;
}

const root = path.resolve(import.meta.dirname, '../..');
const readyMaxMs = 60_000;
const stopMaxMs = 60_000;

/** Resolves at the ready line; rejects with the output when the process ends before it. */
export async function startServer(options: StartOptions = {}): Promise<ServerProcess> {
	const run = launchServer(options);
	const ready = await run.ready.catch(async (error: unknown) => {
		run.child.kill('SIGKILL');
		await run.exited;
		run.cleanUp();
		throw error;
	});
	const url = new URL(ready);
	return {
		origin: url.origin,
		port: Number(url.port || 80),
		pid: run.child.pid ?? 0,
		dataDir: run.dataDir,
		environment: run.environment,
		output: run.output,
		exited: run.exited,
		stop: async () => {
			run.child.kill('SIGTERM');
			const code = await within(run.exited, stopMaxMs, () => `The server does not stop:\n${run.output()}`);
			run.cleanUp();
			return code;
		},
		kill: async () => {
			run.child.kill('SIGKILL');
			await run.exited;
		}
	};
}

/** Runs a server that is expected to refuse: resolves with its exit code and output. */
export async function runServerToExit(
	options: StartOptions = {}
): Promise<{ code: number | string; output: string }> {
	const run = launchServer(options);
	run.ready.catch(() => 'its exit code tells');
	const code = await within(run.exited, readyMaxMs, () => `The server does not end:\n${run.output()}`).catch(
		async (error: unknown) => {
			run.child.kill('SIGKILL');
			await run.exited;
			throw error;
		}
	);
	run.cleanUp();
	return { code, output: run.output() };
}

function launchServer(options: StartOptions) {
	const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'sandtable-server-'));
	const environment = environmentFor(options, dataDir);
	const child = spawn(process.execPath, ['server/main.ts'], {
		cwd: root,
		env: environment,
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let output = '';
	const collect = (chunk: string) => (output += chunk);
	child.stdout.setEncoding('utf8').on('data', collect);
	child.stderr.setEncoding('utf8').on('data', collect);
	const exited = new Promise<number | string>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
	});
	return {
		child,
		dataDir,
		environment,
		exited,
		output: () => output,
		ready: within(
			readyLine(child, () => output, exited),
			readyMaxMs,
			() => `The server is not ready:\n${output}`
		),
		cleanUp: () => {
			if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
		}
	};
}

function environmentFor(options: StartOptions, dataDir: string): Record<string, string> {
	const env: Record<string, string> = {
		PATH: process.env.PATH ?? '',
		HOME: process.env.HOME ?? '',
		PORT: String(options.port ?? 0),
		SANDTABLE_DATA: dataDir,
		...options.env
	};
	if (options.databaseUrl !== undefined) env.DATABASE_URL = options.databaseUrl;
	return env;
}

function readyLine(
	child: ChildProcess,
	output: () => string,
	exited: Promise<number | string>
): Promise<string> {
	return new Promise((resolve, reject) => {
		child.stdout?.on('data', () => {
			const found = /^Sandtable is ready at (\S+)\n/m.exec(output());
			if (found?.[1]) resolve(found[1]);
		});
		void exited.then(
			(code) => reject(new Error(`The server ended with ${code} before it was ready:\n${output()}`)),
			reject
		);
	});
}

function within<T>(promise: Promise<T>, limitMs: number, message: () => string): Promise<T> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(message())), limitMs);
		promise.then(resolve, reject).finally(() => clearTimeout(timer));
	});
}
