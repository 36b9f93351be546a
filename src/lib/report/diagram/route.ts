// Finds a way for each line from card to card: bent as little as possible, round other cards, its label where nothing else is.
import { textWidth, wrapText, type Point } from '../svg.ts';
import { cardSize } from './layout.ts';

export interface Rect {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export interface Route {
	readonly start: Point;
	readonly control: Point;
	readonly end: Point;
	readonly label: RouteLabel;
}

export interface RouteLabel {
	readonly lines: readonly string[];
	readonly at: Point;
	readonly width: number;
	readonly height: number;
}

export const labelSize = 6.8;
export const labelLeading = 8.2;
const labelWidthMax = 86;
const bends = [0, 18, -18, 36, -36, 60, -60, 90, -90];
const labelSpots = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74];
const samples = 24;
/** Arrows end this far off their card. */
const arrowRoom = 2;

const cost = {
	throughCard: 40,
	throughLabel: 12,
	bend: 0.35,
	sharedBend: 80,
	noLabelSpot: 160,
	labelOffMiddle: 14,
	outside: 60
};

export function cardRect([x, y]: Point, margin = 0): Rect {
	return {
		x: x - cardSize.width / 2 - margin,
		y: y - cardSize.height / 2 - margin,
		width: cardSize.width + 2 * margin,
		height: cardSize.height + 2 * margin
	};
}

const isInside = ([x, y]: Point, rect: Rect): boolean =>
	x > rect.x && x < rect.x + rect.width && y > rect.y && y < rect.y + rect.height;

const overlap = (a: Rect, b: Rect): boolean =>
	a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

export function curvePoint(start: Point, control: Point, end: Point, t: number): Point {
	const u = 1 - t;
	return [
		u * u * start[0] + 2 * u * t * control[0] + t * t * end[0],
		u * u * start[1] + 2 * u * t * control[1] + t * t * end[1]
	];
}

export interface Router {
	route(fromId: string, toId: string, label: string): Route | null;
}

export function createRouter(
	middles: ReadonlyMap<string, Point>,
	paper: { width: number; height: number }
): Router {
	const labels: Rect[] = [];
	const usedBends = new Map<string, number[]>();

	/** The part of the curve between the two cards. */
	function visible(
		from: Point,
		control: Point,
		to: Point
	): { start: Point; end: Point; points: Point[] } | null {
		const [fromRect, toRect] = [cardRect(from, arrowRoom), cardRect(to, arrowRoom)];
		const steps = 120;
		const points = Array.from({ length: steps + 1 }, (_, index) =>
			curvePoint(from, control, to, index / steps)
		).filter((point) => !isInside(point, fromRect) && !isInside(point, toRect));
		const [start, end] = [points[0], points.at(-1)];
		return start && end && points.length > 3 ? { start, end, points } : null;
	}

	function labelAt(
		points: readonly Point[],
		{ width, height }: Pick<RouteLabel, 'width' | 'height'>,
		others: readonly Rect[]
	): { at: Point; off: number } | null {
		for (const [off, spot] of labelSpots.entries()) {
			const at = points[Math.round(spot * (points.length - 1))] as Point;
			const box = { x: at[0] - width / 2, y: at[1] - height / 2, width, height };
			if (box.x < 0 || box.x + width > paper.width || box.y < 0 || box.y + height > paper.height) continue;
			if (![...others, ...labels].some((rect) => overlap(rect, box))) return { at, off };
		}
		return null;
	}

	return {
		route(fromId, toId, text) {
			const [from, to] = [middles.get(fromId), middles.get(toId)];
			if (!from || !to || fromId === toId) return null;
			const pair = [fromId, toId].sort().join();
			const sign = fromId < toId ? 1 : -1;
			const used = usedBends.get(pair) ?? [];
			const cards = [...middles.values()].map((middle) => cardRect(middle));
			const others = [...middles]
				.filter(([id]) => id !== fromId && id !== toId)
				.map(([, middle]) => cardRect(middle, 3));
			const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
			const normal: Point = [-(to[1] - from[1]) / length, (to[0] - from[0]) / length];
			const lines = wrapText(text, labelWidthMax, 2, { size: labelSize });
			const size = {
				width: Math.max(...lines.map((line) => textWidth(line, { size: labelSize }))) + 5,
				height: lines.length * labelLeading + 1
			};
			let best: { total: number; bend: number; route: Route; isLabelFree: boolean } | null = null;
			for (const bend of bends) {
				const pull = bend * 2 * sign;
				const control: Point = [
					(from[0] + to[0]) / 2 + normal[0] * pull,
					(from[1] + to[1]) / 2 + normal[1] * pull
				];
				const part = visible(from, control, to);
				if (!part) continue;
				const probes = Array.from(
					{ length: samples },
					(_, index) => part.points[Math.round((index / (samples - 1)) * (part.points.length - 1))] as Point
				);
				const found = labelAt(part.points, size, cards);
				const total =
					Math.abs(bend) * cost.bend +
					probes.filter((point) => others.some((rect) => isInside(point, rect))).length * cost.throughCard +
					probes.filter((point) => labels.some((rect) => isInside(point, rect))).length * cost.throughLabel +
					probes.filter(([x, y]) => x < 0 || y < 0 || x > paper.width || y > paper.height).length *
						cost.outside +
					(used.includes(bend) ? cost.sharedBend : 0) +
					(found ? found.off * cost.labelOffMiddle : cost.noLabelSpot);
				if (best && best.total <= total) continue;
				const at = found?.at ?? (part.points[Math.floor(part.points.length / 2)] as Point);
				const route = { ...bezierOf(part.points), label: { lines, at, ...size } };
				best = { total, bend, route, isLabelFree: found !== null };
			}
			if (!best) return null;
			usedBends.set(pair, [...used, best.bend]);
			const { at } = best.route.label;
			labels.push({ x: at[0] - size.width / 2, y: at[1] - size.height / 2, ...size });
			return best.route;
		}
	};
}

/** The quadratic curve through the ends and the middle of the visible part. */
function bezierOf(points: readonly Point[]): Pick<Route, 'start' | 'control' | 'end'> {
	const start = points[0] as Point;
	const end = points.at(-1) as Point;
	const middle = points[Math.floor((points.length - 1) / 2)] as Point;
	return {
		start,
		end,
		control: [2 * middle[0] - (start[0] + end[0]) / 2, 2 * middle[1] - (start[1] + end[1]) / 2]
	};
}
