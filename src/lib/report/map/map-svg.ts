// Draws one map: ground, the doubt about each place as a soft circle, numbered pins, then as many names as there is room for.
import { shorten } from '../clean-text.ts';
import { element, fixed, svgDocument, textAt, textWidth, type Icons, type Point } from '../svg.ts';
import type { Frame } from './framing.ts';
import { drawGround, drawNames } from './ground.ts';
import { groupMarks, type Mark } from './groups.ts';
import { createOccupancy, placeLabel, type Occupancy } from './labels.ts';
import { mapPalette } from './palette.ts';
import { hatchDefs, headLift, headRadius, numberChip, pinHead, type PinStyle } from './pin-marks.ts';
import { drawNorth, drawScaleBar } from './scale-bar.ts';
import type { GroundTile } from './tiles.ts';

export interface MapPin {
	readonly number: number;
	readonly title: string;
	readonly style: PinStyle;
	/** On paper. */
	readonly point: Point;
	/** Radius of the doubt about the place, on paper. */
	readonly doubt: number;
}

/** Smaller circles would lie under their pin. */
const doubtMin = 5;
/** With more marks than these, the numbers alone are legible. */
const titledMarksMax = 26;
const titleCharsMax = 40;
const titleStyle = { size: 7.4, weight: 600, fill: mapPalette.ink, halo: mapPalette.white } as const;
const fanStep = 26;
const fanLift = 24;
const titleLeading = 9.6;

function drawDoubt({ point: [x, y], doubt, style }: MapPin): string {
	if (doubt < doubtMin) return '';
	const base = { cx: x, cy: y, r: doubt };
	return (
		element('circle', { ...base, fill: style.hex, 'fill-opacity': '0.10' }) +
		element('circle', {
			...base,
			fill: 'none',
			stroke: style.hex,
			'stroke-opacity': '0.6',
			'stroke-width': 0.8,
			'stroke-dasharray': '3 2.2'
		})
	);
}

interface DrawnMark {
	readonly svg: string;
	/** What labels have to keep clear of. */
	readonly middle: Point;
	readonly halfWidth: number;
}

function drawSingle(icons: Icons, pin: MapPin): DrawnMark {
	const [x, y] = pin.point;
	const head: Point = pin.style.isArea ? [x, y] : [x, y - headLift];
	return {
		svg: pinHead(icons, pin.style, head) + numberChip([head[0] - 8, head[1] - 7.5], String(pin.number)),
		middle: head,
		halfWidth: headRadius + 4
	};
}

/** Side by side above their place, each on a thin line to it. */
function drawFan(icons: Icons, pins: readonly MapPin[], [x, y]: Point, frame: Frame): DrawnMark {
	const width = (pins.length - 1) * fanStep;
	const room = headRadius + 8;
	const left = Math.max(room, Math.min(frame.width - room - width, x - width / 2));
	const top = y - fanLift < room ? y + fanLift : y - fanLift;
	const heads = pins.map((pin, index): { pin: MapPin; at: Point } => ({
		pin,
		at: [left + index * fanStep, top]
	}));
	const leaders = heads.map(({ at }) =>
		element('path', {
			d: `M${fixed(x)} ${fixed(y)}L${fixed(at[0])} ${fixed(at[1])}`,
			stroke: mapPalette.ink,
			'stroke-width': 0.8
		})
	);
	const dot = element('circle', {
		cx: x,
		cy: y,
		r: 2.2,
		fill: mapPalette.ink,
		stroke: mapPalette.white,
		'stroke-width': 0.8
	});
	const marks = heads.map(
		({ pin, at }) =>
			pinHead(icons, pin.style, at, true) + numberChip([at[0] - 7, at[1] - 8], String(pin.number))
	);
	return {
		svg: leaders.join('') + dot + marks.join(''),
		middle: [left + width / 2, top],
		halfWidth: width / 2 + headRadius + 4
	};
}

function drawCount(pins: readonly MapPin[], [x, y]: Point): DrawnMark {
	const radius = Math.min(15, 7.5 + Math.log2(pins.length) * 0.8);
	const text = pins.length.toLocaleString('en');
	const size = Math.min(8, (radius * 1.7 * 8) / Math.max(1, textWidth(text, { size: 8, weight: 700 })));
	return {
		svg:
			element('circle', {
				cx: x,
				cy: y,
				r: radius,
				fill: mapPalette.ink,
				'fill-opacity': '0.88',
				stroke: mapPalette.white,
				'stroke-width': 1.4
			}) +
			textAt([x, y + size * 0.36], text, { size, weight: 700, fill: mapPalette.white, anchor: 'middle' }),
		middle: [x, y],
		halfWidth: radius
	};
}

