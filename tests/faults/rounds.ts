// How often each fault is played: a few times in `npm test`, the full count in `npm run test:faults`, or as often as asked for.
// It also carries what a run found to the summary.
import type { TestContext } from 'vitest';

declare module 'vitest' {
	export interface TaskMeta {
		/** One line for the summary of the run. */
		outcome?: string;
	}
}

const asked = Number(process.env.SANDTABLE_FAULT_ROUNDS ?? 0);
const shortMax = 5;
/** What `npm run test:faults` asks for; it stands for the full count of every fault, and other numbers for more or less of it. */
const usual = 20;

export const isFullRun = asked > shortMax;

export const seed = Number(process.env.SANDTABLE_FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31));

export function roundsOf({ short, full }: { short: number; full: number }): number {
	return isFullRun ? Math.max(1, Math.round((full * asked) / usual)) : short;
}

const testMaxMs = 900_000;
const roundMaxMs = 60_000;
const progressRounds = 20;

/** Full runs take longer than a test otherwise may. */
export function timeoutOf(rounds: number): { timeout: number } {
	return { timeout: Math.max(testMaxMs, rounds * roundMaxMs) };
}

/** A word now and then in a long run. */
export function tellProgress(round: number, rounds: number, soFar: () => string): void {
	if ((round + 1) % progressRounds === 0) console.log(`fault test: ${round + 1} of ${rounds}, ${soFar()}`);
}

export function tellOutcome({ task }: TestContext, outcome: string): void {
	task.meta.outcome = outcome;
	console.log(`fault test: ${outcome}`);
}

/** The time that a fault lasts. */
export function passing(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
