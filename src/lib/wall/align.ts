// Aligning and distributing what is selected on the wall. Pure; gives the moves that the command takes.
import type { WallMove } from '#lib/board/commands/index.ts';
import type { Box } from './edge-geometry.ts';

export type Alignment =
	'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom' | 'distribute-across' | 'distribute-down';

export interface PlacedBox extends Box {
	readonly id: string;
}

function boundsOf(boxes: readonly Box[]): Box {
	const x = Math.min(...boxes.map((box) => box.x));
	const y = Math.min(...boxes.map((box) => box.y));
	return {
		x,
		y,
		width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
		height: Math.max(...boxes.map((box) => box.y + box.height)) - y
	};
}

/** Equal gaps between neighbours; the outermost two stay. */
function distribute(boxes: readonly PlacedBox[], axis: 'x' | 'y'): Map<string, number> {
	const side = axis === 'x' ? 'width' : 'height';
	const sorted = [...boxes].sort((a, b) => a[axis] + a[side] / 2 - (b[axis] + b[side] / 2));
	const bounds = boundsOf(boxes);
	const taken = sorted.reduce((sum, box) => sum + box[side], 0);
	const gap = (bounds[side] - taken) / (sorted.length - 1);
	let next = bounds[axis];
	return new Map(
		sorted.map((box) => {
			const place = next;
			next += box[side] + gap;
			return [box.id, place];
		})
	);
}

/** The moves that align `boxes`; none for what already stands right. */
export function alignmentMoves(alignment: Alignment, boxes: readonly PlacedBox[]): WallMove[] {
	const least = alignment.startsWith('distribute') ? 3 : 2;
	if (boxes.length < least) return [];
	const bounds = boundsOf(boxes);
	const across = alignment === 'distribute-across' ? distribute(boxes, 'x') : null;
	const down = alignment === 'distribute-down' ? distribute(boxes, 'y') : null;
	const place = (box: PlacedBox): [number, number] => {
		switch (alignment) {
			case 'left':
				return [bounds.x, box.y];
			case 'centre':
				return [bounds.x + (bounds.width - box.width) / 2, box.y];
			case 'right':
				return [bounds.x + bounds.width - box.width, box.y];
			case 'top':
				return [box.x, bounds.y];
			case 'middle':
				return [box.x, bounds.y + (bounds.height - box.height) / 2];
			case 'bottom':
				return [box.x, bounds.y + bounds.height - box.height];
			case 'distribute-across':
				return [across?.get(box.id) ?? box.x, box.y];
			case 'distribute-down':
				return [box.x, down?.get(box.id) ?? box.y];
		}
	};
	return boxes.flatMap((box) => {
		const [x, y] = place(box).map(Math.round) as [number, number];
		return x === box.x && y === box.y ? [] : [{ id: box.id, at: [x, y] as const }];
	});
}
