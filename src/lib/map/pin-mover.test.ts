import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LngLat } from '../board/schema/position.ts';
import { nudgeIdleMs } from '../live/nudge-run.ts';
import { asideOf, PinMover, type PlacedPin } from './pin-mover.ts';

/** Ten pixels to the degree, y downwards. */
const projection = {
	project: ([lng, lat]: LngLat) => ({ x: lng * 10, y: -lat * 10 }),
	unproject: ({ x, y }: { x: number; y: number }): LngLat => [x / 10, -y / 10]
};
const pins: PlacedPin[] = [
	{ id: 'a', at: [10, 20] },
	{ id: 'b', at: [11, 21] }
];

describe('moving pins', () => {
	let shown: (Record<string, LngLat> | null)[];
	let drops: PlacedPin[][];
	let mover: PinMover;
	beforeEach(() => {
		vi.useFakeTimers();
		shown = [];
		drops = [];
		mover = new PinMover({
			projection,
			surface: new EventTarget(),
			onMove: (positions) => shown.push(positions && Object.fromEntries(positions)),
			onDrop: (moves) => drops.push(moves)
		});
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	it('PIN4 shows every step and writes once, at the end', () => {
		mover.start(pins, { x: 100, y: -200 });
		mover.to({ x: 110, y: -200 });
		mover.to({ x: 120, y: -210 });
		expect(drops).toEqual([]);
		expect(shown.at(-1)).toEqual({ a: [12, 21], b: [13, 22] });
		mover.drop();
		expect(drops).toEqual([
			[
				{ id: 'a', at: [12, 21] },
				{ id: 'b', at: [13, 22] }
			]
		]);
		expect(shown.at(-1)).toBeNull();
	});

	it('PIN4 keeps the distance between pointer and pin', () => {
		mover.start([pins[0]!], { x: 103, y: -205 });
		mover.to({ x: 104, y: -205 });
		expect(shown.at(-1)!.a![0]).toBeCloseTo(10.1);
	});

	it('PIN4 Esc puts everything back and writes nothing', () => {
		mover.start(pins, { x: 0, y: 0 });
		mover.to({ x: 5, y: 5 });
		expect(mover.cancel()).toBe(true);
		mover.drop();
		expect(drops).toEqual([]);
		expect(shown.at(-1)).toBeNull();
		expect(mover.cancel()).toBe(false);
	});

	it('PIN4 a press without a move writes nothing', () => {
		mover.start(pins, { x: 0, y: 0 });
		mover.drop();
		expect(drops).toEqual([]);
	});

	it('PIN5 arrow presses that follow soon are one move', () => {
		mover.nudge([pins[0]!], 1, 0);
		vi.advanceTimersByTime(nudgeIdleMs - 1);
		mover.nudge([pins[0]!], 10, 0);
		expect(drops).toEqual([]);
		vi.advanceTimersByTime(nudgeIdleMs);
		expect(drops).toHaveLength(1);
		expect(drops[0]![0]!.at[0]).toBeCloseTo(11.1);
		vi.advanceTimersByTime(10 * nudgeIdleMs);
		expect(drops).toHaveLength(1);
	});

	it('PIN10 a copy goes as many pixels aside at any zoom', () => {
		expect(asideOf(projection, [10, 20], 24)).toEqual([12.4, 17.6]);
	});

	it('PIN6 a pin that is removed while it moves is not written', () => {
		mover.start(pins, { x: 0, y: 0 });
		mover.to({ x: 10, y: 0 });
		mover.forget('a');
		mover.drop();
		expect(drops).toEqual([[{ id: 'b', at: [12, 21] }]]);
		mover.start([pins[0]!], { x: 0, y: 0 });
		mover.to({ x: 10, y: 0 });
		mover.forget('a');
		expect(mover.active).toBe(false);
		mover.drop();
		expect(drops).toHaveLength(1);
	});
});
