import { describe, expect, it } from 'vitest';
import { actorKind, type Actor } from '../board/schema/actor.ts';
import { pinKind, type Pin } from '../board/schema/pin.ts';
import { coarser, extentOf, haloFeature, pinFeature, placeOf, precisionByHand } from './pin-feature.ts';
import { placeCircle } from './place-circle.ts';

const record = { createdAt: '', citations: {}, description: [] };
const pinOf = (fields: Partial<Pin>): Pin => ({ ...pinKind.fields.parse({}), ...record, id: 'p', ...fields });
const actor: Actor = { ...actorKind.fields.parse({ colour: 'orange' }), ...record, id: 'a' };
const tripoli = [13.19, 32.88] as const;

/** Great-circle distance in metres. */
function distance([lng1, lat1]: readonly number[], [lng2, lat2]: readonly number[]): number {
	const rad = Math.PI / 180;
	const h =
		Math.sin(((lat2! - lat1!) * rad) / 2) ** 2 +
		Math.cos(lat1! * rad) * Math.cos(lat2! * rad) * Math.sin(((lng2! - lng1!) * rad) / 2) ** 2;
	return 2 * 6_371_008.8 * Math.asin(Math.sqrt(h));
}

describe('pin features', () => {
	it('PIN1 a pin without a known place is not on the map', () => {
		expect(pinFeature(pinOf({}), undefined)).toBeNull();
		expect(placeOf(pinOf({ at: tripoli, placePrecision: 'unknown' }))).toBeNull();
		expect(haloFeature(pinOf({ at: tripoli, placePrecision: 'unknown' }), undefined)).toBeNull();
	});

	it('PIN1 a pin stands where its record says, in its actor’s colour', () => {
		const feature = pinFeature(pinOf({ at: tripoli, title: 'Drone lost', status: 'disputed' }), actor);
		expect(feature?.geometry.coordinates).toEqual([...tripoli]);
		expect(feature?.properties).toMatchObject({ id: 'p', title: 'Drone lost', shape: 'point' });
		expect(feature?.properties.image).toContain('orange');
	});

	it('PIN3 wide doubts make a disc and a circle of their size', () => {
		const pin = pinOf({ at: tripoli, placePrecision: 'region' });
		expect(pinFeature(pin, undefined)?.properties.shape).toBe('area');
		const ring = haloFeature(pin, undefined)!.geometry.coordinates[0]!;
		expect(ring[0]).toEqual(ring.at(-1));
		for (const corner of ring) expect(distance(tripoli, corner)).toBeCloseTo(150_000, -2);
		expect(haloFeature(pinOf({ at: tripoli, placePrecision: 'exact' }), undefined)).toBeNull();
	});

	it('PIN3 circles near the poles and the antimeridian stay whole', () => {
		const polar = placeCircle([0, 84.9], 150_000).coordinates[0]!;
		expect(polar.every(([, lat]) => Math.abs(lat!) <= 85)).toBe(true);
		const pacific = placeCircle([179.9, -17], 500_000).coordinates[0]!;
		expect(pacific.every(([lng]) => lng! > 170 && lng! < 190)).toBe(true);
	});

	it('PIN7 a hand on a map of the country means a town, on a map of streets a house', () => {
		expect(precisionByHand(32.9, 2)).toBe('city');
		expect(precisionByHand(32.9, 6)).toBe('city');
		expect(precisionByHand(32.9, 10)).toBe('locality');
		expect(precisionByHand(32.9, 13)).toBe('vicinity');
		expect(precisionByHand(32.9, 17)).toBe('exact');
	});

	it('PIN7 placing a pin from the tray never makes its place more exact than it was said to be', () => {
		expect(coarser('unknown', 'city')).toBe('city');
		expect(coarser('exact', 'city')).toBe('city');
		expect(coarser('region', 'vicinity')).toBe('region');
	});

	it('PIN3 a pin is seen whole with its area of doubt', () => {
		expect(extentOf(pinOf({}))).toEqual([]);
		expect(extentOf(pinOf({ at: tripoli }))).toEqual([tripoli]);
		expect(extentOf(pinOf({ at: tripoli, placePrecision: 'country' })).length).toBeGreaterThan(10);
	});
});
