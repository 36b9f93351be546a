// Small helpers around GeoJSON that every layer of the basemap shares: features, rounding, areas. No data here.

export type Position = [number, number];
export type Geometry =
	| { type: 'Point'; coordinates: Position }
	| { type: 'MultiLineString'; coordinates: Position[][] }
	| { type: 'Polygon'; coordinates: Position[][] }
	| { type: 'MultiPolygon'; coordinates: Position[][][] };
export type PropertyValue = string | number | boolean | null | undefined;
export type Feature = {
	type: 'Feature';
	properties: Record<string, PropertyValue>;
	geometry: Geometry;
};

/** Four decimals are about 10 m, finer than anything that Natural Earth 10m holds. */
const decimals = 1e4;

export const round = (value: number): number => Math.round(value * decimals) / decimals;

export const point = (lng: number, lat: number, properties: Feature['properties']): Feature => ({
	type: 'Feature',
	properties: withoutNulls(properties),
	geometry: { type: 'Point', coordinates: [round(lng), round(lat)] }
});

export const shape = (geometry: Geometry, properties: Feature['properties'] = {}): Feature => ({
	type: 'Feature',
	properties: withoutNulls(properties),
	geometry
});

/** The vector tile encoder rejects null and undefined values, so they never leave a layer. */
export function withoutNulls(properties: Feature['properties']): Feature['properties'] {
	return Object.fromEntries(
		Object.entries(properties).filter(([, value]) => value !== null && value !== undefined)
	);
}

function ringArea(ring: Position[]): number {
	let doubled = 0;
	ring.forEach(([x, y], index) => {
		const [nextX, nextY] = ring[(index + 1) % ring.length]!;
		doubled += x * nextY - nextX * y;
	});
	return Math.abs(doubled) / 2;
}

/** The polygon with the largest outer ring, and its area in square degrees: where a country's label belongs. */
export function largestPolygon(geometry: Geometry): { polygon: Position[][]; area: number } {
	const polygons =
		geometry.type === 'Polygon'
			? [geometry.coordinates]
			: geometry.type === 'MultiPolygon'
				? geometry.coordinates
				: [];
	let best: { polygon: Position[][]; area: number } | undefined;
	for (const polygon of polygons) {
		const area = ringArea(polygon[0] ?? []);
		if (!best || area > best.area) best = { polygon, area };
	}
	if (!best) throw new Error(`A ${geometry.type} has no polygon to put a label in.`);
	return best;
}

/** Longitudes that run on past ±180 instead of jumping to the other side of the map. */
function unwrapLine(line: Position[]): Position[] {
	let shift = 0;
	return line.map(([lng, lat], index) => {
		const before = line[index - 1];
		if (before && lng - before[0] > 180) shift -= 360;
		else if (before && before[0] - lng > 180) shift += 360;
		return [lng + shift, lat];
	});
}

/** A ring around a pole ends a whole turn away from its start; it is closed along that pole. */
function unwrapRing(ring: Position[]): Position[] {
	const open = unwrapLine(ring);
	const [first, last] = [open[0]!, open.at(-1)!];
	if (Math.abs(last[0] - first[0]) < 180) return open;
	const pole = open.reduce((sum, [, lat]) => sum + lat, 0) < 0 ? -90 : 90;
	return [...open, [last[0], pole], [first[0], pole], first];
}

/** world-atlas joins shapes across the antimeridian for globes; a flat map needs them side by side again. */
export function unwrap(geometry: Geometry): Geometry {
	switch (geometry.type) {
		case 'Point':
			return geometry;
		case 'MultiLineString':
			return { ...geometry, coordinates: geometry.coordinates.map(unwrapLine) };
		case 'Polygon':
			return { ...geometry, coordinates: geometry.coordinates.map(unwrapRing) };
		case 'MultiPolygon':
			return { ...geometry, coordinates: geometry.coordinates.map((polygon) => polygon.map(unwrapRing)) };
	}
}
