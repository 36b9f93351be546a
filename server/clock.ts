// Time as the sync server sees it, so that tests can turn the hands. Ends and limits are measured on `monotonic`, which no
// change of the wall clock moves.

export interface Clock {
	/** Wall clock, milliseconds since 1970. */
	now(): number;
	monotonic(): number;
	/** Calls back once after `ms`; the answer calls it off. */
	after(ms: number, call: () => void): () => void;
	/** Calls back after what is already waiting has been handled. */
	soon(call: () => void): void;
}

export const systemClock: Clock = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	after: (ms, call) => {
		const timer = setTimeout(call, ms);
		return () => clearTimeout(timer);
	},
	soon: (call) => void setImmediate(call)
};

export function wait(clock: Clock, ms: number): Promise<void> {
	return new Promise((resolve) => clock.after(ms, resolve));
}

/** Calls back every `ms` until called off. */
export function every(clock: Clock, ms: number, call: () => void): () => void {
	let cancel = clock.after(ms, tick);
	function tick() {
		cancel = clock.after(ms, tick);
		call();
	}
	return () => cancel();
}

/** Nobody answered in time. */
export class NoAnswerError extends Error {
	override name = 'NoAnswerError';
}

/** Rejects with `message`, as a NoAnswerError, if `promise` takes longer than `ms`; what it does later is its own affair. */
export function withDeadline<T>(clock: Clock, promise: Promise<T>, ms: number, message: string): Promise<T> {
	return new Promise((resolve, reject) => {
		const cancel = clock.after(ms, () => reject(new NoAnswerError(message)));
		promise.then(resolve, reject).finally(cancel);
	});
}
