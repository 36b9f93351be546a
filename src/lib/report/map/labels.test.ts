import { expect, test } from 'vitest';
import { createOccupancy, placeLabel } from './labels.ts';

const style = { size: 8, fill: '#000' };
const clear = { x: 5, above: 8, below: 8 };

test('REP6 a label goes to the first side that is free and never over another or beyond the edge', () => {
	const occupancy = createOccupancy(200, 100);
	occupancy.take({ x: 99, y: 44, width: 2, height: 12 });
	const request = {
		text: 'Tripoli',
		about: [100, 50] as const,
		clear,
		sides: ['right', 'left', 'below'] as const,
		style
	};
	expect(placeLabel(occupancy, request)).toContain('text-anchor="start"');
	expect(placeLabel(occupancy, request)).toContain('text-anchor="end"');
	expect(placeLabel(occupancy, request)).toContain('text-anchor="middle"');
	expect(placeLabel(occupancy, request)).toBeNull();
	expect(placeLabel(occupancy, { ...request, about: [195, 20], sides: ['right'] })).toBeNull();
});

test('REP6 a place may be named where a pin hides its dot, but not within another name', () => {
	const occupancy = createOccupancy(200, 100);
	const box = { x: 50, y: 50, width: 10, height: 10 };
	occupancy.take(box, 'mark');
	expect(occupancy.fits(box)).toBe(false);
	expect(occupancy.fits(box, 'label')).toBe(true);
});
