// Decides what is drawn where pins would cover each other: one mark, a few side by side above their place, or one circle with a count.
import type { Point } from '../svg.ts';

export interface Placed {
	readonly number: number;
	readonly point: Point;
}

export type Mark<Item extends Placed> =
	| { readonly kind: 'single'; readonly item: Item; readonly point: Point }
	| { readonly kind: 'fan'; readonly items: readonly Item[]; readonly point: Point }
	| { readonly kind: 'count'; readonly items: readonly Item[]; readonly point: Point };

interface Spacing {
	/** Marks nearer than this would cover each other, in points. */
	readonly reach: number;
	/** More than these side by side would hide the map. */
	readonly fanMax: number;
}

const roomy: Spacing = { reach: 15, fanMax: 5 };
/** For maps so full that marks side by side would run into the next ones. */
const crowded: Spacing = { reach: 32, fanMax: 1 };
const roomyPinsMax = 60;

/** Groups by number, each around its first member; thousands of pins stay cheap through a grid. */
export function groupMarks<Item extends Placed>(items: readonly Item[]): Mark<Item>[] {
	const { reach, fanMax } = items.length > roomyPinsMax ? crowded : roomy;
	const groups: { items: Item[]; point: Point }[] = [];
	const cells = new Map<string, typeof groups>();
	for (const item of items.toSorted((a, b) => a.number - b.number)) {
		const [column, row] = [Math.floor(item.point[0] / reach), Math.floor(item.point[1] / reach)];
		const near = neighbours
			.flatMap(([right, down]) => cells.get(`${column + right},${row + down}`) ?? [])
			.find(({ point: [x, y] }) => Math.hypot(x - item.point[0], y - item.point[1]) < reach);
		if (near) {
			near.items.push(item);
			continue;
		}
		const group = { items: [item], point: item.point };
		groups.push(group);
		const key = `${column},${row}`;
		cells.set(key, [...(cells.get(key) ?? []), group]);
	}
	return groups.map(({ items: members, point }): Mark<Item> => {
		const [first] = members;
		if (members.length === 1 && first) return { kind: 'single', item: first, point };
		return { kind: members.length <= fanMax ? 'fan' : 'count', items: members, point };
	});
}

const neighbours = [-1, 0, 1].flatMap((right) => [-1, 0, 1].map((down) => [right, down] as const));
