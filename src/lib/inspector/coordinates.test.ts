import { expect, test } from 'vitest';
import { formatCoordinates, parseCoordinates } from './coordinates.ts';

const tripoli = [13.1913, 32.8872];
const at = (text: string) => {
	const result = parseCoordinates(text);
	return result.ok ? result.at : result.problem;
};

test('COORD1 decimal degrees are read latitude first', () => {
	expect(at('32.8872, 13.1913')).toEqual(tripoli);
	expect(at('  32.8872 13.1913 ')).toEqual(tripoli);
	expect(at('(32.8872,13.1913)')).toEqual(tripoli);
	expect(at('-33.5, −70.25')).toEqual([-70.25, -33.5]);
	expect(at('0, 0')).toEqual([0, 0]);
});

test('COORD2 a decimal comma is understood where it is plain', () => {
	expect(at('32,8872; 13,1913')).toEqual(tripoli);
	expect(at('32,8872 13,1913')).toEqual(tripoli);
	expect(at('32,8872° N, 13,1913° E')).toEqual(tripoli);
});

test('COORD3 letters decide which is which, in either order', () => {
	expect(at('32.8872 N, 13.1913 E')).toEqual(tripoli);
	expect(at('13.1913E 32.8872N')).toEqual(tripoli);
	expect(at('N32.8872 E13.1913')).toEqual(tripoli);
	expect(at('33.45° S, 70.66° W')).toEqual([-70.66, -33.45]);
});

test('COORD4 degrees, minutes and seconds', () => {
	expect(at('32°53\'13.9"N 13°11\'28.7"E')).toEqual([13.19131, 32.88719]);
	expect(at('32° 53′ 14″ N, 13° 11′ 29″ E')).toEqual([13.19139, 32.88722]);
	expect(at('32 53 14 N 13 11 29 E')).toEqual([13.19139, 32.88722]);
	expect(at('N 32 53.5 E 13 11.25')).toEqual([13.1875, 32.89167]);
	expect(at('32 53 14 13 11 29')).toEqual([13.19139, 32.88722]);
});

test('COORD5 what is no position is refused with its reason', () => {
	expect(at('')).toBe('unclear');
	expect(at('Tripoli')).toBe('unclear');
	expect(at('32.88')).toBe('unclear');
	expect(at('32.88 N, 31.2 N')).toBe('unclear');
	expect(at('32°75\'00"N 13°11\'00"E')).toBe('unclear');
	expect(at('-32 N, 13 E')).toBe('unclear');
	expect(at('95, 13')).toBe('latitude');
	expect(at('32, 190')).toBe('longitude');
});

test('COORD6 what the field shows is read back as the same place', () => {
	for (const place of [
		[13.1913, 32.8872],
		[-70.66, -33.45],
		[179.99999, -89.99999]
	] as const) {
		expect(at(formatCoordinates(place))).toEqual(place);
	}
});
