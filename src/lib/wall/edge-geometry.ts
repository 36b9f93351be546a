// Where the line of a relation runs between two cards: it leaves and enters at the sides that face each other, bends where
// several relations join the same two cards, and carries its arrow head and its label. Pure.

export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}
export interface Point {
	readonly x: number;
	readonly y: number;
}

export interface EdgeShape {
	/** The line, from the one card's border to the foot of the arrow head. */
	readonly line: string;
	readonly arrow: string;
	readonly label: Point;
	/** How far the line runs sideways, which is what words have to leave some of; null where it runs up or down. */
	readonly room: number | null;
}

/** Between a card's border and the line. */
const gapPixels = 3;
const arrowLengthPixels = 10;
const arrowHalfWidthPixels = 4.5;
/** Between the middles of neighbouring lines: more where they run up and down, because labels are wider than high. */
const laneGapAcrossPixels = 34;
const laneGapUprightPixels = 62;
/** How far labels of neighbouring upright lines are moved along their lines, as a share of the length. */
const labelStagger = 0.1;

/** Steeper than this, words beside each other do not cover the line. */
const uprightMin = 0.7;

const centre = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

/** Where the ray from the middle of `box` towards `aim` leaves the box and its gap. */
export function borderPoint(box: Box, aim: Point): Point {
	const middle = centre(box);
	const [dx, dy] = [aim.x - middle.x, aim.y - middle.y];
	if (dx === 0 && dy === 0) return middle;
	const [halfWidth, halfHeight] = [box.width / 2 + gapPixels, box.height / 2 + gapPixels];
	const scale = Math.min(
		dx === 0 ? Infinity : halfWidth / Math.abs(dx),
		dy === 0 ? Infinity : halfHeight / Math.abs(dy)
	);
	return { x: middle.x + dx * scale, y: middle.y + dy * scale };
}

const text = ({ x, y }: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;

function arrowHead(tip: Point, [ux, uy]: readonly [number, number]): { arrow: string; foot: Point } {
	const foot = { x: tip.x - ux * arrowLengthPixels, y: tip.y - uy * arrowLengthPixels };
	const [sx, sy] = [-uy * arrowHalfWidthPixels, ux * arrowHalfWidthPixels];
	const corners = [
		{ x: foot.x + sx, y: foot.y + sy },
		{ x: foot.x - sx, y: foot.y - sy }
	];
	return { arrow: `M ${text(tip)} L ${corners.map(text).join(' L ')} Z`, foot };
}

/** `bend` 0 is straight; -1, -0.5, 0.5, 1 … are lanes to the left and right of the way from `from` to `to`. */
export function edgeShape(from: Box, to: Box, bend: number): EdgeShape {
	const [start, end] = [centre(from), centre(to)];
	const [dx, dy] = [end.x - start.x, end.y - start.y];
	const length = Math.hypot(dx, dy) || 1;
	const upright = Math.abs(dy) / length;
	const laneGap = laneGapAcrossPixels + (laneGapUprightPixels - laneGapAcrossPixels) * upright;
	// A quadratic curve comes half as near to its control point as it bends.
	const offset = bend * laneGap * 2;
	const control = {
		x: (start.x + end.x) / 2 - (dy / length) * offset,
		y: (start.y + end.y) / 2 + (dx / length) * offset
	};
	const tail = borderPoint(from, control);
	const tip = borderPoint(to, control);
	const run = Math.hypot(tip.x - control.x, tip.y - control.y) || 1;
	const { arrow, foot } = arrowHead(tip, [(tip.x - control.x) / run, (tip.y - control.y) / run]);
	const at = Math.min(0.75, Math.max(0.25, 0.5 + bend * labelStagger * upright * 2));
	const along = (a: number, c: number, b: number): number =>
		(1 - at) ** 2 * a + 2 * (1 - at) * at * c + at ** 2 * b;
	const straight = bend === 0;
	return {
		room: upright > uprightMin ? null : Math.abs(tip.x - tail.x),
		line: straight ? `M ${text(tail)} L ${text(foot)}` : `M ${text(tail)} Q ${text(control)} ${text(foot)}`,
		arrow,
		label: straight
			? { x: (tail.x + tip.x) / 2, y: (tail.y + tip.y) / 2 }
			: { x: along(tail.x, control.x, tip.x), y: along(tail.y, control.y, tip.y) }
	};
}
