// When a call comes.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { paced } from './paced.ts';

const pace = { gapMs: 50, delayMs: 70 };
let calls: number[] = [];

beforeEach(() => {
	vi.useFakeTimers({ now: 0 });
	calls = [];
});
afterEach(() => void vi.useRealTimers());

const start = () => paced(() => void calls.push(Date.now()), pace);

test('SAVE10 after a quiet time the question comes at once, behind all that happens in the same go', async () => {
	const asking = start();
	for (let n = 0; n < 3; n++) asking.soon();
	expect(calls).toEqual([]);
	await Promise.resolve();
	expect(calls).toEqual([0]);
	await vi.advanceTimersByTimeAsync(1_000);
	asking.soon();
	await Promise.resolve();
	expect(calls).toEqual([0, 1_000]);
});

test('SAVE10 in a stream one question covers what comes shortly after another, along with the next change', async () => {
	const asking = start();
	for (let ms = 0; ms < 160; ms += 16) {
		asking.soon();
		await vi.advanceTimersByTimeAsync(16);
	}
	expect(calls).toEqual([0, 64, 128]);
	await vi.advanceTimersByTimeAsync(1_000);
	expect(calls).toEqual([0, 64, 128, 128 + pace.delayMs]);
});

test('SAVE10 what no other change follows is asked about by itself', async () => {
	const asking = start();
	asking.soon();
	await vi.advanceTimersByTimeAsync(10);
	asking.soon();
	await vi.advanceTimersByTimeAsync(1_000);
	expect(calls).toEqual([0, pace.delayMs]);
});

test('SAVE10 nobody asks any more once the page is closed', async () => {
	const [first, second] = [start(), start()];
	first.soon();
	first.stop();
	second.soon();
	await Promise.resolve();
	second.soon();
	second.stop();
	await vi.advanceTimersByTimeAsync(1_000);
	expect(calls).toEqual([0]);
});
