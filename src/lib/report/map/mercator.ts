// Web Mercator as the tiles use it: the world is a square of side 1, x to the east, y to the south.
import type { LngLat } from '#lib/board/schema/position.ts';
import type { Point } from '../svg.ts';

/** Beyond this the projection runs to infinity. */
export const latitudeMax = 85.05;
const earthGirthMetres = 40_075_017;

export function worldOf([lng, lat]: LngLat): Point {
	const bounded = Math.max(-latitudeMax, Math.min(latitudeMax, lat));
	const angle = (bounded * Math.PI) / 180;
	return [lng / 360 + 0.5, 0.5 - Math.log(Math.tan(Math.PI / 4 + angle / 2)) / (2 * Math.PI)];
}

export function latitudeOf(worldY: number): number {
	return (Math.atan(Math.sinh((0.5 - worldY) * 2 * Math.PI)) * 180) / Math.PI;
}

/** Length on the map, in world units, of a distance on the ground at this height of the map. */
export function worldLength(metres: number, worldY: number): number {
	return metres / (earthGirthMetres * Math.cos((latitudeOf(worldY) * Math.PI) / 180));
}
