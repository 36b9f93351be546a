import { expect, test } from 'vitest';
import fc from 'fast-check';
import { frameAround, splitRegions, worldPoints, type Spot } from './framing.ts';
import { paperLength, placeOnPaper } from './projection.ts';
import { scaleBarOf } from './scale-bar.ts';
import { tilesOf } from './tiles.ts';

const paper = { width: 482, heightMin: 300, heightMax: 430 };
const spot = (lng: number, lat: number, radiusMetres = 0): Spot => ({ at: [lng, lat], radiusMetres });
const tripoli = spot(13.19, 32.89, 15_000);
const benghazi = spot(20.07, 32.12);
const washington = spot(-77.04, 38.9);

const anySpot = fc
	.tuple(
		fc.double({ min: -180, max: 180, noNaN: true }),
		fc.double({ min: -90, max: 90, noNaN: true }),
		fc.integer({ min: 0, max: 500_000 })
	)
	.map(([lng, lat, radius]) => spot(lng, lat, radius));

test('REP6 every spot lies on the paper, within a bounded number of tiles', () => {
	fc.assert(
		fc.property(fc.array(anySpot, { minLength: 1, maxLength: 30 }), (spots) => {
			const frame = frameAround(spots, paper);
			expect(frame.height).toBeLessThanOrEqual(paper.heightMax);
			expect(frame.width / frame.scale).toBeLessThanOrEqual(paper.width / paper.heightMin);
			for (const { at } of spots) {
				const [x, y] = placeOnPaper(frame, at);
				expect(x).toBeGreaterThanOrEqual(-1e-6);
				expect(x).toBeLessThanOrEqual(frame.width + 1e-6);
				expect(y).toBeGreaterThanOrEqual(-1e-6);
				expect(y).toBeLessThanOrEqual(frame.height + 1e-6);
			}
			const tiles = tilesOf(frame, 6);
			expect(tiles.length).toBeGreaterThan(0);
			expect(tiles.length).toBeLessThanOrEqual(24);
		})
	);
});

test('REP6 a single spot is shown with its surroundings, not closer than the basemap bears', () => {
	const frame = frameAround([benghazi], paper);
	expect(paperLength(frame, 260_000, benghazi.at)).toBeLessThanOrEqual(paper.width + 1);
});

test('REP6 spots on both sides of the date line stand close together', () => {
	const [a, b] = worldPoints([
		[179, 0],
		[-179, 0]
	]);
	expect(Math.abs((a?.[0] ?? 0) - (b?.[0] ?? 0))).toBeCloseTo(2 / 360);
});

test('REP6 a far-away spot gets a map of its own, a near one does not', () => {
	expect(splitRegions([washington, tripoli, benghazi])).toEqual([[1, 2], [0]]);
	expect(splitRegions([tripoli, benghazi])).toEqual([[0, 1]]);
	expect(splitRegions([tripoli])).toEqual([[0]]);
});

test('REP6 many separate regions are one map of the world', () => {
	const spots = [tripoli, washington, spot(151, -33), spot(139, 35), spot(-58, -34)];
	expect(splitRegions(spots)).toEqual([[0, 1, 2, 3, 4]]);
});

test('REP6 the scale bar is a round number of kilometres and true to scale', () => {
	const frame = frameAround([tripoli, benghazi], paper);
	const { km, length } = scaleBarOf(frame, frame.height / 2);
	expect(String(km)).toMatch(/^[125]0*$/);
	expect(length).toBeLessThanOrEqual(90);
	expect(paperLength(frame, km * 1_000, [16, 32.5])).toBeCloseTo(length, 0);
});
