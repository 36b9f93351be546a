// Counts what the sync server does: numbers only, no board content and no names. How they are told is decided elsewhere.
import { closeCode, type CloseCode } from '#lib/protocol/close-codes.ts';
import { createHistogram, observe, type Stats } from './metrics.ts';

const counterNames = [
	'updates',
	/** Content and presence frames, one per member that got them. */
	'deliveries',
	'presenceDeliveries',
	'commits',
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
	/** Updates by which a board would have become too large. */
	'refusedGrowth',
	/** Updates that built on unknown changes. */
	'gaps',
	/** Updates with changes of somebody else that this server does not have. */
	'heldBackUpdates',
	'malformedFrames',
	'readersBehind',
	'writersPaused',
	'upgrades',
	'refusedUpgrades',
	/** Of those, the ones for which there was a right but no room. */
	'crowdedUpgrades',
	'loads',
	'loadFailures',
	/** Documents made of what is stored, because somebody changed the board. */
	'wakes',
	'checkpoints',
	'checkpointFailures',
	'closes',
	/** Sockets cut without a word, because they gave no sign of life. */
	'silentSockets'
] as const;
export type CounterName = (typeof counterNames)[number];

export interface SyncMetrics {
	count(name: CounterName, by?: number): void;
	/** A socket was closed, and why. */
	closed(code: CloseCode): void;
	committedIn(ms: number): void;
	/** Every counter, as `<name>Total`, and how long commits took. */
	stats(): Stats;
}

/** From a fast local disk to the deadline of an append. */
const commitSecondsBounds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createSyncMetrics(): SyncMetrics {
	const values = new Map<CounterName, number>(counterNames.map((name) => [name, 0]));
	const closes = new Map<CloseCode, number>(Object.values(closeCode).map((code) => [code, 0]));
	const commitSeconds = createHistogram(commitSecondsBounds);
	return {
		committedIn: (ms) => observe(commitSeconds, ms / 1_000),
		count: (name, by = 1) => void values.set(name, (values.get(name) ?? 0) + by),
		closed(code) {
			this.count('closes');
			closes.set(code, (closes.get(code) ?? 0) + 1);
		},
		stats: () => ({
			...Object.fromEntries([...values].map(([name, value]) => [`${name}Total`, value])),
			closed: Object.fromEntries(
				Object.entries(closeCode).map(([name, code]) => [`${name}Total`, closes.get(code) ?? 0])
			),
			commitSeconds
		})
	};
}
