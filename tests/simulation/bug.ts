// How a mistake is planted in a simulated server from outside.
import type { BoardStore } from '#lib/server/board-store.ts';
import type { Clock } from '../../server/clock.ts';
import type { JournalLimits, SyncLimits } from '../../server/limits.ts';
import type { Relay } from '../../server/relay.ts';
import type { Disk } from './disk.ts';
import type { ServerSocket } from './network.ts';

export interface Bug {
	name: string;
	limits?: Partial<SyncLimits>;
	journalLimits?: Partial<JournalLimits>;
	/** Misfortunes without which it does no harm. */
	needs?: readonly string[];
	/** With several nodes only. */
	isOfNodes?: boolean;
	forgetsRoles?: boolean;
	/** Nobody, or only the first node, hears of changes of rights. */
	forgetsRoleChanges?: 'everywhere' | 'elsewhere';
	store?(real: BoardStore, disk: Disk): BoardStore;
	relay?(real: Relay): Relay;
	clock?(real: Clock): Clock;
	prune?(disk: Disk, ageMs: number, rowsMax: number): number;
	/** What the server gets instead of what came. */
	receives?(bytes: Uint8Array, socket: ServerSocket): Uint8Array | null;
	/** Patches a class; the answer takes it back. */
	plant?(): () => void;
}

export function patch<T extends object, K extends keyof T & string>(
	target: T,
	name: K,
	make: (real: T[K]) => T[K]
): () => void {
	const before = Object.getOwnPropertyDescriptor(target, name) as PropertyDescriptor;
	Object.defineProperty(target, name, { ...before, value: make(before.value as T[K]) });
	return () => void Object.defineProperty(target, name, before);
}

/** A store that does everything as the real one, but for what is given. */
export function storeLike(real: BoardStore, other: Partial<BoardStore>): BoardStore {
	return {
		append: (...args) => real.append(...args),
		load: (...args) => real.load(...args),
		rowsAfter: (...args) => real.rowsAfter(...args),
		heads: (...args) => real.heads(...args),
		listTitle: (...args) => real.listTitle(...args),
		alone: (...args) => real.alone(...args),
		checkpoint: (...args) => real.checkpoint(...args),
		close: () => real.close(),
		...other
	};
}
