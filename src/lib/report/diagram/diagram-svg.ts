// The picture of who is related to whom: cards in their actor's colour, arrows with labels, strength as line style.
import type { Actor } from '#lib/board/schema/actor.ts';
import type { Relation } from '#lib/board/schema/relation.ts';
import type { BoardSnapshot } from '#lib/board/snapshot.ts';
import { actorColour } from '#lib/board/vocabulary/actor-colours.ts';
import { actorTypes } from '#lib/board/vocabulary/actor-types.ts';
import { labelOf } from '#lib/board/vocabulary/keys.ts';
import { relationStrengths } from '#lib/board/vocabulary/relation-strengths.ts';
import { relationTypes } from '#lib/board/vocabulary/relation-types.ts';
import { m } from '#lib/messages/index.ts';
import { shorten } from '../clean-text.ts';
import type { DiagramData } from '../report-data.ts';
import { actorName, relationLabel } from '../sections.ts';
import {
	cutToWidth,
	element,
	fixed,
	iconAt,
	svgDocument,
	textAt,
	textWidth,
	wrapText,
	type Icons,
	type Point
} from '../svg.ts';
import { cardSize, layOut } from './layout.ts';
import { createRouter, labelLeading, labelSize, type Route } from './route.ts';

/** More cards than these are not legible on one page. */
const cardsMax = 40;
/** More lines than these are a thicket; the table is better. */
const linesMax = 120;
const legendHeight = 20;
const labelCharsMax = 60;
const listedMax = 14;

const colours = {
	ink: '#1c1f22',
	muted: '#5c6268',
	line: '#4a5056',
	white: '#ffffff',
	border: '#b9bec2'
} as const;
const words = m.report;

export interface Diagram {
	readonly figure: DiagramData | null;
	/** Why there is no picture, where relations exist. */
	readonly note: string;
}

/** The wall's dash patterns at the size of paper. */
function dashOf(strength: string): string | undefined {
	const pattern = relationStrengths.find(({ key }) => key === strength)?.dashPattern ?? '';
	if (pattern === '') return undefined;
	return pattern
		.split(' ')
		.map((length) => fixed(Number(length) * 0.5))
		.join(' ');
}

function arrowHead(tip: Point, from: Point): string {
	const angle = Math.atan2(tip[1] - from[1], tip[0] - from[0]);
	const corner = (turn: number): string =>
		`${fixed(tip[0] - 6.5 * Math.cos(angle + turn))} ${fixed(tip[1] - 6.5 * Math.sin(angle + turn))}`;
	return element('path', {
		d: `M${fixed(tip[0])} ${fixed(tip[1])}L${corner(0.38)}L${corner(-0.38)}z`,
		fill: colours.line
	});
}

/** Says the same read from either end. */
function isMutual(relation: Relation): boolean {
	const type = relationTypes.find(({ key }) => key === relation.type);
	return (
		relation.label === '' && type !== undefined && type.label === type.inverse && type.group === 'alignment'
	);
}

function drawLine({ start, control, end }: Route, relation: Relation): string {
	const path = `M${fixed(start[0])} ${fixed(start[1])}Q${fixed(control[0])} ${fixed(control[1])} ${fixed(end[0])} ${fixed(end[1])}`;
	return (
		element('path', {
			d: path,
			fill: 'none',
			stroke: colours.line,
			'stroke-width': 1.1,
			'stroke-dasharray': dashOf(relation.strength),
			'stroke-linecap': relation.strength === 'tentative' ? 'round' : undefined
		}) +
		arrowHead(end, control) +
		(isMutual(relation) ? arrowHead(start, control) : '')
	);
}

function drawLabel({ label: { lines, at, width, height } }: Route): string {
	const plate = element('rect', {
		x: at[0] - width / 2,
		y: at[1] - height / 2,
		width,
		height,
		rx: 2,
		fill: colours.white,
		'fill-opacity': '0.94'
	});
	const first = at[1] - ((lines.length - 1) * labelLeading) / 2 + 2.4;
	const words = lines.map((line, index) =>
		textAt([at[0], first + index * labelLeading], line, {
			size: labelSize,
			fill: colours.ink,
			anchor: 'middle'
		})
	);
	return plate + words.join('');
}

const nameStyle = { size: 7.2, weight: 600 } as const;
const nameLeading = 8.4;
const typeSize = 6.2;

