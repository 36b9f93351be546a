// How a pin looks, as SVG source: a teardrop where the place is known, a disc where only an area is; the actor's colour;
// and a status that can be told without seeing colour (fill, outline, hatch, badge). Pure; map-images.ts rasterises it.
import { actorColour } from '../board/vocabulary/actor-colours.ts';
import type { EventStatus } from '../board/vocabulary/event-statuses.ts';
import { glyphShapes } from './pin-glyphs.ts';

/** `point`: the tip is the place. `area`: somewhere around. */
export type PinShape = 'point' | 'area';

export interface PinLook {
	readonly shape: PinShape;
	readonly icon: string;
	/** Key of an actor colour. */
	readonly colour: string;
	readonly status: EventStatus;
}

/** Size of every pin picture in CSS pixels, with room for rings around it. */
export const pinImageSize = { width: 44, height: 52 } as const;
/** From the picture's lower edge up to the tip of a teardrop. */
export const pinTipInset = 6;

const white = '#ffffff';
const ink = '#1c1f22';
const muted = '#6a6f74';

const outlines: Record<PinShape, { path: string; centre: readonly [number, number] }> = {
	point: { path: 'M22 46c-1-6-13-12-13-23a13 13 0 1 1 26 0c0 11-12 17-13 23z', centre: [22, 23] },
	area: { path: 'M22 13a13 13 0 1 1 0 26a13 13 0 1 1 0-26z', centre: [22, 26] }
};

const badges: Partial<Record<EventStatus, string>> = {
	confirmed: 'M-2.6.2-.8 2 2.7-1.9',
	claimed: 'M-1.7-1.7v1.5l-.9 1.7M1.9-1.7v1.5l-.9 1.7',
	disputed: 'M0-2.7V.5M0 2.5v.1',
	'under-investigation': 'M-1.7-1.2a1.8 1.8 0 1 1 2.6 1.6Q0 .8 0 1.2M0 2.8v.1',
	refuted: 'M-2-2 2 2M2-2-2 2'
};

export const pinImageId = ({ shape, icon, colour, status }: PinLook): string =>
	['pin', shape, icon, colour, status].join('|');

export const ringImageId = (shape: PinShape, colour: string): string => ['ring', shape, colour].join('|');

function mixWithWhite(hex: string, share: number): string {
	const channel = (start: number): string => {
		const value = parseInt(hex.slice(start, start + 2), 16);
		return Math.round(255 - (255 - value) * share)
			.toString(16)
			.padStart(2, '0');
	};
	return `#${channel(1)}${channel(3)}${channel(5)}`;
}

interface Body {
	fill: string;
	stroke: string;
	strokeWidth: number;
	dash?: string;
	glyph: string;
	/** A quiet disc under the glyph. */
	disc?: boolean;
	defs?: string;
	over?: string;
}

function bodyOf(status: EventStatus, hex: string, onColour: string): Body {
	switch (status) {
		case 'confirmed':
			return { fill: hex, stroke: hex, strokeWidth: 1, glyph: onColour };
		case 'reported':
			return { fill: mixWithWhite(hex, 0.3), stroke: hex, strokeWidth: 1.75, glyph: ink };
		case 'claimed':
			return { fill: white, stroke: hex, strokeWidth: 2.5, glyph: ink };
		case 'under-investigation':
			return { fill: white, stroke: hex, strokeWidth: 2.5, dash: '4 2.6', glyph: ink };
		case 'disputed':
			return {
				fill: 'url(#hatch)',
				stroke: hex,
				strokeWidth: 2.25,
				glyph: ink,
				disc: true,
				defs: `<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="${white}"/><rect width="2.4" height="5" fill="${hex}"/></pattern>`
			};
		case 'refuted':
			return {
				fill: '#ececea',
				stroke: muted,
				strokeWidth: 1.75,
				glyph: muted,
				over: `<path d="M-9 9 9-9" stroke="${muted}" stroke-width="2" stroke-linecap="round"/>`
			};
	}
}

function wrap(content: string, defs = ''): string {
	const { width, height } = pinImageSize;
	return (
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
		`${defs && `<defs>${defs}</defs>`}${content}</svg>`
	);
}

export function pinSvg({ shape, icon, colour, status }: PinLook): string {
	const { hex, ink: onColour } = actorColour(colour);
	const { path, centre } = outlines[shape];
	const body = bodyOf(status, hex, onColour);
	const [x, y] = centre;
	const badge = badges[status];
	return wrap(
		`<path d="${path}" fill="none" stroke="${white}" stroke-width="${body.strokeWidth + 3}" stroke-linejoin="round"/>` +
			`<path d="${path}" fill="${body.fill}" stroke="${body.stroke}" stroke-width="${body.strokeWidth}" stroke-linejoin="round"` +
			`${body.dash ? ` stroke-dasharray="${body.dash}"` : ''}/>` +
			(body.disc ? `<circle cx="${x}" cy="${y}" r="9" fill="${white}"/>` : '') +
			`<g transform="translate(${x - 7.5} ${y - 7.5}) scale(.625)" fill="none" stroke="${body.glyph}" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round">${glyphShapes(icon)}</g>` +
			(body.over ? `<g transform="translate(${x} ${y})">${body.over}</g>` : '') +
			(badge
				? `<g transform="translate(${x + 11.5} ${y - 11.5})"><circle r="6" fill="${white}" stroke="${ink}" stroke-width="1"/>` +
					`<path d="${badge}" fill="none" stroke="${ink}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></g>`
				: ''),
		body.defs
	);
}

/** An outline around a pin: what I or somebody else has selected. */
export function ringSvg(shape: PinShape, colour: string): string {
	const { path } = outlines[shape];
	const stroke = (width: number, hex: string) =>
		`<path d="${path}" fill="none" stroke="${hex}" stroke-width="${width}" stroke-linejoin="round"/>`;
	return wrap(stroke(11, white) + stroke(8, colour));
}

const colourPattern = /^#[0-9a-f]{6}$/i;

/** The picture that an id asks for; null where the id is not one of ours. */
export function svgForImageId(imageId: string): string | null {
	const [kind, shape, third, colour, status] = imageId.split('|');
	if (shape !== 'point' && shape !== 'area') return null;
	if (kind === 'ring' && third && colourPattern.test(third)) return ringSvg(shape, third);
	if (kind !== 'pin' || !third || !colour || !status) return null;
	return pinSvg({ shape, icon: third, colour, status: status as EventStatus });
}
