// Lays cards out on paper where the analysts put them on the wall: same order and directions, but at a legible size, with room for the
// lines between them.
import type { Point } from '../svg.ts';

export interface CardPlace {
	readonly id: string;
	/** On the wall. */
	readonly at: Point;
}

export interface Layout {
	/** Middle of each card on paper, by id. */
	readonly middles: ReadonlyMap<string, Point>;
	readonly width: number;
	readonly height: number;
	/** Meant for a page turned on its side. */
	readonly isWide: boolean;
}

export const cardSize = { width: 88, height: 32 } as const;
/** Least room between cards. */
const gap = { x: 16, y: 14 } as const;
const pushesMax = 400;

function spread(values: readonly number[]): { low: number; span: number } {
	const low = Math.min(...values);
	return { low, span: Math.max(1, Math.max(...values) - low) };
}

/** Moves overlapping cards apart along the way that is shorter, inside the width; true once nothing overlaps. */
function pushApart(points: [number, number][], left: number, right: number): boolean {
	const [needX, needY] = [cardSize.width + gap.x, cardSize.height + gap.y];
	let isFree = true;
	points.forEach((a, index) => {
		for (const b of points.slice(index + 1)) {
			const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
			const [overX, overY] = [needX - Math.abs(dx), needY - Math.abs(dy)];
			if (overX <= 0.5 || overY <= 0.5) continue;
			isFree = false;
			const sideways = overX * (needY / needX) < overY;
			if (sideways) {
				const step = (overX / 2) * (dx < 0 ? -1 : 1);
				const [ax, bx] = [a[0] - step, b[0] + step];
				a[0] = Math.min(right, Math.max(left, ax));
				b[0] = Math.min(right, Math.max(left, bx));
				if (a[0] === ax && b[0] === bx) continue;
			}
			const step = (overY / 2) * (dy < 0 ? -1 : 1);
			a[1] -= step;
			b[1] += step;
		}
	});
	return isFree;
}

interface Paper {
	readonly width: number;
	readonly heightMax: number;
}

const upright: Paper = { width: 482, heightMax: 590 };
const across: Paper = { width: 729, heightMax: 395 };
/** A few cards fit upright however wide they stand. */
const uprightCardsMax = 6;
const acrossFrom = 1.2;
/** The wall may be stretched this much in height to use the page. */
const stretchMax = 1.7;

/** Null where the cards do not fit on one page. */
export function layOut(cards: readonly CardPlace[]): Layout | null {
	if (cards.length === 0) return null;
	const x = spread(cards.map(({ at }) => at[0]));
	const y = spread(cards.map(({ at }) => at[1]));
	const isWide = cards.length > uprightCardsMax && x.span / y.span >= acrossFrom;
	const { width, heightMax } = isWide ? across : upright;
	const [left, right] = [cardSize.width / 2 + 2, width - cardSize.width / 2 - 2];
	const scaleX = Math.min((right - left) / x.span, 1);
	const scaleY = Math.min(scaleX * stretchMax, (heightMax - cardSize.height - 12) / y.span, 1);
	const indent = (right - left - x.span * scaleX) / 2;
	const points = cards.map(({ at }): [number, number] => [
		left + indent + (at[0] - x.low) * scaleX,
		(at[1] - y.low) * scaleY
	]);
	for (let push = 0; push < pushesMax && !pushApart(points, left, right); push++);
	const top = Math.min(...points.map(([, cardY]) => cardY)) - cardSize.height / 2 - 6;
	const height = Math.max(...points.map(([, cardY]) => cardY)) + cardSize.height / 2 + 6 - top;
	if (height > heightMax) return null;
	const middles = new Map(
		cards.map(({ id }, index): [string, Point] => {
			const [cardX, cardY] = points[index] as [number, number];
			return [id, [cardX, cardY - top]];
		})
	);
	return { middles, width, height, isWide };
}
