// Keeps labels apart: remembers which boxes of the paper are taken and finds the first free place for a text.
import { textAt, textWidth, type Point, type TextStyle } from '../svg.ts';

export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export type Side = 'right' | 'left' | 'below' | 'above' | 'centre';

/** A name may stand where a pin hides its dot, but a dot never lies in another name. */
export type Taker = 'mark' | 'label';

export interface Occupancy {
	/** Free of what `of` has taken; of everything by default. */
	fits(box: Box, of?: Taker): boolean;
	take(box: Box, by?: Taker): void;
}

/** Labels this near the edge of the paper would look cut off. */
const edgeRoom = 3;

export function createOccupancy(width: number, height: number): Occupancy {
	const taken: { box: Box; by: Taker }[] = [];
	return {
		fits(box, of) {
			if (box.x < edgeRoom || box.y < edgeRoom) return false;
			if (box.x + box.width > width - edgeRoom || box.y + box.height > height - edgeRoom) return false;
			return !taken.some(
				({ box: other, by }) =>
					(of === undefined || of === by) &&
					box.x < other.x + other.width &&
					other.x < box.x + box.width &&
					box.y < other.y + other.height &&
					other.y < box.y + box.height
			);
		},
		take(box, by = 'label') {
			taken.push({ box, by });
		}
	};
}

export interface LabelRequest {
	readonly text: string;
	/** What the label belongs to. */
	readonly about: Point;
	/** Half the size of the thing that it stands beside. */
	readonly clear: { readonly x: number; readonly above: number; readonly below: number };
	readonly sides: readonly Side[];
	readonly style: TextStyle;
}

const anchors: Readonly<Record<Side, 'start' | 'middle' | 'end'>> = {
	right: 'start',
	left: 'end',
	below: 'middle',
	above: 'middle',
	centre: 'middle'
};

function baselineOf({ about: [x, y], clear, style: { size } }: LabelRequest, side: Side): Point {
	switch (side) {
		case 'right':
			return [x + clear.x, y + size * 0.35];
		case 'left':
			return [x - clear.x, y + size * 0.35];
		case 'below':
			return [x, y + clear.below + size * 0.9];
		case 'above':
			return [x, y - clear.above - size * 0.25];
		case 'centre':
			return [x, y + size * 0.35];
	}
}

/** The label as SVG at the first side where it is free, its box taken; null where there is no room. */
export function placeLabel(occupancy: Occupancy, request: LabelRequest): string | null {
	const { text, style, sides } = request;
	const width = textWidth(text, style);
	for (const side of sides) {
		const anchor = anchors[side];
		const [x, y] = baselineOf(request, side);
		const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
		const box = { x: left - 1, y: y - style.size, width: width + 2, height: style.size * 1.3 };
		if (!occupancy.fits(box)) continue;
		occupancy.take(box);
		return textAt([x, y], text, { ...style, anchor });
	}
	return null;
}
