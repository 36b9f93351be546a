// Time in the benchmarks: a clock that all processes of this machine share, and waiting with an end.

/** Milliseconds on the machine's monotonic clock. */
export function nowMs(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}

/** Lets a measurement run. */
export function elapse(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

const lookIntervalMs = 50;

/** Resolves once `isTrue`; rejects after `maxMs`. */
export async function until(
	what: string,
	maxMs: number,
	isTrue: () => boolean | Promise<boolean>
): Promise<void> {
	const end = nowMs() + maxMs;
	while (!(await isTrue())) {
		if (nowMs() > end) throw new Error(`It took more than ${maxMs} ms until ${what}.`);
		await elapse(lookIntervalMs);
	}
}

/** The promise, or an error after `maxMs`. */
export function within<T>(what: string, maxMs: number, promise: Promise<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`${what} took more than ${maxMs} ms.`)), maxMs);
		promise.then(resolve, reject).finally(() => clearTimeout(timer));
	});
}
