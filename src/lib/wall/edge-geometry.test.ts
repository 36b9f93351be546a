// The lines of relations and their lanes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { borderPoint, edgeShape, type Box } from './edge-geometry.ts';
import { relationLanes } from './relation-lanes.ts';

const left: Box = { x: 0, y: 0, width: 200, height: 100 };
const right: Box = { x: 500, y: 0, width: 200, height: 100 };

describe('lines of relations', () => {
	it('WALL10 attaches at the side that faces the other card', () => {
		expect(borderPoint(left, { x: 600, y: 50 })).toEqual({ x: 203, y: 50 });
		expect(borderPoint(left, { x: 100, y: 900 })).toEqual({ x: 100, y: 103 });
		const { line, arrow, label } = edgeShape(left, right, 0);
		expect(line).toBe('M 203 50 L 487 50');
		expect(arrow.startsWith('M 497 50')).toBe(true);
		expect(label).toEqual({ x: 350, y: 50 });
	});

	it('WALL11 relations between the same two cards take lanes of their own, whichever way they point', () => {
		const lanes = relationLanes([
			{ id: 'r1', fromId: 'a', toId: 'b' },
			{ id: 'r2', fromId: 'b', toId: 'a' },
			{ id: 'r3', fromId: 'a', toId: 'c' }
		]);
		expect(lanes.get('r3')).toBe(0);
		const there = edgeShape(left, right, lanes.get('r1') ?? 0);
		const back = edgeShape(right, left, lanes.get('r2') ?? 0);
		expect(Math.abs(there.label.y - back.label.y)).toBeGreaterThan(24);
		expect(there.label.y - 50).toBeCloseTo(50 - back.label.y, 5);
	});

	it('WALL11 many lanes stay apart, across and upright', () => {
		const below: Box = { ...left, y: 600 };
		const ends = [1, 2, 3, 4, 5].map((n) => ({ id: `r${n}`, fromId: 'a', toId: 'b' }));
		const bends = [...relationLanes(ends).values()];
		for (const target of [right, below]) {
			const labels = bends.map((bend) => edgeShape(left, target, bend).label);
			for (let place = 1; place < labels.length; place++) {
				const [a, b] = [labels[place - 1], labels[place]] as const;
				expect(Math.hypot((a?.x ?? 0) - (b?.x ?? 0), (a?.y ?? 0) - (b?.y ?? 0))).toBeGreaterThan(24);
			}
		}
	});

	it('WALL10 never writes a number that is none, also for cards on top of each other', () => {
		const size = fc.integer({ min: 0, max: 500 });
		const box = fc.record({ x: size, y: size, width: size, height: size });
		fc.assert(
			fc.property(box, box, fc.integer({ min: -4, max: 4 }), (from, to, bend) => {
				const { line, arrow, label } = edgeShape(from, to, bend / 2);
				expect(`${line}${arrow}${label.x}${label.y}`).not.toMatch(/NaN|Infinity/);
			})
		);
	});

	it('WALL11 words know how much of a line that runs sideways they may cover', () => {
		const box = (x: number, y: number) => ({ x, y, width: 100, height: 50 });
		expect(edgeShape(box(0, 0), box(300, 0), 0).room).toBeCloseTo(194);
		expect(edgeShape(box(0, 0), box(0, 300), 0).room).toBeNull();
	});
});
