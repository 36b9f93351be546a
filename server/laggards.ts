// Who of a room does not take what they are sent: the one place where that is decided. Until they have caught up they are sent nothing
// more and read no further, so that no question of theirs is answered into memory; who does not catch up is let go.
import { closeCode } from '#lib/protocol/close-codes.ts';
import type { Member } from './audience.ts';
import type { Clock } from './clock.ts';
import type { SyncLimits } from './limits.ts';
import type { SyncMetrics } from './sync-metrics.ts';

export interface LaggardsParts {
	clock: Clock;
	limits: Pick<SyncLimits, 'behindBytes' | 'caughtUpBytes' | 'behindMaxMs' | 'behindMovingTimes'>;
	metrics: SyncMetrics;
	/** A member may be sent again; it gets what it missed. */
	onCaughtUp(member: Member): void;
}

const checkMs = 100;

export class Laggards {
	readonly #parts: LaggardsParts;
	readonly #behind = new Map<Member, { since: number; unsentBytes: number }>();
	#cancelCheck: (() => void) | null = null;

	constructor(parts: LaggardsParts) {
		this.#parts = parts;
	}

	/** False while too much of what a member was sent is unsent; it is held from then on. */
	keepsUp(member: Member): boolean {
		if (this.#behind.size > 0 && this.#behind.has(member)) return false;
		const { clock, limits, metrics } = this.#parts;
		const { unsentBytes } = member;
		if (unsentBytes <= limits.behindBytes) return true;
		this.#behind.set(member, { since: clock.monotonic(), unsentBytes });
		metrics.count('readersBehind');
		member.hold('unread');
		this.#checkLater();
		return false;
	}

	forget(member: Member): void {
		this.#behind.delete(member);
	}

	destroy(): void {
		this.#cancelCheck?.();
		this.#behind.clear();
	}

	#checkLater(): void {
		this.#cancelCheck ??= this.#parts.clock.after(checkMs, () => {
			this.#cancelCheck = null;
			this.#check();
		});
	}

	#check(): void {
		const { clock, limits, onCaughtUp } = this.#parts;
		for (const [member, { since, unsentBytes }] of this.#behind) {
			// A slow line that takes its time, but takes, is given more of it than somebody who does not read.
			const takenShare = Math.max(0, 1 - member.unsentBytes / unsentBytes);
			const maxMs = limits.behindMaxMs * (1 + (limits.behindMovingTimes - 1) * takenShare);
			if (member.unsentBytes < limits.caughtUpBytes) {
				this.#behind.delete(member);
				onCaughtUp(member);
				member.release('unread');
			} else if (clock.monotonic() - since > maxMs) {
				member.close(closeCode.tooFast, 'too far behind');
			}
		}
		if (this.#behind.size > 0) this.#checkLater();
	}
}
