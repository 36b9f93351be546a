// Draws the ground of a map from decoded tiles: land, coast, borders, and names where there is room. Pins come on top of it.
import { geoIdentity, geoPath } from 'd3-geo';
import { element, textWidth, type Point } from '../svg.ts';
import type { Frame } from './framing.ts';
import { placeLabel, type Occupancy } from './labels.ts';
import { mapPalette } from './palette.ts';
import { onPaper } from './projection.ts';
import type { GroundLayer, GroundShape, GroundTile } from './tiles.ts';

/** Paper beyond the frame that is drawn too, so that no line ends in sight. */
const bleed = 4;
/** Land overlaps into the next tile by this share of a tile, so that no seam shows. */
const landOverlap = 0.012;
/** Names of one kind on one map. */
const namesMax = { country_label: 40, place: 60, admin1_label: 24, airport: 12 } as const;
/** Paper for each named place, in square points: a small map names fewer. */
const placeRoom = 3_600;
/** Highest rank of a place that is named at each zoom of the tiles. */
const placeRankMax = [0, 0, 1, 2, 3, 4, 6];

function pathOf(
	frame: Frame,
	tile: GroundTile,
	layer: GroundLayer,
	type: 'Polygon' | 'MultiLineString'
): string {
	const shapes = tile.layers[layer];
	if (!shapes) return '';
	const side = frame.scale / 2 ** tile.z;
	const overlap = type === 'Polygon' ? side * landOverlap : 0;
	const [left, top] = onPaper(frame, [tile.x / 2 ** tile.z, tile.y / 2 ** tile.z]);
	const low: [number, number] = [Math.max(left - overlap, -bleed), Math.max(top - overlap, -bleed)];
	const high: [number, number] = [
		Math.min(left + side + overlap, frame.width + bleed),
		Math.min(top + side + overlap, frame.height + bleed)
	];
	if (low[0] >= high[0] || low[1] >= high[1]) return '';
	const path = geoPath(geoIdentity().clipExtent([low, high])).digits(1);
	return shapes
		.map(({ parts }) => {
			const coordinates = parts.map((part) => part.map((point) => [...onPaper(frame, point)]));
			return path({ type, coordinates } as GeoJSON.Polygon | GeoJSON.MultiLineString) ?? '';
		})
		.join('');
}

function lines(
	frame: Frame,
	tiles: readonly GroundTile[],
	layer: GroundLayer,
	stroke: string,
	width: number,
	dash?: string
): string {
	const d = tiles.map((tile) => pathOf(frame, tile, layer, 'MultiLineString')).join('');
	if (d === '') return '';
	return element('path', {
		d,
		fill: 'none',
		stroke,
		'stroke-width': width,
		'stroke-dasharray': dash,
		'stroke-linejoin': 'round'
	});
}

export function drawGround(frame: Frame, tiles: readonly GroundTile[]): string {
	const { sea, land, coast, admin1, border } = mapPalette;
	const area = tiles.map((tile) => pathOf(frame, tile, 'land', 'Polygon')).join('');
	return (
		element('rect', {
			x: -bleed,
			y: -bleed,
			width: frame.width + 2 * bleed,
			height: frame.height + 2 * bleed,
			fill: sea
		}) +
		(area === '' ? '' : element('path', { d: area, fill: land })) +
		lines(frame, tiles, 'coast', coast, 0.7) +
		lines(frame, tiles, 'admin1', admin1, 0.5, '2.4 1.6') +
		lines(frame, tiles, 'borders', border, 1)
	);
}

interface Name {
	readonly text: string;
	readonly point: Point;
	readonly rank: number;
	readonly properties: GroundShape['properties'];
}

/** Names of one layer within the frame, most important first, each once. */
function namesOf(
	frame: Frame,
	tiles: readonly GroundTile[],
	layer: GroundLayer,
	rankOf: (shape: GroundShape) => number
): Name[] {
	const names = new Map<string, Name>();
	for (const tile of tiles) {
		for (const shape of tile.layers[layer] ?? []) {
			const at = shape.parts[0]?.[0];
			const text = shape.properties.name_en ?? shape.properties.name;
			if (!at || typeof text !== 'string') continue;
			const point = onPaper(frame, at);
			if (point[0] < 0 || point[1] < 0 || point[0] > frame.width || point[1] > frame.height) continue;
			names.set(`${text}|${Math.round(point[0])}|${Math.round(point[1])}`, {
				text,
				point,
				rank: rankOf(shape),
				properties: shape.properties
			});
		}
	}
	return [...names.values()].sort((a, b) => a.rank - b.rank || (a.text < b.text ? -1 : 1));
}

const numberOf = (value: string | number | boolean | undefined, fallback: number): number =>
	typeof value === 'number' ? value : fallback;

function countryNames(frame: Frame, tiles: readonly GroundTile[], occupancy: Occupancy): string[] {
	const byArea = namesOf(frame, tiles, 'country_label', ({ properties }) => -numberOf(properties.area, 0));
	return byArea.slice(0, namesMax.country_label).flatMap(({ text, point, rank }) => {
		// Square degrees, as wide as high, at this scale: the name has to find room in its country.
		const room = (Math.sqrt(-rank) / 360) * frame.scale;
		const size = Math.max(6.5, Math.min(13, room / 11));
		const style = { size, weight: 600, fill: mapPalette.country, spacing: size * 0.08 } as const;
		const upper = text.toUpperCase();
		if (textWidth(upper, style) > room * 2.2) return [];
		const request = { text: upper, about: point, clear: { x: 0, above: 0, below: 0 }, style };
		const label = placeLabel(occupancy, { ...request, sides: ['centre', 'below', 'above'] });
		return label === null ? [] : [label];
	});
}

