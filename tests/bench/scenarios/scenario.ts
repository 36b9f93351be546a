// What a benchmark consists of: something done to one server once, and the numbers that come out.
import type { Peer } from '../peers/peer.ts';

export interface Measure {
	key: string;
	label: string;
	unit: string;
	/** Against the peer's number, or on its own. */
	goal?: { ratioMax: number } | { max: number };
}

export interface Scenario {
	/** For `--only`. */
	name: string;
	measures: readonly Measure[];
	/** How often at most; some take long and vary little. */
	roundsMax?: number;
	/** A good part of the time is spent in this process: it comes before others have filled its memory. */
	isEarly?: true;
	/** One run against one server, on a process started for it. */
	run(peer: Peer): Promise<Record<string, number>>;
}

export function percentile(values: readonly number[], share: number): number {
	if (values.length === 0) throw new Error('Nothing was measured.');
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function median(values: readonly number[]): number {
	if (values.length === 0) throw new Error('Nothing was measured.');
	const sorted = values.toSorted((a, b) => a - b);
	const [low = 0, high = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
	return (low + high) / 2;
}