/** Name and kind, in the middle of the card's height; a name of three lines leaves no room for the kind. */
function drawCardWords(actor: Actor, [left, y]: Point, room: number, icons: Icons): string {
	const lines = wrapText(actorName(actor), room, 3, nameStyle);
	const hasType = lines.length < 3;
	const first = y + 2.5 - ((lines.length - 1 + (hasType ? 1 : 0)) * nameLeading) / 2;
	const name = lines.map((line, index) =>
		textAt([left, first + index * nameLeading], line, { ...nameStyle, fill: colours.ink })
	);
	if (!hasType) return name.join('');
	const type = actorTypes.find(({ key }) => key === actor.type);
	const baseline = first + lines.length * nameLeading;
	const label = cutToWidth(labelOf(actorTypes, actor.type), room - 9, { size: typeSize });
	return (
		name.join('') +
		iconAt(icons, type?.icon ?? '', [left + 3.2, baseline - 2.2], 6.6, colours.muted) +
		textAt([left + 8.5, baseline], label, { size: typeSize, fill: colours.muted })
	);
}

function drawCard(actor: Actor, [x, y]: Point, icons: Icons): string {
	const { width, height } = cardSize;
	const [left, top] = [x - width / 2, y - height / 2];
	return (
		element('rect', {
			x: left,
			y: top,
			width,
			height,
			rx: 3.5,
			fill: colours.white,
			stroke: colours.border,
			'stroke-width': 0.8
		}) +
		element('path', {
			d: `M${fixed(left + 3.5)} ${fixed(top)}h1v${fixed(height)}h-1a3.5 3.5 0 0 1-3.5-3.5v-${fixed(height - 7)}a3.5 3.5 0 0 1 3.5-3.5z`,
			fill: actorColour(actor.colour).hex
		}) +
		drawCardWords(actor, [left + 9, y], width - 13, icons)
	);
}

function drawLegend(top: number): string {
	let x = 4;
	const parts = relationStrengths.map(({ key, label }) => {
		const line = element('path', {
			d: `M${fixed(x)} ${fixed(top)}h26`,
			stroke: colours.line,
			'stroke-width': 1.1,
			'stroke-dasharray': dashOf(key),
			'stroke-linecap': key === 'tentative' ? 'round' : undefined
		});
		const text = textAt([x + 31, top + 2.4], label, { size: labelSize, fill: colours.muted });
		x += 31 + textWidth(label, { size: labelSize }) + 18;
		return line + text;
	});
	return parts.join('');
}

export function drawDiagram(board: BoardSnapshot, icons: Icons): Diagram {
	const actors = new Map(board.actors.map((actor) => [actor.id, actor]));
	const relations = board.relations.filter(
		({ fromId, toId }) => fromId !== toId && actors.has(fromId) && actors.has(toId)
	);
	if (relations.length === 0) return { figure: null, note: '' };
	const ends = new Set(relations.flatMap(({ fromId, toId }) => [fromId, toId]));
	const related = board.actors.filter(({ id }) => ends.has(id));
	const tooLarge = { figure: null, note: words.diagramTooLarge(related.length) };
	if (related.length > cardsMax || relations.length > linesMax) return tooLarge;
	const layout = layOut(related);
	if (!layout) return tooLarge;
	const router = createRouter(layout.middles, layout);
	// Short lines first: they have the least choice.
	const routed = relations
		.map((relation) => ({
			relation,
			length: distance(layout.middles.get(relation.fromId), layout.middles.get(relation.toId))
		}))
		.sort((a, b) => a.length - b.length)
		.flatMap(({ relation }) => {
			const route = router.route(
				relation.fromId,
				relation.toId,
				shorten(relationLabel(relation), labelCharsMax)
			);
			return route ? [{ relation, route }] : [];
		});
	const inner =
		routed.map(({ relation, route }) => drawLine(route, relation)).join('') +
		related.map((actor) => drawCard(actor, layout.middles.get(actor.id) as Point, icons)).join('') +
		routed.map(({ route }) => drawLabel(route)).join('') +
		drawLegend(layout.height + 10);
	const listed = relations.slice(0, listedMax).map((relation) => {
		const [from, to] = [actors.get(relation.fromId), actors.get(relation.toId)] as [Actor, Actor];
		return `${actorName(from)} ${relationLabel(relation)} ${actorName(to)}`;
	});
	if (relations.length > listed.length) listed.push(words.mapAltMore(relations.length - listed.length));
	return {
		figure: {
			svg: svgDocument(layout.width, layout.height + legendHeight, inner),
			alt: words.diagramAlt(related.length, listed.join('; ')),
			caption: words.diagramCaption,
			isWide: layout.isWide
		},
		note: ''
	};
}

function distance(a: Point | undefined, b: Point | undefined): number {
	return a && b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
}
