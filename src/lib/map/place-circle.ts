// The ground that a doubtful place may lie on, as a polygon in degrees: a true circle on the globe, whatever the map does to it.
import type { Polygon, Position } from 'geojson';
import type { LngLat } from '../board/schema/position.ts';

const earthRadiusMetres = 6_371_008.8;
/** Beyond this the Mercator map ends. */
const latitudeMax = 85;
const cornersDefault = 48;
const radians = Math.PI / 180;

/** Longitudes may run past ±180 so that a circle across the antimeridian stays in one piece. */
export function placeCircle([lng, lat]: LngLat, radiusMetres: number, corners = cornersDefault): Polygon {
	const arc = radiusMetres / earthRadiusMetres;
	const [sinLat, cosLat] = [Math.sin(lat * radians), Math.cos(lat * radians)];
	const ring: Position[] = [];
	for (let corner = 0; corner < corners; corner++) {
		const bearing = (corner / corners) * 2 * Math.PI;
		const sinTo = sinLat * Math.cos(arc) + cosLat * Math.sin(arc) * Math.cos(bearing);
		const turn = Math.atan2(Math.sin(bearing) * Math.sin(arc) * cosLat, Math.cos(arc) - sinLat * sinTo);
		const toLat = Math.asin(Math.max(-1, Math.min(1, sinTo))) / radians;
		ring.push([lng + turn / radians, Math.max(-latitudeMax, Math.min(latitudeMax, toLat))]);
	}
	return { type: 'Polygon', coordinates: [[...ring, ring[0] as Position]] };
}

/** How many metres one CSS pixel covers at zoom 0 on the equator (tiles of 512 pixels). */
const metresPerPixelAtZoom0 = 78_271.517;

export function metresPerPixel(latitude: number, zoom: number): number {
	return (metresPerPixelAtZoom0 * Math.cos(latitude * radians)) / 2 ** zoom;
}