function drawMark(icons: Icons, mark: Mark<MapPin>, frame: Frame): DrawnMark {
	switch (mark.kind) {
		case 'single':
			return drawSingle(icons, mark.item);
		case 'fan':
			return drawFan(icons, mark.items, mark.point, frame);
		case 'count':
			return drawCount(mark.items, mark.point);
	}
}

/** The titles of marks that stand side by side, one under the other, with their numbers. */
function fanTitles(
	items: readonly MapPin[],
	{ middle: [x, y], halfWidth }: DrawnMark,
	occupancy: Occupancy
): string {
	const lines = items.map(({ number, title }) => `${number} ${shorten(title, titleCharsMax)}`);
	const width = Math.max(...lines.map((line) => textWidth(line, titleStyle)));
	const height = lines.length * titleLeading;
	const spots = [
		{ left: x + halfWidth + 3, top: y - height / 2 },
		{ left: x - halfWidth - 3 - width, top: y - height / 2 },
		{ left: x - width / 2, top: y - headRadius - 7 - height }
	];
	const spot = spots.find(({ left, top }) => occupancy.fits({ x: left, y: top, width, height }));
	if (!spot) return '';
	occupancy.take({ x: spot.left, y: spot.top, width, height });
	return lines
		.map((line, index) => textAt([spot.left, spot.top + (index + 0.78) * titleLeading], line, titleStyle))
		.join('');
}

function drawTitles(
	marks: readonly { mark: Mark<MapPin>; drawn: DrawnMark }[],
	occupancy: Occupancy
): string {
	if (marks.length > titledMarksMax) return '';
	const titles = marks.map(({ mark, drawn }) => {
		if (mark.kind === 'count') return '';
		if (mark.kind === 'fan') return fanTitles(mark.items, drawn, occupancy);
		const text = shorten(mark.item.title, titleCharsMax);
		const below = mark.item.style.isArea ? headRadius + 2 : headLift + 2;
		return (
			placeLabel(occupancy, {
				text,
				about: drawn.middle,
				clear: { x: headRadius + 4, above: headRadius + 5, below },
				sides: ['right', 'left', 'below', 'above'],
				style: titleStyle
			}) ?? ''
		);
	});
	return titles.join('');
}

export interface DrawnMap {
	readonly svg: string;
	/** Some events are shown as a count only. */
	readonly isGrouped: boolean;
}

export function drawMap(
	frame: Frame,
	tiles: readonly GroundTile[],
	pins: readonly MapPin[],
	icons: Icons
): DrawnMap {
	const occupancy = createOccupancy(frame.width, frame.height);
	const marks = groupMarks(pins).map((mark) => ({ mark, drawn: drawMark(icons, mark, frame) }));
	occupancy.take({ x: 0, y: frame.height - 28, width: 112, height: 28 }, 'mark');
	occupancy.take({ x: frame.width - 28, y: 0, width: 28, height: 34 }, 'mark');
	for (const { mark, drawn } of marks) {
		const { middle, halfWidth } = drawn;
		occupancy.take({ x: middle[0] - halfWidth, y: middle[1] - 13, width: halfWidth * 2, height: 24 }, 'mark');
		occupancy.take({ x: mark.point[0] - 3, y: mark.point[1] - 8, width: 6, height: 10 }, 'mark');
	}
	const shown = marks.flatMap(({ mark }) =>
		mark.kind === 'single' ? [mark.item] : mark.kind === 'fan' ? mark.items : []
	);
	const titles = drawTitles(marks, occupancy);
	const names = drawNames(frame, tiles, occupancy);
	const inner =
		hatchDefs(shown.map(({ style }) => style)) +
		drawGround(frame, tiles) +
		shown.map(drawDoubt).join('') +
		names +
		// Southern marks stand in front, as pins on a table would.
		marks
			.toSorted((a, b) => a.mark.point[1] - b.mark.point[1])
			.map(({ drawn }) => drawn.svg)
			.join('') +
		titles +
		drawScaleBar(frame) +
		drawNorth(frame) +
		element('rect', {
			x: 0.4,
			y: 0.4,
			width: frame.width - 0.8,
			height: frame.height - 0.8,
			fill: 'none',
			stroke: mapPalette.frame,
			'stroke-width': 0.8
		});
	return {
		svg: svgDocument(frame.width, frame.height, inner),
		isGrouped: marks.some(({ mark }) => mark.kind === 'count')
	};
}
