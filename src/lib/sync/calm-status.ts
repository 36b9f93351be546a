// What a person is shown of the save status while they work. Between changes in quick succession it goes on saying "saving", because
// it would flicker with each of them; it holds back nothing but good news, and that only until there is a pause.
import type { SaveStatus } from './save-status.ts';

/** So long after a change the next one is not in quick succession. */
export const pauseMs = 400;

export interface CalmStatus {
	hear(status: SaveStatus): void;
	stop(): void;
}

export function calmStatus(show: (status: SaveStatus) => void, now: () => number = Date.now): CalmStatus {
	let changedAt = -Infinity;
	let isInFlow = false;
	let later: ReturnType<typeof setTimeout> | null = null;

	function cancel(): void {
		if (later !== null) clearTimeout(later);
		later = null;
	}

	return {
		hear(status) {
			cancel();
			if (status.kind === 'saving') {
				isInFlow = now() - changedAt < pauseMs;
				changedAt = now();
			}
			if (status.kind === 'saved' && isInFlow) later = setTimeout(() => show(status), pauseMs);
			else show(status);
		},
		stop: cancel
	};
}
