import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Point } from '../svg.ts';
import { cardSize, layOut } from './layout.ts';
import { createRouter } from './route.ts';

const cards = fc
	.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 2_000 })), {
		minLength: 1,
		maxLength: 24
	})
	.map((places) => places.map((at, index) => ({ id: String(index), at: at as Point })));

test('REP8 cards stay on the paper and hardly ever overlap, however they lie on the wall', () => {
	fc.assert(
		fc.property(cards, (places) => {
			const layout = layOut(places);
			if (!layout) return;
			const middles = [...layout.middles.values()];
			expect(middles).toHaveLength(places.length);
			middles.forEach(([x, y], index) => {
				expect(x).toBeGreaterThanOrEqual(cardSize.width / 2);
				expect(x).toBeLessThanOrEqual(layout.width - cardSize.width / 2);
				expect(y).toBeGreaterThanOrEqual(cardSize.height / 2);
				expect(y).toBeLessThanOrEqual(layout.height - cardSize.height / 2);
				for (const [otherX, otherY] of middles.slice(index + 1)) {
					const apart =
						Math.abs(x - otherX) >= cardSize.width - 1 || Math.abs(y - otherY) >= cardSize.height - 1;
					expect(apart).toBe(true);
				}
			});
		}),
		{ numRuns: 60 }
	);
});

test('REP8 cards in a row keep their order, and a wide wall is laid across', () => {
	const layout = layOut(
		Array.from({ length: 8 }, (_, index) => ({
			id: String(index),
			at: [index * 300, (index % 2) * 200] as Point
		}))
	);
	expect(layout?.isWide).toBe(true);
	const xs = [...(layout?.middles.values() ?? [])].map(([x]) => x);
	expect(xs).toEqual(xs.toSorted((a, b) => a - b));
});

test('REP8 lines between the same two cards take different ways, and labels do not cover one another', () => {
	const layout = layOut([
		{ id: 'a', at: [0, 0] },
		{ id: 'b', at: [600, 0] },
		{ id: 'c', at: [300, 300] }
	]);
	if (!layout) throw new Error('three cards fit on a page');
	const router = createRouter(layout.middles, layout);
	const routes = ['backs', 'praises', 'meets and talks with'].map((label) => router.route('a', 'b', label));
	const controls = routes.map((route) => route?.control.join());
	expect(new Set(controls).size).toBe(3);
	const labels = routes.flatMap((route) => (route ? [route.label] : []));
	labels.forEach((a, index) => {
		for (const b of labels.slice(index + 1)) {
			const apart =
				Math.abs(a.at[0] - b.at[0]) >= (a.width + b.width) / 2 ||
				Math.abs(a.at[1] - b.at[1]) >= (a.height + b.height) / 2;
			expect(apart).toBe(true);
		}
	});
	expect(router.route('a', 'a', 'itself')).toBeNull();
	expect(router.route('a', 'gone', 'nobody')).toBeNull();
});
