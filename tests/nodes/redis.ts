// A Redis or Valkey of its own for a test, where the machine has one.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';

export interface TestRedis {
	url: string;
	/** SIGKILL, then waits. */
	kill(): Promise<void>;
	/** Starts it again on the same port. */
	start(): Promise<void>;
	/** It keeps its connections and answers nothing. */
	freeze(): void;
	thaw(): void;
}

export async function startRedis(file: string): Promise<TestRedis> {
	const port = await freePort();
	let child: ChildProcess | null = null;
	const redis: TestRedis = {
		url: `redis://127.0.0.1:${port}`,
		async start() {
			const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
			const started = spawn(file, settings, { stdio: ['ignore', 'pipe', 'inherit'] });
			child = started;
			await new Promise<void>((resolve, reject) => {
				let output = '';
				started.stdout.setEncoding('utf8').on('data', (chunk: string) => {
					output += chunk;
					if (/ready to accept connections/i.test(output)) resolve();
				});
				started.on('error', reject);
				started.on('exit', () => reject(new Error(`it does not start:\n${output}`)));
			});
		},
		freeze: () => void child?.kill('SIGSTOP'),
		thaw: () => void child?.kill('SIGCONT'),
		async kill() {
			if (child === null || child.exitCode !== null || child.signalCode !== null) return;
			const ended = new Promise((resolve) => child?.once('exit', resolve));
			child.kill('SIGKILL');
			await ended;
		}
	};
	await redis.start();
	return redis;
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.on('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const { port } = probe.address() as AddressInfo;
			probe.close(() => resolve(port));
		});
	});
}
