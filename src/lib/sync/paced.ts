// Calls after a quiet time at once, in the same task, and otherwise at most once in a while: what comes meanwhile is covered by one
// call at the end of it.

export interface Paced {
	/** Something happened that a call has to follow. */
	soon(): void;
	stop(): void;
}

/** A call comes behind all that happens in the same go, and again when `gapMs` have passed if there was more. */
export function paced(call: () => void, gapMs: number): Paced {
	let gap: ReturnType<typeof setTimeout> | null = null;
	let isDue = false;
	let isStopped = false;

	function callNow(): void {
		if (isStopped) return;
		isDue = false;
		gap = setTimeout(() => {
			gap = null;
			if (isDue) callNow();
		}, gapMs);
		call();
	}

	return {
		soon() {
			if (isDue) return;
			isDue = true;
			if (gap === null) queueMicrotask(callNow);
		},
		stop() {
			isStopped = true;
			if (gap !== null) clearTimeout(gap);
		}
	};
}
