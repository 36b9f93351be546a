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

/** Places in the same or in neighbouring squares of this side belong to one theatre. */
const theatreDegrees = 8;

/** The largest group of places that lie near each other: for a first look, where one far capital would shrink a war to a dot. */
export function mainTheatre(places: Iterable<readonly number[]>): (readonly number[])[] {
	const squares = new Map<string, (readonly number[])[]>();
	const square = (value: number): number => Math.floor(value / theatreDegrees);
	for (const place of places) {
		const key = `${square(place[0] ?? 0)} ${square(place[1] ?? 0)}`;
		const inSquare = squares.get(key);
		if (inSquare) inSquare.push(place);
		else squares.set(key, [place]);
	}
	let largest: (readonly number[])[] = [];
	while (squares.size > 0) {
		const [first] = squares.keys();
		const group: (readonly number[])[] = [];
		const waiting = [first as string];
		for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
			const inSquare = squares.get(key);
			if (!inSquare) continue;
			squares.delete(key);
			group.push(...inSquare);
			const [x = 0, y = 0] = key.split(' ').map(Number);
			for (const dx of [-1, 0, 1]) for (const dy of [-1, 0, 1]) waiting.push(`${x + dx} ${y + dy}`);
		}
		if (group.length > largest.length) largest = group;
	}
	return largest;
}

/** For people: "32.887° N, 13.191° E". */
export function formatPlace([lng, lat]: LngLat): string {
	const part = (value: number, positive: string, negative: string): string =>
		`${Math.abs(value).toFixed(3)}° ${value < 0 ? negative : positive}`;
	return `${part(lat, 'N', 'S')}, ${part(lng, 'E', 'W')}`;
}
