// When history is let go, by a clock that the test turns.
import { expect, test } from 'vitest';
import { TestClock } from '../tests/support/test-clock.ts';
import { historyLimits, keepHistory } from './history.ts';
import { silentLog } from './log.ts';

function pruningWith(rowsThere: number, days: number | null) {
	const clock = new TestClock();
	const asked: number[] = [];
	let left = rowsThere;
	const close = keepHistory({
		clock,
		log: silentLog,
		days,
		prune: async (olderThanDays, rowsMax) => {
			asked.push(olderThanDays);
			const gone = Math.min(left, rowsMax);
			left -= gone;
			return gone;
		}
	});
	return { clock, asked, close, left: () => left };
}

test('HIST2 goes in steps, once an hour, until nothing old is left', async () => {
	const { clock, asked, left } = pruningWith(2.5 * historyLimits.rowsPerStep, 90);
	await clock.pass(historyLimits.intervalMs - 1);
	expect(asked).toEqual([]);
	await clock.pass(1 + 3 * historyLimits.pauseMs);
	expect([asked, left()]).toEqual([[90, 90, 90], 0]);
	await clock.pass(historyLimits.intervalMs);
	expect(asked).toHaveLength(4);
});

test('HIST2 one run does not go on for ever', async () => {
	const { clock, asked, close } = pruningWith(Infinity, 1);
	await clock.pass(historyLimits.intervalMs + 2 * historyLimits.stepsMax * historyLimits.pauseMs);
	expect(asked).toHaveLength(historyLimits.stepsMax);
	close();
	await clock.pass(2 * historyLimits.intervalMs);
	expect(asked).toHaveLength(historyLimits.stepsMax);
});

test('HIST3 nothing is let go where everything shall be kept', async () => {
	const { clock, asked } = pruningWith(10, null);
	await clock.pass(3 * historyLimits.intervalMs);
	expect(asked).toEqual([]);
});
