// Draws an event's mark on paper as the screen does: a teardrop where the place is known, a disc where only an area is; the
// actor's colour; and a status that can be told without seeing colour (fill, outline, hatch, badge).
import type { EventStatus } from '#lib/board/vocabulary/event-statuses.ts';
import { element, fixed, iconAt, textAt, textWidth, type Icons, type Point } from '../svg.ts';
import { mapPalette } from './palette.ts';

export interface PinStyle {
	readonly icon: string;
	readonly hex: string;
	readonly ink: string;
	readonly status: EventStatus;
	/** Only an area is known. */
	readonly isArea: boolean;
}

/** Radius of a mark's head, in points. */
export const headRadius = 8.5;
/** From the tip of a teardrop up to the middle of its head. */
export const headLift = 15;

const { white, ink, muted } = mapPalette;

const badges: Partial<Record<EventStatus, string>> = {
	confirmed: 'M-2.6.2-.8 2 2.7-1.9',
	claimed: 'M-1.7-1.7v1.5l-.9 1.7M1.9-1.7v1.5l-.9 1.7',
	disputed: 'M0-2.7V.5M0 2.5v.1',
	'under-investigation': 'M-1.7-1.2a1.8 1.8 0 1 1 2.6 1.6Q0 .8 0 1.2M0 2.8v.1',
	refuted: 'M-2-2 2 2M2-2-2 2'
};

interface Body {
	readonly fill: string;
	readonly stroke: string;
	readonly width: number;
	readonly glyph: string;
	readonly dash?: string;
	/** A quiet disc under the glyph. */
	readonly hasDisc?: true;
	readonly isStruck?: true;
}

export function mixWithWhite(hex: string, share: number): string {
	const channel = (start: number): string =>
		Math.round(255 - (255 - Number.parseInt(hex.slice(start, start + 2), 16)) * share)
			.toString(16)
			.padStart(2, '0');
	return `#${channel(1)}${channel(3)}${channel(5)}`;
}

const hatchId = (hex: string): string => `hatch-${hex.slice(1)}`;

/** The hatches that the marks refer to; put once into the picture. */
export function hatchDefs(styles: readonly PinStyle[]): string {
	const colours = new Set(styles.filter(({ status }) => status === 'disputed').map(({ hex }) => hex));
	const patterns = [...colours].map(
		(hex) =>
			`<pattern id="${hatchId(hex)}" width="3.2" height="3.2" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
			`<rect width="3.2" height="3.2" fill="${white}"/><rect width="1.5" height="3.2" fill="${hex}"/></pattern>`
	);
	return patterns.length === 0 ? '' : `<defs>${patterns.join('')}</defs>`;
}

function bodyOf({ status, hex, ink: onColour }: PinStyle): Body {
	switch (status) {
		case 'confirmed':
			return { fill: hex, stroke: hex, width: 0.6, glyph: onColour };
		case 'reported':
			return { fill: mixWithWhite(hex, 0.3), stroke: hex, width: 1.1, glyph: ink };
		case 'claimed':
			return { fill: white, stroke: hex, width: 1.6, glyph: ink };
		case 'under-investigation':
			return { fill: white, stroke: hex, width: 1.6, dash: '2.6 1.7', glyph: ink };
		case 'disputed':
			return { fill: `url(#${hatchId(hex)})`, stroke: hex, width: 1.4, glyph: ink, hasDisc: true };
		case 'refuted':
			return { fill: '#ececea', stroke: muted, width: 1.1, glyph: muted, isStruck: true };
	}
}

/** Outline around a head in the origin; a teardrop's tip lies `headLift` below. */
function outline(isArea: boolean): string {
	const r = fixed(headRadius);
	const disc = `M0-${r}a${r} ${r} 0 1 1 0 ${fixed(headRadius * 2)}a${r} ${r} 0 1 1 0-${fixed(headRadius * 2)}z`;
	return isArea
		? disc
		: `M0 ${headLift}c-.7-4-${r}-7.8-${r}-15a${r} ${r} 0 1 1 ${fixed(headRadius * 2)} 0c0 7.2-7.8 11-${r} 15z`;
}

/** The head stands at `at`, without number. */
export function pinHead(icons: Icons, style: PinStyle, [x, y]: Point, isArea = style.isArea): string {
	const body = bodyOf(style);
	const path = outline(isArea);
	const badge = badges[style.status];
	return element(
		'g',
		{ transform: `translate(${fixed(x)} ${fixed(y)})` },
		element('path', {
			d: path,
			fill: 'none',
			stroke: white,
			'stroke-width': body.width + 1.8,
			'stroke-linejoin': 'round'
		}) +
			element('path', {
				d: path,
				fill: body.fill,
				stroke: body.stroke,
				'stroke-width': body.width,
				'stroke-linejoin': 'round',
				'stroke-dasharray': body.dash
			}) +
			(body.hasDisc ? element('circle', { r: 6, fill: white }) : '') +
			iconAt(icons, style.icon, [0, 0], 10, body.glyph) +
			(body.isStruck
				? element('path', { d: 'M-6 6 6-6', stroke: muted, 'stroke-width': 1.3, 'stroke-linecap': 'round' })
				: '') +
			(badge
				? `<g transform="translate(7.4 -7.4) scale(.66)"><circle r="6" fill="${white}" stroke="${ink}"/>` +
					`<path d="${badge}" fill="none" stroke="${ink}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/></g>`
				: '')
	);
}

const chipSize = 6.6;

/** The event's number on a dark chip. */
export function numberChip([x, y]: Point, text: string): string {
	const width = Math.max(9, textWidth(text, { size: chipSize, weight: 700 }) + 4);
	return (
		element('rect', {
			x: x - width / 2,
			y: y - 4.6,
			width,
			height: 9.2,
			rx: 2,
			fill: ink,
			stroke: white,
			'stroke-width': 0.8
		}) + textAt([x, y + 2.4], text, { size: chipSize, weight: 700, fill: white, anchor: 'middle' })
	);
}
