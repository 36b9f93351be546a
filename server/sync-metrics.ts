// Counts what the sync server does: numbers only, no board content and no names. How they are told is decided elsewhere.
import type { Stats } from './metrics.ts';

const counterNames = [
	'updates',
	/** Content and presence frames, one per member that got them. */
	'deliveries',
	'presenceDeliveries',
	'commits',
	'commitMilliseconds',
	/** Commits that took longer than the hold. */
	'slowCommits',
	'rows',
	/** Rows that other processes appended and that were shown here. */
	'foreignRows',
	'relayMessagesSent',
	'relayMessagesHeard',
	'relayFailures',
	'appendFailures',
	'barriers',
	'refusedWrites',
	'refusedUpdates',
	/** Updates that built on unknown changes. */
	'gaps',
	'malformedFrames',
	'readersBehind',
	'writersPaused',
	'upgrades',
	'refusedUpgrades',
	'loads',
	'loadFailures',
	'checkpoints',
	'checkpointFailures',
	'closes'
] as const;
export type CounterName = (typeof counterNames)[number];

export interface SyncMetrics {
	count(name: CounterName, by?: number): void;
	/** Every counter, as `<name>Total`. */
	stats(): Stats;
}

export function createSyncMetrics(): SyncMetrics {
	const values = new Map<CounterName, number>(counterNames.map((name) => [name, 0]));
	return {
		count: (name, by = 1) => void values.set(name, (values.get(name) ?? 0) + by),
		stats: () => Object.fromEntries([...values].map(([name, value]) => [`${name}Total`, value]))
	};
}
