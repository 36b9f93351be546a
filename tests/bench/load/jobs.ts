// What the benchmark asks of the load generator, which is a process of its own so that it does not slow down who measures.
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Target } from '../wire/socket-client.ts';

/** People at work on boards. */
export interface CrowdJob {
	kind: 'crowd';
	target: Target;
	boards: readonly string[];
	clientsPerBoard: number;
	editorsPerBoard: number;
	/** Of each editor. */
	editsPerSecond: number;
	presencePerSecond: number;
	warmUpMs: number;
	windowMs: number;
}

/** Everybody comes at once. */
export interface StormJob {
	kind: 'storm';
	target: Target;
	board: string;
	clients: number;
	/** What they hold already: the whole document; null if nothing. */
	held: Uint8Array | null;
}

/** Many boards, each with somebody in it who does nothing. */
export interface IdleJob {
	kind: 'idle';
	target: Target;
	boards: readonly string[];
}

/** People at work for as long as they are let, of whom one on each board leaves and another comes now and then. */
export interface SoakJob {
	kind: 'soak';
	target: Target;
	boards: readonly string[];
	clientsPerBoard: number;
	editorsPerBoard: number;
	/** Of each editor. */
	editsPerSecond: number;
	/** Of everybody. */
	presencePerSecond: number;
	/** How long until one person of each board was replaced. */
	churnMs: number;
}

/** What the long run found when it was told to end. */
export interface SoakOutcome {
	/** Of each author, gone or still there: up to which of their changes the server acknowledged. */
	acknowledged: { board: string; author: number; end: number }[];
	edits: number;
	/** People who came later than the first. */
	joins: number;
	/** Sockets that ended without being told to. */
	lostSockets: number;
	/** Clients that lacked something of those present. */
	incomplete: number;
}

/** More and more people at work. */
export interface ClimbJob {
	kind: 'climb';
	target: Target;
	boards: readonly string[];
	/** Who come at each step, evenly over the boards. */
	stepClients: number;
	stepMs: number;
	/** How many of them edit, from 0 to 1. */
	editorShare: number;
	/** Of each editor. */
	editsPerSecond: number;
	/** Of everybody. */
	presencePerSecond: number;
}

export interface ClimbStep {
	/** Everybody who is there by then. */
	clients: number;
	/** What the load generator itself needed of one core. */
	loadShare: number;
	/** Sockets that ended without being told to. */
	lostSockets: number;
}

export type Job = CrowdJob | StormJob | IdleJob | SoakJob | ClimbJob;

export type FromLoad =
	/** Everybody is there. */
	| { kind: 'ready' }
	/** The measured time begins or ends; so many edits were sent until now. */
	| { kind: 'mark'; edits: number }
	/** When each edit was sent, by its number, and how many clients lacked something in the end. */
	| { kind: 'crowd-done'; sentAt: [number, number][]; incomplete: number }
	/** Milliseconds until each client had everything. */
	| { kind: 'storm-done'; syncedMs: number[]; receivedBytes: number }
	| { kind: 'soak-done'; outcome: SoakOutcome }
	| { kind: 'step'; step: ClimbStep }
	| { kind: 'failed'; problem: string };

export type ToLoad = { kind: 'job'; job: Job } | { kind: 'go' } | { kind: 'leave' };

const script = path.join(import.meta.dirname, 'load-process.ts');

export class LoadGenerator {
	readonly #child: ChildProcess;
	readonly #heard: FromLoad[] = [];
	#wake: () => void = () => {};

	constructor(job: Job) {
		this.#child = fork(script, { serialization: 'advanced' });
		this.#child.on('message', (message) => this.#hear(message as FromLoad));
		this.#child.on('exit', (code) =>
			this.#hear({ kind: 'failed', problem: `the load generator ended with ${code}` })
		);
		this.say({ kind: 'job', job });
	}

	say(message: ToLoad): void {
		if (this.#child.connected) this.#child.send(message);
	}

	/** The next message, which must be of this kind. */
	async next<K extends FromLoad['kind']>(kind: K): Promise<Extract<FromLoad, { kind: K }>> {
		while (this.#heard.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
		const message = this.#heard.shift() as FromLoad;
		if (message.kind === kind) return message as Extract<FromLoad, { kind: K }>;
		throw new Error(message.kind === 'failed' ? message.problem : `${message.kind} came instead of ${kind}`);
	}

	end(): Promise<void> {
		if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve();
		return new Promise((resolve) => {
			this.#child.on('exit', () => resolve());
			this.#child.kill('SIGKILL');
		});
	}

	#hear(message: FromLoad): void {
		this.#heard.push(message);
		this.#wake();
	}
}
