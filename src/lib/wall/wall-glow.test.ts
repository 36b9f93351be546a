// Which cards glow, on a clock that the test turns.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BoardView, RecordChange } from '#lib/live/board-view.svelte.ts';
import { WallGlow } from './wall-glow.svelte.ts';

const glowMs = 1_400;
const typingMs = 1_000;
const restMs = 4_000;
let tell: (ids: readonly string[], remote?: boolean) => void;
let glow: WallGlow;

beforeEach(() => {
	vi.useFakeTimers();
	let listener: (change: RecordChange) => void = () => undefined;
	const onChange = (given: typeof listener) => {
		listener = given;
		return () => undefined;
	};
	glow = new WallGlow({ onChange } as unknown as BoardView);
	tell = (ids, remote = true) => listener({ collection: 'notes', ids: new Set(ids), remote });
});
afterEach(() => {
	glow.destroy();
	vi.useRealTimers();
});

test('WALL15 a change by somebody else glows once, and settles', () => {
	tell(['a']);
	expect([...glow.ids]).toEqual(['a']);
	vi.advanceTimersByTime(glowMs);
	expect([...glow.ids]).toEqual([]);
	tell(['a'], false);
	expect([...glow.ids]).toEqual([]);
});

test('WALL15 while they go on typing it does not glow again', () => {
	for (let n = 0; n < 10; n++) {
		tell(['a']);
		expect([...glow.ids], `after ${n} s`).toEqual(n * typingMs < glowMs ? ['a'] : []);
		vi.advanceTimersByTime(typingMs);
	}
	vi.advanceTimersByTime(restMs);
	tell(['a']);
	expect([...glow.ids]).toEqual(['a']);
});

test('WALL15 a board that arrives does not glow', () => {
	tell(Array.from({ length: 13 }, (_, n) => `n${n}`));
	expect([...glow.ids]).toEqual([]);
});
