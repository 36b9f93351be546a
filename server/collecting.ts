// How long the edits of a room wait for each other. After a pause an edit is committed, and so shown, at once. In a large room what
// follows shortly after goes together, because a write to each socket costs more than what is in it.
import type { Clock } from './clock.ts';
import type { SyncLimits } from './limits.ts';

export interface CollectingParts {
	clock: Clock;
	limits: Pick<SyncLimits, 'collectMembersPerMs' | 'collectMaxMs'>;
	/** How many there are to write to. */
	members(): number;
	/** Commits what has been collected; false if there is nothing. */
	commit(): boolean;
}

/** Of how long committing and showing took, the last time counts for so much. */
const lastTimeShare = 0.2;

export class Collecting {
	readonly #parts: CollectingParts;
	#begunAt = -Infinity;
	#underWaySince: number | null = null;
	/** From the beginning of a commit until everybody has been sent what was in it; usually. */
	#tookMs = 0;
	#cancel: (() => void) | null = null;

	constructor(parts: CollectingParts) {
		this.#parts = parts;
	}

	/** There is something to commit. */
	soon(): void {
		const { clock } = this.#parts;
		const waitMs = this.#begunAt + this.#collectMs() - clock.monotonic();
		if (waitMs <= 0) this.now();
		else this.#cancel ??= clock.after(waitMs, () => this.now());
	}

	/** Collects no longer. */
	now(): void {
		this.stop();
		this.#begunAt = this.#parts.clock.monotonic();
		if (this.#parts.commit()) this.#underWaySince ??= this.#begunAt;
	}

	/** What was collected has been shown. */
	shown(): void {
		if (this.#underWaySince === null) return;
		const tookMs = this.#parts.clock.monotonic() - this.#underWaySince;
		this.#underWaySince = null;
		this.#tookMs += (tookMs - this.#tookMs) * lastTimeShare;
	}

	stop(): void {
		this.#cancel?.();
		this.#cancel = null;
	}

	/** Together with the commit not longer than the bound, so that a slower storage does not make everybody wait twice. */
	#collectMs(): number {
		const { limits, members } = this.#parts;
		const boundMs = Math.max(limits.collectMaxMs / 2, limits.collectMaxMs - this.#tookMs);
		return Math.min(boundMs, Math.floor(members() / limits.collectMembersPerMs));
	}
}
