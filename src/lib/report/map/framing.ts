// Chooses what part of the world a map shows: all its spots with a margin, never closer than the basemap can bear, and far-away
// spots on small maps of their own instead of an ocean in between.
import type { LngLat } from '#lib/board/schema/position.ts';
import type { Point } from '../svg.ts';
import { worldLength, worldOf } from './mercator.ts';

/** A place to be shown, with the radius of the doubt about it. */
export interface Spot {
	readonly at: LngLat;
	readonly radiusMetres: number;
}

export interface Frame {
	/** World position of the upper left corner; x may lie outside 0…1 beyond the date line. */
	readonly x: number;
	readonly y: number;
	/** Points on paper for one world unit. */
	readonly scale: number;
	readonly width: number;
	readonly height: number;
}

export interface PaperSize {
	readonly width: number;
	readonly heightMin: number;
	readonly heightMax: number;
}

/** The basemap is too plain for less than this. */
const frameWidthMinMetres = 260_000;
/** Room around the spots, as a share of the paper; pins stand above their point, so there is more at the top. */
const margin = { side: 0.12, top: 0.14, bottom: 0.08 };
/** A pin at the edge of a small map needs this much, in points. */
const marginMin = { side: 26, top: 38, bottom: 16 };
/** More separate regions than these are shown as one map of the world. */
const framesMax = 3;
/** Splitting must show the main region at least this much larger. */
const splitGainMin = 3;
/** Spots nearer than this share of the whole extent belong together. */
const linkShare = 0.25;
/** A doubt the size of a country does not have to fit in whole. */
const framedRadiusMaxMetres = 400_000;

/** World positions with longitudes on the side of the date line that keeps all of them closest together. */
export function worldPoints(places: readonly LngLat[]): Point[] {
	const points = places.map(worldOf);
	const sorted = points.map(([x]) => x).sort((a, b) => a - b);
	let start = sorted[0] ?? 0;
	let gapMax = (sorted[0] ?? 0) + 1 - (sorted.at(-1) ?? 0);
	sorted.forEach((x, index) => {
		const before = sorted[index - 1];
		if (before !== undefined && x - before > gapMax) {
			gapMax = x - before;
			start = x;
		}
	});
	return points.map(([x, y]) => [x < start ? x + 1 : x, y]);
}

interface Extent {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

function extentOf(points: readonly Point[], radii: readonly number[]): Extent {
	let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
	points.forEach(([x, y], index) => {
		const radius = worldLength(Math.min(radii[index] ?? 0, framedRadiusMaxMetres), y);
		left = Math.min(left, x - radius);
		right = Math.max(right, x + radius);
		top = Math.min(top, y - radius);
		bottom = Math.max(bottom, y + radius);
	});
	return { left, right, top: Math.max(0, top), bottom: Math.min(1, bottom) };
}

const spanOf = ({ left, right, top, bottom }: Extent): number => Math.max(right - left, bottom - top);

export function frameAround(spots: readonly Spot[], paper: PaperSize): Frame {
	const points = worldPoints(spots.map(({ at }) => at));
	const extent = extentOf(
		points,
		spots.map(({ radiusMetres }) => radiusMetres)
	);
	const [midX, midY] = [(extent.left + extent.right) / 2, (extent.top + extent.bottom) / 2];
	const { width, heightMin, heightMax } = paper;
	const side = Math.max(width * margin.side, marginMin.side);
	const usableWidth = width - 2 * side;
	const spanX = Math.max(
		extent.right - extent.left,
		(worldLength(frameWidthMinMetres, midY) * usableWidth) / width
	);
	const spanY = Math.max(extent.bottom - extent.top, 1e-9);
	const height = Math.min(heightMax, Math.max(heightMin, (spanY / spanX) * usableWidth * 1.35));
	const top = Math.max(height * margin.top, marginMin.top);
	const bottom = Math.max(height * margin.bottom, marginMin.bottom);
	// Never further out than the world fills the height; at the sides it may then begin again, as on any such map.
	const scale = Math.max(Math.min(usableWidth / spanX, (height - top - bottom) / spanY), height);
	const lift = (top - bottom) / 2;
	const y = midY - (height / 2 + lift) / scale;
	return {
		x: midX - width / 2 / scale,
		y: Math.min(Math.max(y, 0), 1 - height / scale),
		scale,
		width,
		height
	};
}

/** Regions as lists of indexes into `spots`; the first has the most spots. */
export function splitRegions(spots: readonly Spot[]): number[][] {
	const all = spots.map((_, index) => index);
	const points = worldPoints(spots.map(({ at }) => at));
	const radii = spots.map(({ radiusMetres }) => radiusMetres);
	const whole = spanOf(extentOf(points, radii));
	const regions = linked(points, whole * linkShare).sort(
		(a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0)
	);
	const main = regions[0];
	if (!main || regions.length === 1 || regions.length > framesMax) return [all];
	const mainSpan = spanOf(
		extentOf(
			main.map((index) => points[index] as Point),
			main.map((index) => radii[index] ?? 0)
		)
	);
	const mainPoint = points[main[0] ?? 0] as Point;
	const shownSpan = Math.max(mainSpan, worldLength(frameWidthMinMetres, mainPoint[1]));
	return whole >= shownSpan * splitGainMin ? regions : [all];
}

/** Single linkage over a grid of the linking distance, so that thousands of spots stay cheap. */
function linked(points: readonly Point[], reach: number): number[][] {
	const cells = new Map<string, number[]>();
	const cellSize = Math.max(reach, 1e-9);
	const cellOf = ([x, y]: Point): [number, number] => [Math.floor(x / cellSize), Math.floor(y / cellSize)];
	points.forEach((point, index) => {
		const key = cellOf(point).join();
		const cell = cells.get(key);
		if (cell) cell.push(index);
		else cells.set(key, [index]);
	});
	// Neighbouring cells count as linked: at this coarseness, a quarter of the whole, that is near enough.
	const seen = new Set<string>();
	const regions: number[][] = [];
	for (const start of cells.keys()) {
		if (seen.has(start)) continue;
		const region: number[] = [];
		const open = [start];
		seen.add(start);
		for (let key = open.pop(); key !== undefined; key = open.pop()) {
			region.push(...(cells.get(key) ?? []));
			const [column = 0, row = 0] = key.split(',').map(Number);
			for (const [right, down] of neighbours) {
				const next = `${column + right},${row + down}`;
				if (!cells.has(next) || seen.has(next)) continue;
				seen.add(next);
				open.push(next);
			}
		}
		regions.push(region.sort((a, b) => a - b));
	}
	return regions;
}

const neighbours = [-1, 0, 1].flatMap((right) => [-1, 0, 1].map((down) => [right, down] as const));
