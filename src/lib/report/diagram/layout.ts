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
	readonly height: number;
}

export const cardSize = { width: 98, height: 36 } as const;
/** Room between cards, for lines and their labels. */
const gap = { x: 44, y: 30 } as const;
const pushesMax = 400;
/** A wall much taller than wide would leave the page. */
const heightMax = 640;

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

/** Null where the cards do not fit on one page. */
export function layOut(cards: readonly CardPlace[], width: number): Layout | null {
	if (cards.length === 0) return null;
	const [left, right] = [cardSize.width / 2 + 2, width - cardSize.width / 2 - 2];
	const x = spread(cards.map(({ at }) => at[0]));
	const y = spread(cards.map(({ at }) => at[1]));
	const scaleX = Math.min((right - left) / x.span, 1);
	const rows = Math.ceil(cards.length / 3);
	const roomY = Math.min(heightMax - cardSize.height, rows * (cardSize.height + gap.y));
	const scaleY = Math.min(scaleX, roomY / y.span);
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
	return { middles, height };
}
