// Lines that show what set-up is doing and for how long. Runs on bare Node 20.

const stillIntervalMs = 10_000;

/** @param {NodeJS.WriteStream} out standard error where standard output belongs to a command's result */
export function createProgress(out = process.stdout) {
	const startedAt = performance.now();
	const say = (text) => out.write(`[${seconds(performance.now() - startedAt).padStart(6)}] ${text}\n`);
	return {
		say,
		/** Runs `work` between two lines, and says now and then that it still goes on. */
		async step(title, work) {
			const stepStartedAt = performance.now();
			say(`${title} …`);
			const still = setInterval(() => say(`${title} … still at it`), stillIntervalMs);
			try {
				const result = await work();
				say(`${title}: done in ${seconds(performance.now() - stepStartedAt)}`);
				return result;
			} finally {
				clearInterval(still);
			}
		}
	};
}

export function seconds(ms) {
	return `${(ms / 1000).toFixed(1)} s`;
}

/** A reason to stop set-up that the person at the terminal can do something about. */
export class SetupError extends Error {}

/** Ends the process with a clear line for a SetupError, and with everything for a mistake of ours. */
export function fail(error) {
	if (error instanceof SetupError) console.error(`\n${error.message}`);
	else console.error(error);
	process.exit(1);
}
