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
