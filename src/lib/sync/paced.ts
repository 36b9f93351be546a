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

/** A call comes behind all that happens in the same go. */
export function paced(call: () => void, { gapMs, delayMs }: Pace): Paced {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let calledAt = -Infinity;
	let isDue = false;
	let isComing = false;
	let isStopped = false;

	function callNow(): void {
		clearTimeout(timer);
		timer = undefined;
		isComing = false;
		isDue = false;
		if (isStopped) return;
		calledAt = performance.now();
		call();
	}

	return {
		soon() {
			if (isComing || isStopped) return;
			const passedMs = performance.now() - calledAt;
			if (passedMs >= gapMs) {
				isComing = true;
				queueMicrotask(callNow);
			} else if (!isDue) {
				isDue = true;
				timer = setTimeout(callNow, delayMs - passedMs);
			}
		},
		stop() {
			isStopped = true;
			clearTimeout(timer);
		}
	};
}
