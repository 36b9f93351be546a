// How long edits wait for each other: by how many there are to write to, and by how long the last commits took.
import { expect, test } from 'vitest';
import { TestClock } from '../tests/support/test-clock.ts';
import { Collecting } from './collecting.ts';

const limits = { collectMembersPerMs: 2, collectMaxMs: 40 };

/** Edits once a millisecond for a second; the answer is when commits began, each of which takes `commitMs`. */
async function commitsAmong(members: number, commitMs: number): Promise<number[]> {
	const clock = new TestClock();
	const begun: number[] = [];
	const collecting = new Collecting({
		clock,
		limits,
		members: () => members,
		commit: () => {
			begun.push(clock.monotonic());
			clock.after(commitMs, () => collecting.shown());
			return true;
		}
	});
	for (let ms = 0; ms < 1_000; ms++) {
		collecting.soon();
		await clock.pass(1);
	}
	return begun;
}

function lastPause(times: readonly number[]): number {
	return Math.round((times.at(-1) ?? 0) - (times.at(-2) ?? 0));
}

test('ROOM18 the first edit is committed at once, and in a small room every edit', async () => {
	expect((await commitsAmong(1, 1)).slice(0, 3)).toEqual([0, 1, 2]);
	expect((await commitsAmong(200, 1)).slice(0, 1)).toEqual([0]);
});

test('ROOM18 the more there are to write to, the longer edits are collected', async () => {
	expect(lastPause(await commitsAmong(20, 1))).toBe(10);
	expect(lastPause(await commitsAmong(60, 1))).toBe(30);
});

test.each([
	[4, 36],
	[12, 28],
	[20, 20]
])('ROOM18 where a commit takes %i ms, at most %i ms are collected', async (commitMs, pauseMs) => {
	expect(lastPause(await commitsAmong(1_000, commitMs))).toBe(pauseMs);
});

test('ROOM18 however slow the storage is, half of that is collected', async () => {
	const begun = await commitsAmong(1_000, 100);
	expect(begun.length).toBeGreaterThan(1_000 / limits.collectMaxMs);
	expect(begun.length).toBeLessThanOrEqual(1 + 1_000 / (limits.collectMaxMs / 2));
});

test('ROOM18 an orderly end commits at once what has been collected', async () => {
	const clock = new TestClock();
	let commits = 0;
	const collecting = new Collecting({
		clock,
		limits,
		members: () => 1_000,
		commit: () => ++commits > 0
	});
	collecting.soon();
	collecting.soon();
	expect(commits).toBe(1);
	collecting.now();
	expect(commits).toBe(2);
	await clock.pass(1_000);
	expect(commits).toBe(2);
});
