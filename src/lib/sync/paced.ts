// Calls after a quiet time at once, in the same task, and in a stream along with something that happens: what comes meanwhile is
// covered by the next call, which waits for nothing further for long.

export interface Paced {
	/** Something happened that a call has to follow. */
	soon(): void;
	stop(): void;
}

export interface Pace {
	/** After a call so long, none comes along with what happens. */
	gapMs: number;
	/** What happened after a call is followed by one so long after that call at the latest. */
	delayMs: number;
}

/** A call comes behind all that happens in the same go. Timers alone tell the time, so that a simulation can turn it. */
export function paced(call: () => void, { gapMs, delayMs }: Pace): Paced {
	let gap: ReturnType<typeof setTimeout> | null = null;
	let delay: ReturnType<typeof setTimeout> | null = null;
	let isComing = false;
	let isDue = false;
	let isStopped = false;

	function callNow(): void {
		if (delay !== null) clearTimeout(delay);
		isComing = false;
		isDue = false;
		if (isStopped) return;
		gap = setTimeout(() => (gap = null), gapMs);
		delay = setTimeout(() => isDue && callNow(), delayMs);
		call();
	}

	return {
		soon() {
			if (gap !== null) isDue = true;
			else if (!isComing) {
				isComing = true;
				queueMicrotask(callNow);
			}
		},
		stop() {
			isStopped = true;
			if (gap !== null) clearTimeout(gap);
			if (delay !== null) clearTimeout(delay);
		}
	};
}
