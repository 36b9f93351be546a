// Slows guessing down: token buckets that fill by elapsed time, in bounded memory. It knows no accounts or addresses.

export interface ThrottleRule {
	/** Attempts that may come at once. */
	burst: number;
	/** One more attempt is earned each such span. */
	refillMs: number;
}

/** Keys kept at most; the longest untouched goes first. A node's memory for this stays below about 2 MB. */
const keysMax = 10_000;

export type Throttle = ReturnType<typeof createThrottle>;

export function createThrottle(rule: ThrottleRule, now: () => number = () => performance.now()) {
	/** Insertion order is order of last use, because a touched key is put in again. */
	const buckets = new Map<string, { left: number; at: number }>();

	function current(key: string): { left: number; at: number } {
		const time = now();
		const bucket = buckets.get(key);
		if (!bucket) return { left: rule.burst, at: time };
		const earned = Math.max(0, time - bucket.at) / rule.refillMs;
		return { left: Math.min(rule.burst, bucket.left + earned), at: time };
	}

	function put(key: string, bucket: { left: number; at: number }): void {
		buckets.delete(key);
		if (bucket.left >= rule.burst) return;
		buckets.set(key, bucket);
		if (buckets.size > keysMax) {
			const oldest = buckets.keys().next();
			if (!oldest.done) buckets.delete(oldest.value);
		}
	}

	return {
		/** Takes one attempt. Returns 0 if it may go on, otherwise the milliseconds to wait for the next one. */
		take(key: string): number {
			const bucket = current(key);
			if (bucket.left < 1) {
				put(key, bucket);
				return Math.max(1, Math.ceil((1 - bucket.left) * rule.refillMs));
			}
			put(key, { left: bucket.left - 1, at: bucket.at });
			return 0;
		},
		/** Gives an attempt back that turned out to be a success. */
		giveBack(key: string): void {
			const bucket = current(key);
			put(key, { left: Math.min(rule.burst, bucket.left + 1), at: bucket.at });
		},
		/** Number of keys held, for tests and metrics. */
		size: () => buckets.size
	};
}

/** One key per network for IPv6, where each customer has a whole /64 to rotate through. */
export function addressKey(address: string): string {
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
	if (mapped?.[1]) return mapped[1];
	if (!address.includes(':')) return address;
	const [head = '', tail] = address.split('%')[0]!.split('::');
	const left = head ? head.split(':') : [];
	const right = tail ? tail.split(':') : [];
	const zeros =
		tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
	return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}
