// Views of the map: centre and zoom, the bounds of pins, and positions kept within the world. Pure.
import type { LngLat } from '../board/schema/position.ts';

export interface MapView {
	readonly center: LngLat;
	readonly zoom: number;
}

export type Bounds = [west: number, south: number, east: number, north: number];

/** Mercator ends here; a pin cannot be dragged beyond. */
const latitudeMax = 85;

/** Six decimals are about 10 cm; more is noise of the projection. */
const decimals = 1e6;
const round = (value: number): number => Math.round(value * decimals) / decimals;

/** A position as the document takes it, from one that a turned-round world may have put beyond ±180. */
export function withinWorld(lng: number, lat: number): LngLat {
	const turned = ((((lng + 180) % 360) + 360) % 360) - 180;
	return [round(turned), round(Math.max(-latitudeMax, Math.min(latitudeMax, lat)))];
}

/** Null where there is nothing to show. */
export function boundsOf(places: Iterable<readonly number[]>): Bounds | null {
	let bounds: Bounds | null = null;
	for (const [lng = 0, lat = 0] of places) {
		bounds = bounds
			? [
					Math.min(bounds[0], lng),
					Math.min(bounds[1], lat),
					Math.max(bounds[2], lng),
					Math.max(bounds[3], lat)
				]
			: [lng, lat, lng, lat];
	}
	return bounds;
}

/** For people: "32.887° N, 13.191° E". */
export function formatPlace([lng, lat]: LngLat): string {
	const part = (value: number, positive: string, negative: string): string =>
		`${Math.abs(value).toFixed(3)}° ${value < 0 ? negative : positive}`;
	return `${part(lat, 'N', 'S')}, ${part(lng, 'E', 'W')}`;
}
