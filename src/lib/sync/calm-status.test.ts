// What is shown, and when.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { calmStatus, pauseMs } from './calm-status.ts';
import type { SaveStatus } from './save-status.ts';

const saving: SaveStatus = { kind: 'saving', changes: 1, sinceMs: 0 };
const saved: SaveStatus = { kind: 'saved' };
const offline: SaveStatus = { kind: 'offline', changes: 1, isKept: true, isKeeping: false };
let shown: string[] = [];

beforeEach(() => {
	vi.useFakeTimers();
	shown = [];
});
afterEach(() => void vi.useRealTimers());

const start = () =>
	calmStatus(({ kind }) => {
		if (shown.at(-1) !== kind) shown.push(kind);
	});

/** Changes and their acknowledgements, one after the other. */
function type(calm: ReturnType<typeof start>, changes: number, everyMs: number): void {
	for (let n = 0; n < changes; n++) {
		calm.hear(saving);
		vi.advanceTimersByTime(5);
		calm.hear(saved);
		vi.advanceTimersByTime(everyMs - 5);
	}
}

test('SAVE22 a change by itself is shown as saved at once', () => {
	const calm = start();
	calm.hear(saving);
	calm.hear(saved);
	expect(shown).toEqual(['saving', 'saved']);
	vi.advanceTimersByTime(pauseMs);
	calm.hear(saving);
	calm.hear(saved);
	expect(shown).toEqual(['saving', 'saved', 'saving', 'saved']);
});

test.each([16, 33, 100, 200])('SAVE22 changes every %i ms do not flicker', (everyMs) => {
	const calm = start();
	type(calm, 50, everyMs);
	expect(shown).toEqual(['saving', 'saved', 'saving']);
	vi.advanceTimersByTime(pauseMs);
	expect(shown).toEqual(['saving', 'saved', 'saving', 'saved']);
});

test('SAVE22 what is not good is shown at once, and no good news of before it follows', () => {
	const calm = start();
	type(calm, 3, 20);
	calm.hear(offline);
	expect(shown.at(-1)).toBe('offline');
	vi.advanceTimersByTime(10 * pauseMs);
	expect(shown.at(-1)).toBe('offline');
	type(calm, 3, 20);
	calm.stop();
	vi.advanceTimersByTime(10 * pauseMs);
	expect(shown.at(-1)).toBe('saving');
});
