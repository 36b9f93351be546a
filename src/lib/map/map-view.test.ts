import { describe, expect, it } from 'vitest';
import { boundsOf, formatPlace, mainTheatre, withinWorld } from './map-view.ts';

describe('map view', () => {
	it('MAP6 positions are turned back into the world', () => {
		expect(withinWorld(190, 10)).toEqual([-170, 10]);
		expect(withinWorld(-541, 10)).toEqual([179, 10]);
		expect(withinWorld(13.2, 89)).toEqual([13.2, 85]);
		expect(withinWorld(0, -90)).toEqual([0, -85]);
	});

	it('MAP6 bounds hold every place', () => {
		expect(boundsOf([])).toBeNull();
		expect(
			boundsOf([
				[13, 32],
				[20, 27],
				[11, 33]
			])
		).toEqual([11, 27, 20, 33]);
	});

	it('MAP11 a first look leaves out what lies far from most', () => {
		const libya = [
			[13.2, 32.9],
			[20.1, 32.1],
			[15, 25]
		];
		expect(mainTheatre([...libya, [-77, 38.9]]).toSorted()).toEqual(libya.toSorted());
		expect(mainTheatre([])).toEqual([]);
	});

	it('MAP6 places are written with their hemisphere', () => {
		expect(formatPlace([13.191, 32.887])).toBe('32.887° N, 13.191° E');
		expect(formatPlace([-77.04, -12.05])).toBe('12.050° S, 77.040° W');
	});
});
