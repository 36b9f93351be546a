// How fast something may go: so much in a stream, so much at once. It counts; what becomes of whoever is too fast is decided elsewhere.

/** A bucket of tokens that may run into debt; the debt says how long to wait. */
export class RateBucket {
	readonly #perMs: number;
	readonly #burst: number;
	#tokens: number;
	#at: number;

	constructor(perSecond: number, burst: number, now: number) {
		this.#perMs = perSecond / 1_000;
		this.#burst = burst;
		this.#tokens = burst;
		this.#at = now;
	}

	/** Takes `count` tokens; the answer is the debt in tokens, 0 if there was enough. */
	take(count: number, now: number): number {
		this.#tokens = Math.min(this.#burst, this.#tokens + Math.max(0, now - this.#at) * this.#perMs);
		this.#at = now;
		this.#tokens -= count;
		return Math.max(0, -this.#tokens);
	}

	/** Milliseconds until the debt is paid. */
	get waitMs(): number {
		return Math.max(0, -this.#tokens / this.#perMs);
	}
}
