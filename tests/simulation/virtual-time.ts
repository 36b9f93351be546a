// Time and chance as everything in a simulation sees them: the server's clock, the timers of client libraries, their random numbers.
// Import it before anything that might keep a reference to the real ones. While no simulation runs, all is as ever.
import { webcrypto } from 'node:crypto';
import type { Clock } from '../../server/clock.ts';
import type { Random } from '../support/recorded-session.ts';

interface Event {
	at: number;
	nth: number;
	call: (() => void) | null;
}

const real = {
	setTimeout: globalThis.setTimeout,
	clearTimeout: globalThis.clearTimeout,
	setInterval: globalThis.setInterval,
	clearInterval: globalThis.clearInterval,
	setImmediate: globalThis.setImmediate,
	dateNow: Date.now.bind(Date),
	mathRandom: Math.random.bind(Math),
	randomValues: webcrypto.getRandomValues.bind(webcrypto)
};

/** The wall clock when a simulation begins. */
export const epochMs = 1_800_000_000_000;

/** FNV-1a. */
const trailStart = 0x811c9dc5;
const trailPrime = 0x01000193;

let running: VirtualTime | null = null;

function enter(time: VirtualTime): void {
	if (running !== null) throw new Error('one simulation at a time');
	running = time;
}

export class VirtualTime {
	readonly random: Random;
	#now = 0;
	#nth = 0;
	/** A heap: the earliest first, of those the oldest. */
	readonly #events: Event[] = [];
	readonly #timers = new Map<number, Event>();
	#trail = trailStart;

	constructor(random: Random) {
		this.random = random;
	}

	get now(): number {
		return this.#now;
	}

	/** Something happened now. Lives in which the same happened at the same times have the same trail. */
	note(...what: number[]): void {
		for (const n of [this.#now, ...what]) this.#trail = Math.imul(this.#trail ^ n, trailPrime);
	}

	get trail(): string {
		return (this.#trail >>> 0).toString(16);
	}

	after(ms: number, call: () => void): () => void {
		const event: Event = { at: this.#now + Math.max(0, ms || 0), nth: this.#nth++, call };
		this.#push(event);
		return () => (event.call = null);
	}

	timer(ms: number, call: () => void, isRepeated: boolean): number {
		const id = ++this.#nth;
		const start = () => {
			const event: Event = { at: this.#now + Math.max(1, ms || 0), nth: this.#nth++, call: tick };
			this.#timers.set(id, event);
			this.#push(event);
		};
		const tick = () => {
			if (isRepeated) start();
			else this.#timers.delete(id);
			call();
		};
		start();
		return id;
	}

	clear(id: number): void {
		const event = this.#timers.get(id);
		if (event) event.call = null;
		this.#timers.delete(id);
	}

	/** Lets `ms` pass, event by event; between events every promise that can go on does. */
	async pass(ms: number): Promise<void> {
		const end = this.#now + ms;
		await drainPromises();
		for (let event = this.#events[0]; event !== undefined && event.at <= end; event = this.#events[0]) {
			this.#pop();
			if (event.call === null) continue;
			this.#now = Math.max(this.#now, event.at);
			event.call();
			await drainPromises();
		}
		this.#now = end;
	}

	/** Everything that runs within `work` lives in this time. */
	async run<T>(work: () => Promise<T>): Promise<T> {
		enter(this);
		try {
			return await work();
		} finally {
			running = null;
		}
	}

	/** For a server; `isAlive` false: its timers are gone with it. `wallOffsetMs`: how wrong its wall clock is. */
	clockFor(isAlive = () => true, wallOffsetMs = () => 0): Clock {
		const after = (ms: number, call: () => void) => this.after(ms, () => isAlive() && call());
		return {
			now: () => epochMs + this.#now + wallOffsetMs(),
			monotonic: () => this.#now,
			after,
			soon: (call) => void after(0, call)
		};
	}

	#push(event: Event): void {
		const heap = this.#events;
		let at = heap.push(event) - 1;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			if (!isBefore(event, heap[parent] as Event)) break;
			heap[at] = heap[parent] as Event;
			at = parent;
		}
		heap[at] = event;
	}

	#pop(): void {
		const heap = this.#events;
		const last = heap.pop();
		if (last === undefined || heap.length === 0) return;
		let at = 0;
		for (;;) {
			let child = 2 * at + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child++;
			if (!isBefore(heap[child] as Event, last)) break;
			heap[at] = heap[child] as Event;
			at = child;
		}
		heap[at] = last;
	}
}

function isBefore(a: Event, b: Event): boolean {
	return a.at < b.at || (a.at === b.at && a.nth < b.nth);
}

function drainPromises(): Promise<void> {
	return new Promise((resolve) => real.setImmediate(resolve));
}

type Call = (...args: unknown[]) => void;

function virtualTimer(isRepeated: boolean, set: typeof setTimeout | typeof setInterval) {
	return (call: Call, ms?: number, ...args: unknown[]) =>
		running === null ? set(call, ms, ...args) : running.timer(ms ?? 0, () => call(...args), isRepeated);
}

function virtualClear(clear: typeof clearTimeout) {
	return (id: number | undefined) =>
		running !== null && typeof id === 'number' ? running.clear(id) : clear(id);
}

Object.assign(globalThis, {
	setTimeout: virtualTimer(false, real.setTimeout),
	setInterval: virtualTimer(true, real.setInterval),
	clearTimeout: virtualClear(real.clearTimeout),
	clearInterval: virtualClear(real.clearInterval)
});
Date.now = () => (running === null ? real.dateNow() : epochMs + running.now);
Math.random = () => (running === null ? real.mathRandom() : running.random());
webcrypto.getRandomValues = (<T extends Uint8Array | Uint32Array>(values: T): T => {
	if (running === null) return real.randomValues(values as never) as T;
	const { random } = running;
	for (let i = 0; i < values.length; i++) values[i] = Math.floor(random() * 2 ** 32);
	return values;
}) as typeof webcrypto.getRandomValues;
