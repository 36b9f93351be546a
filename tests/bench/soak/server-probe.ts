// Looks at a running server from outside, again and again: what the kernel counts, what its metrics say, and, when asked, what it
// uses after collecting its garbage.
import { readFileSync, readdirSync } from 'node:fs';
import type { RunningPeer } from '../peers/peer.ts';
import { stateLinePattern, type ToldState } from '../peers/tell-state.ts';
import { cpuMs } from '../process-cost.ts';
import { nowMs, until } from '../time.ts';
import { bucketsSince, type Buckets } from './series.ts';

export interface ServerSample {
	rssBytes: number;
	openFiles: number;
	/** Of one core, since the sample before. */
	cpuShare: number;
	/** Since the sample before. */
	seconds: number;
	/** Since the sample before. */
	updates: number;
	/** Since the sample before. */
	commits: Buckets;
	/** Since the server's start. */
	rows: number;
	folds: number;
	foldFailures: number;
	sockets: number;
}

const answerMaxMs = 30_000;
const bytesPerKb = 1_024;
const msPerSecond = 1_000;

export class ServerProbe {
	readonly #server: RunningPeer;
	#before: { atMs: number; cpuMs: number; updates: number; commits: Buckets };

	/** Of a server that has done nothing yet. */
	constructor(server: RunningPeer) {
		this.#server = server;
		this.#before = { atMs: nowMs(), cpuMs: cpuMs(server.pid), updates: 0, commits: new Map() };
	}

	/** What it needs now, seen from outside. */
	async sample(): Promise<ServerSample> {
		const { pid } = this.#server;
		const before = this.#before;
		const metrics = await this.#metrics();
		const now = {
			atMs: nowMs(),
			cpuMs: cpuMs(pid),
			updates: valueOf(metrics, 'updates_total'),
			commits: commitBuckets(metrics)
		};
		this.#before = now;
		return {
			rssBytes: residentBytes(pid),
			openFiles: readdirSync(`/proc/${pid}/fd`).length,
			cpuShare: (now.cpuMs - before.cpuMs) / (now.atMs - before.atMs),
			seconds: (now.atMs - before.atMs) / msPerSecond,
			updates: now.updates - before.updates,
			commits: bucketsSince(before.commits, now.commits),
			rows: valueOf(metrics, 'rows_total'),
			folds: valueOf(metrics, 'checkpoints_total'),
			foldFailures: valueOf(metrics, 'checkpoint_failures_total'),
			sockets: valueOf(metrics, 'connections')
		};
	}

	/** What it needs after collecting its garbage; it stands still for that. */
	async state(): Promise<ToldState> {
		const { pid, output } = this.#server;
		const told = () => [...output().matchAll(stateLinePattern)];
		const before = told().length;
		process.kill(pid, 'SIGUSR2');
		await until('the process tells its state', answerMaxMs, () => told().length > before);
		return JSON.parse(told().at(-1)?.[1] ?? '') as ToldState;
	}

	async #metrics(): Promise<string> {
		const answer = await fetch(`${this.#server.target.url.replace(/^ws/, 'http')}/metrics`);
		if (!answer.ok) throw new Error(`/metrics answers ${answer.status}`);
		return answer.text();
	}
}

function residentBytes(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * bytesPerKb;
}

function valueOf(metrics: string, name: string): number {
	const found = new RegExp(`^sandtable_rooms_${name} (\\S+)$`, 'm').exec(metrics);
	if (found === null) throw new Error(`The server does not tell sandtable_rooms_${name}.`);
	return Number(found[1]);
}

function commitBuckets(metrics: string): Map<number, number> {
	const found = metrics.matchAll(/^sandtable_rooms_commit_seconds_bucket\{le="([^"]+)"\} (\d+)$/gm);
	return new Map(
		[...found].map(([, bound, count]) => [bound === '+Inf' ? Infinity : Number(bound), Number(count)])
	);
}
