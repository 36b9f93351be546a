// How long this thread stood still for one piece of work, in processor time: what other programs of a busy machine take away does not
// count. It knows nothing of what the work was.

const tickMs = 5;

export interface StallMeter {
	/** The longest stretch since the last call, in ms of processor time. */
	takeLongestMs(): number;
	stop(): void;
}

/** Between two ticks lies one turn of the event loop that was too long to tick in, or several short ones of a tick together. */
export function startStallMeter(): StallMeter {
	let longestMs = 0;
	let lastMs = threadCpuMs();
	const look = () => {
		const nowMs = threadCpuMs();
		longestMs = Math.max(longestMs, nowMs - lastMs);
		lastMs = nowMs;
	};
	const timer = setInterval(look, tickMs);
	return {
		takeLongestMs() {
			look();
			const taken = longestMs;
			longestMs = 0;
			return taken;
		},
		stop: () => clearInterval(timer)
	};
}

/** Processor time of this thread since it began. */
export function threadCpuMs(): number {
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1_000;
}
