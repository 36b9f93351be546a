// How long answers of the database are waited for. A question that is not answered in time has failed, and whoever looks after the
// connections is told: one that went silent would hold up for ever whoever waits for it.
import { NoAnswerError, withDeadline, type Clock } from './clock.ts';

export interface Patience {
	clock: Clock;
	limits: { questionMaxMs: number; loadMaxMs: number };
	/** A question was not answered. */
	onSilence?: () => void;
}

export async function answerWithin<T>(
	{ clock, onSilence }: Patience,
	ms: number,
	answer: Promise<T>,
	message = 'the database does not answer'
): Promise<T> {
	try {
		return await withDeadline(clock, answer, ms, message);
	} catch (error) {
		if (error instanceof NoAnswerError) onSilence?.();
		throw error;
	}
}