/** Samples of the paper in each direction, to find where a country lies that is seen only in part. */
const samplesAcross = 26;
/** Less of the paper than this share is not worth a name. */
const partShareMin = 0.035;

function isWithin([x, y]: Point, { parts }: GroundShape): boolean {
	let inside = false;
	for (const ring of parts) {
		ring.forEach(([ax, ay], index) => {
			const [bx, by] = ring[(index + 1) % ring.length] as Point;
			if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
		});
	}
	return inside;
}

/** Names of countries whose own label lies beyond the frame, put in the middle of what is seen of them. */
function partlySeenNames(
	frame: Frame,
	tiles: readonly GroundTile[],
	named: ReadonlySet<string>,
	occupancy: Occupancy
): string[] {
	const seen = new Map<string, Point[]>();
	const step = frame.width / samplesAcross;
	let count = 0;
	for (let y = step / 2; y < frame.height; y += step) {
		for (let x = step / 2; x < frame.width; x += step) {
			count += 1;
			const world: Point = [frame.x + x / frame.scale, frame.y + y / frame.scale];
			const tile = tiles.find(
				(one) => Math.floor(world[0] * 2 ** one.z) === one.x && Math.floor(world[1] * 2 ** one.z) === one.y
			);
			const land = tile?.layers.land?.find((shape) => isWithin(world, shape));
			const name = land?.properties.name;
			if (typeof name !== 'string' || named.has(name)) continue;
			seen.set(name, [...(seen.get(name) ?? []), [x, y]]);
		}
	}
	return [...seen].flatMap(([name, points]) => {
		if (points.length < count * partShareMin) return [];
		const middle = [0, 1].map(
			(axis) => points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / points.length
		) as [number, number];
		const [nearest] = points.toSorted(
			(a, b) =>
				Math.hypot(a[0] - middle[0], a[1] - middle[1]) - Math.hypot(b[0] - middle[0], b[1] - middle[1])
		);
		const style = { size: 7.5, weight: 600, fill: mapPalette.country, spacing: 0.6 } as const;
		const request = {
			text: name.toUpperCase(),
			about: nearest ?? middle,
			clear: { x: 0, above: 6, below: 6 },
			style
		};
		const label = placeLabel(occupancy, { ...request, sides: ['centre', 'below', 'above'] });
		return label === null ? [] : [label];
	});
}

function placeNames(frame: Frame, tiles: readonly GroundTile[], occupancy: Occupancy): string[] {
	const zoom = tiles[0]?.z ?? 0;
	const rankMax = placeRankMax[zoom] ?? 6;
	const { land, place: ink, halo } = mapPalette;
	let left = Math.min(namesMax.place, Math.round((frame.width * frame.height) / placeRoom));
	return namesOf(frame, tiles, 'place', ({ properties }) => numberOf(properties.rank, 9)).flatMap(
		({ text, point, rank }) => {
			if (rank > rankMax || left === 0) return [];
			const [x, y] = point;
			const dot = { x: x - 2.5, y: y - 2.5, width: 5, height: 5 };
			if (!occupancy.fits(dot, 'label')) return [];
			const isMajor = rank < 2;
			const label = placeLabel(occupancy, {
				text,
				about: point,
				clear: { x: 4, above: 3, below: 3 },
				sides: ['right', 'left', 'below', 'above'],
				style: { size: isMajor ? 8 : 7, weight: isMajor ? 600 : 400, fill: ink, halo }
			});
			if (label === null) return [];
			left -= 1;
			occupancy.take(dot);
			return [
				element('circle', {
					cx: x,
					cy: y,
					r: isMajor ? 2 : 1.6,
					fill: land,
					stroke: ink,
					'stroke-width': 0.9
				}),
				label
			];
		}
	);
}

function divisionNames(frame: Frame, tiles: readonly GroundTile[], occupancy: Occupancy): string[] {
	return namesOf(frame, tiles, 'admin1_label', ({ properties }) => numberOf(properties.rank, 9))
		.slice(0, namesMax.admin1_label)
		.flatMap(({ text, point }) => {
			const style = { size: 6, fill: mapPalette.division, spacing: 0.5 };
			const request = { text: text.toUpperCase(), about: point, clear: { x: 0, above: 0, below: 0 }, style };
			const label = placeLabel(occupancy, { ...request, sides: ['centre'] });
			return label === null ? [] : [label];
		});
}

/** Countries whose own label lies in the frame, whether there was room for it or not. */
function countriesIn(frame: Frame, tiles: readonly GroundTile[]): Set<string> {
	const labels = namesOf(frame, tiles, 'country_label', () => 0);
	return new Set(labels.flatMap(({ text, properties }) => [text, String(properties.name ?? '')]));
}

/** Names fill what room the pins have left. */
export function drawNames(frame: Frame, tiles: readonly GroundTile[], occupancy: Occupancy): string {
	return [
		...countryNames(frame, tiles, occupancy),
		...partlySeenNames(frame, tiles, countriesIn(frame, tiles), occupancy),
		...placeNames(frame, tiles, occupancy),
		...divisionNames(frame, tiles, occupancy)
	].join('');
}
