// Arithmetic over what was measured in the course of time: how steeply something grows, and percentiles of a histogram.

export interface Point {
	minutes: number;
	value: number;
}

/** The slope of the line with the least squares of distances, per minute. */
export function slopePerMinute(points: readonly Point[]): number {
	const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	const middle = { minutes: mean(points.map((p) => p.minutes)), value: mean(points.map((p) => p.value)) };
	let along = 0;
	let spread = 0;
	for (const { minutes, value } of points) {
		along += (minutes - middle.minutes) * (value - middle.value);
		spread += (minutes - middle.minutes) ** 2;
	}
	if (spread === 0) throw new Error('A slope takes two points in time.');
	return along / spread;
}

/** Bounds, and how many lie at or below each: a histogram as Prometheus spells it. */
export type Buckets = ReadonlyMap<number, number>;

/** What came between two readings. */
export function bucketsSince(before: Buckets, now: Buckets): Map<number, number> {
	return new Map([...now].map(([bound, count]) => [bound, count - (before.get(bound) ?? 0)]));
}

/** The bound below which `share` of all lie. */
export function bucketPercentile(buckets: Buckets, share: number): number {
	const sorted = [...buckets].sort(([a], [b]) => a - b);
	const [, all] = sorted.at(-1) ?? [Infinity, 0];
	const found = sorted.find(([, count]) => count >= all * share);
	return all === 0 ? 0 : (found?.[0] ?? Infinity);
}
