import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nudgeIdleMs, NudgeRun } from './nudge-run.ts';

let surface: EventTarget;
let ended: number;
let run: NudgeRun;
beforeEach(() => {
	vi.useFakeTimers();
	surface = new EventTarget();
	ended = 0;
	run = new NudgeRun(() => ended++, surface);
});
afterEach(() => {
	vi.useRealTimers();
});

const press = (key: string): boolean => surface.dispatchEvent(Object.assign(new Event('keydown'), { key }));

it('PIN5 WALL22 a held arrow key is one move, however long it is held', () => {
	let offset;
	for (let times = 0; times < 30; times++) {
		press('ArrowRight');
		offset = run.press(1, 0);
		vi.advanceTimersByTime(nudgeIdleMs - 1);
	}
	expect(offset).toEqual({ x: 30, y: 0 });
	expect(ended).toBe(0);
	vi.advanceTimersByTime(1);
	expect(ended).toBe(1);
	vi.advanceTimersByTime(10 * nudgeIdleMs);
	expect(ended).toBe(1);
	expect(run.press(0, 1)).toEqual({ x: 0, y: 1 });
});

it('PIN5 WALL22 any other key and any press of the pointer end the move at once, so that undo finds it', () => {
	for (const end of [() => press('z'), () => surface.dispatchEvent(new Event('pointerdown'))]) {
		ended = 0;
		run.press(1, 0);
		press('ArrowRight');
		press('Shift');
		expect(run.active).toBe(true);
		end();
		expect(ended).toBe(1);
		end();
		vi.advanceTimersByTime(nudgeIdleMs);
		expect(ended).toBe(1);
	}
});

it('PIN5 WALL22 a move that is given up is not written', () => {
	run.press(1, 0);
	press('Escape');
	expect(run.active).toBe(true);
	expect(run.cancel()).toBe(true);
	expect(run.cancel()).toBe(false);
	vi.advanceTimersByTime(nudgeIdleMs);
	expect(ended).toBe(0);
});
