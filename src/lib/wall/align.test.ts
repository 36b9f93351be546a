// Aligning and distributing.
import { describe, expect, it } from 'vitest';
import { alignmentMoves, type PlacedBox } from './align.ts';

const boxes: PlacedBox[] = [
	{ id: 'a', x: 0, y: 10, width: 100, height: 50 },
	{ id: 'b', x: 150, y: 0, width: 50, height: 100 },
	{ id: 'c', x: 400, y: 80, width: 100, height: 20 }
];
const placesAfter = (moves: ReturnType<typeof alignmentMoves>) =>
	Object.fromEntries(boxes.map(({ id, x, y }) => [id, moves.find((move) => move.id === id)?.at ?? [x, y]]));

describe('alignment', () => {
	it('WALL12 aligns edges and middles, and leaves out what stands right', () => {
		expect(placesAfter(alignmentMoves('left', boxes))).toEqual({ a: [0, 10], b: [0, 0], c: [0, 80] });
		expect(placesAfter(alignmentMoves('right', boxes))).toEqual({ a: [400, 10], b: [450, 0], c: [400, 80] });
		expect(placesAfter(alignmentMoves('centre', boxes))).toEqual({ a: [200, 10], b: [225, 0], c: [200, 80] });
		expect(placesAfter(alignmentMoves('top', boxes))).toEqual({ a: [0, 0], b: [150, 0], c: [400, 0] });
		expect(placesAfter(alignmentMoves('middle', boxes))).toEqual({ a: [0, 25], b: [150, 0], c: [400, 40] });
		expect(placesAfter(alignmentMoves('bottom', boxes))).toEqual({ a: [0, 50], b: [150, 0], c: [400, 80] });
		expect(alignmentMoves('left', boxes).map((move) => move.id)).toEqual(['b', 'c']);
	});

	it('WALL12 distributes with equal gaps and keeps the outermost', () => {
		expect(placesAfter(alignmentMoves('distribute-across', boxes))).toEqual({
			a: [0, 10],
			b: [225, 0],
			c: [400, 80]
		});
		expect(alignmentMoves('distribute-down', boxes.slice(0, 2))).toEqual([]);
	});
});
