// A clock whose hands the test turns; nothing happens in it by itself.
import type { Clock } from '../../server/clock.ts';

export class TestClock implements Clock {
	#now = 0;
	#nextId = 1;
	readonly #timers = new Map<number, { at: number; call: () => void }>();

	now(): number {
		return this.#now;
	}

	monotonic(): number {
		return this.#now;
	}

	after(ms: number, call: () => void): () => void {
		const id = this.#nextId++;
		this.#timers.set(id, { at: this.#now + ms, call });
		return () => void this.#timers.delete(id);
	}

	soon(call: () => void): void {
		this.after(0, call);
	}

	/** Lets `ms` pass, timer by timer; between timers promises that are due resolve. */
	async pass(ms: number): Promise<void> {
		const end = this.#now + ms;
		for (;;) {
			await drainPromises();
			const next = [...this.#timers]
				.filter(([, { at }]) => at <= end)
				.toSorted(([, a], [, b]) => a.at - b.at)[0];
			if (next === undefined) break;
			const [id, { at, call }] = next;
			this.#timers.delete(id);
			this.#now = Math.max(this.#now, at);
			call();
		}
		this.#now = end;
		await drainPromises();
	}
}

function drainPromises(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
