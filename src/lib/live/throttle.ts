// Calls at most once per interval, at once for the first call and with the latest arguments after a burst.

export interface Throttled<Arguments extends unknown[]> {
	(...parameters: Arguments): void;
	/** Drops what waits. */
	cancel(): void;
}

export function throttle<Arguments extends unknown[]>(
	call: (...parameters: Arguments) => void,
	intervalMs: number
): Throttled<Arguments> {
	let waiting: Arguments | null = null;
	let timer: ReturnType<typeof setTimeout> | null = null;
	const tick = (): void => {
		timer = null;
		if (!waiting) return;
		const parameters = waiting;
		waiting = null;
		timer = setTimeout(tick, intervalMs);
		call(...parameters);
	};
	const throttled = (...parameters: Arguments): void => {
		waiting = parameters;
		if (timer === null) tick();
	};
	throttled.cancel = (): void => {
		waiting = null;
		if (timer !== null) clearTimeout(timer);
		timer = null;
	};
	return throttled;
}
