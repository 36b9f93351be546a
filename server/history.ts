// Lets go of the history that is older than the operator wants kept: rows that an old enough checkpoint holds, a few at a time
// and beside the work. What a board is now, and every moment within the time kept, stays.
import { every, wait, withDeadline, type Clock } from './clock.ts';
import { errorFields, type Log } from './log.ts';

export interface HistoryParts {
	/** Lets go of at most `rowsMax` rows; the answer is how many. */
	prune(days: number, rowsMax: number): Promise<number>;
	clock: Clock;
	log: Log;
	/** Null: everything is kept. */
	days: number | null;
	/** Set by tests. */
	limits?: HistoryLimits;
}

export const historyLimits = {
	intervalMs: 3_600_000,
	rowsPerStep: 1_000,
	stepsMax: 200,
	pauseMs: 100,
	stepMaxMs: 60_000
};
export type HistoryLimits = typeof historyLimits;

/** The answer ends it. */
export function keepHistory({ prune, clock, log, days, limits = historyLimits }: HistoryParts): () => void {
	if (days === null) return () => {};
	let isClosed = false;
	let isRunning = false;

	async function run(olderThanDays: number): Promise<void> {
		if (isRunning) return;
		isRunning = true;
		let rows = 0;
		try {
			for (let step = 0; step < limits.stepsMax && !isClosed; step++) {
				const pruning = prune(olderThanDays, limits.rowsPerStep);
				const gone = await withDeadline(clock, pruning, limits.stepMaxMs, 'the database does not answer');
				rows += gone;
				if (gone < limits.rowsPerStep) break;
				await wait(clock, limits.pauseMs);
			}
		} catch (error) {
			log.warn('old history cannot be let go; it is tried again later', errorFields(error));
		} finally {
			isRunning = false;
		}
		if (rows > 0) log.info('old history was let go', { rows, olderThanDays });
	}

	const cancel = every(clock, limits.intervalMs, () => void run(days));
	return () => {
		isClosed = true;
		cancel();
	};
}
