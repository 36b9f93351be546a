// The load generator's process: one job, then it waits to be ended. It ends by itself when who started it is gone.
import { runClimb } from './climb.ts';
import { runCrowd } from './crowd.ts';
import { runIdle } from './idle.ts';
import type { FromLoad, Job, ToLoad } from './jobs.ts';
import { runSoak } from './soak.ts';
import { runStorm } from './storm.ts';

/** What a job may say and wait for. */
export interface Line {
	say(message: FromLoad): void;
	/** Resolves when the benchmark says so. */
	heard(kind: 'go' | 'leave'): Promise<void>;
}

const waiting = new Map<string, () => void>();
const early = new Set<string>();

const line: Line = {
	say: (message) => void process.send?.(message),
	heard: (kind) =>
		early.delete(kind)
			? Promise.resolve()
			: new Promise((resolve) => {
					waiting.set(kind, resolve);
				})
};

process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToLoad) => {
	if (message.kind === 'job') {
		run(message.job).catch((error: unknown) =>
			line.say({ kind: 'failed', problem: error instanceof Error ? (error.stack ?? '') : String(error) })
		);
		return;
	}
	const wake = waiting.get(message.kind);
	waiting.delete(message.kind);
	if (wake) wake();
	else early.add(message.kind);
});

function run(job: Job): Promise<void> {
	if (job.kind === 'crowd') return runCrowd(job, line);
	if (job.kind === 'soak') return runSoak(job, line);
	if (job.kind === 'climb') return runClimb(job, line);
	return job.kind === 'storm' ? runStorm(job, line) : runIdle(job, line);
}
