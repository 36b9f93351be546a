import { expect, test } from 'vitest';
import { groupMarks } from './groups.ts';

const placed = (number: number, x: number, y: number) => ({ number, point: [x, y] as const });

test('REP6 a lone pin is drawn alone, a few side by side, many as a count', () => {
	const lone = placed(1, 300, 300);
	const few = [2, 3].map((number) => placed(number, 100 + number, 100));
	const many = Array.from({ length: 30 }, (_, index) => placed(10 + index, 200, 200 + index / 10));
	const marks = groupMarks([...many, ...few, lone]);
	expect(marks.map(({ kind }) => kind)).toEqual(['single', 'fan', 'count']);
});

test('REP10 on a full map marks keep apart', () => {
	const pins = Array.from({ length: 500 }, (_, index) =>
		placed(index + 1, (index * 37) % 480, (index * 91) % 400)
	);
	const points = groupMarks(pins).map(({ point }) => point);
	points.forEach(([x, y], index) => {
		for (const [otherX, otherY] of points.slice(index + 1))
			expect(Math.hypot(x - otherX, y - otherY)).toBeGreaterThanOrEqual(32);
	});
});

test('REP10 no pin is lost, and thousands are quick', () => {
	const pins = Array.from({ length: 5_000 }, (_, index) =>
		placed(index + 1, (index * 37) % 480, (index * 91) % 400)
	);
	const startedAt = performance.now();
	const marks = groupMarks(pins);
	const numbers = marks.flatMap((mark) =>
		mark.kind === 'single' ? [mark.item.number] : mark.items.map(({ number }) => number)
	);
	expect(numbers.sort((a, b) => a - b)).toEqual(pins.map(({ number }) => number));
	expect(performance.now() - startedAt).toBeLessThan(2_000);
});
