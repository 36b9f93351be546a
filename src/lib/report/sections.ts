// Turns the records of a board into the rows and cards of the report: labels for keys, clean text, numbers for links.
// Pictures are made elsewhere.
import type { Moment } from '#lib/board/schema/moment.ts';
import { formatMoment } from '#lib/board/schema/moment.ts';
import type { BoardSnapshot } from '#lib/board/snapshot.ts';
import { actorColour } from '#lib/board/vocabulary/actor-colours.ts';
import { actorTypes } from '#lib/board/vocabulary/actor-types.ts';
import { reliabilities } from '#lib/board/vocabulary/admiralty.ts';
import { confidences } from '#lib/board/vocabulary/confidence.ts';
import { eventStatuses } from '#lib/board/vocabulary/event-statuses.ts';
import { eventTypes } from '#lib/board/vocabulary/event-types.ts';
import { labelOf } from '#lib/board/vocabulary/keys.ts';
import { likelihoods } from '#lib/board/vocabulary/likelihood.ts';
import { placePrecisions } from '#lib/board/vocabulary/place-precisions.ts';
import { relationStrengths } from '#lib/board/vocabulary/relation-strengths.ts';
import { relationTypes } from '#lib/board/vocabulary/relation-types.ts';
import { sourceKinds } from '#lib/board/vocabulary/source-kinds.ts';
import { m } from '#lib/messages/index.ts';
import { citationLines, citedPlaces } from './citations.ts';
import { cleanLine, joinNames, shorten } from './clean-text.ts';
import { noteName, type Numbering } from './numbering.ts';
import type {
	ActorData,
	AssessmentData,
	ColourData,
	EventData,
	RelationData,
	RelationEndData,
	SourceData,
	TimeData
} from './report-data.ts';
import { firstLine, plainBlocks, richBlocks, type BlockData } from './rich-blocks.ts';

/** An assessment is named on the first page and in relations by this much of its first line. */
const headlineCharsMax = 190;

const words = m.report;

function colourData(key: string | null | undefined): ColourData {
	const { hex, ink, label } = actorColour(key);
	return { hex, ink, label };
}

function timeData(time: Moment | null): TimeData | null {
	if (time === null) return null;
	const inferred = time.basis === 'inferred';
	const note = cleanLine(time.basisNote);
	return {
		text: formatMoment(time),
		inferred,
		reason: !inferred ? '' : note === '' ? words.inferred : words.inferredBecause(note)
	};
}

export function actorName(actor: { readonly name: string }): string {
	return cleanLine(actor.name) || words.unnamedActor;
}

export function relationLabel(relation: { readonly label: string; readonly type: string }): string {
	return cleanLine(relation.label) || labelOf(relationTypes, relation.type);
}

export function eventRows(board: BoardSnapshot, numbering: Numbering): EventData[] {
	const actors = new Map(board.actors.map((actor) => [actor.id, actor]));
	return numbering.events.map((pin, index) => {
		const actor = pin.actorId === null ? undefined : actors.get(pin.actorId);
		const type = pin.eventType === null ? '' : labelOf(eventTypes, pin.eventType);
		return {
			number: index + 1,
			title: cleanLine(pin.title) || words.untitledEvent,
			time: timeData(pin.time),
			type: [type, cleanLine(pin.subEvent ?? '')].filter((part) => part !== '').join(': '),
			place: cleanLine(pin.placeName) || (pin.at === null ? '' : words.placeUnnamed),
			precision: labelOf(placePrecisions, pin.at === null ? 'unknown' : pin.placePrecision),
			isPlaced: pin.at !== null,
			status: labelOf(eventStatuses, pin.status),
			statusKey: pin.status,
			actor: actor ? { name: actorName(actor), colour: colourData(actor.colour) } : null,
			description: richBlocks(pin.description),
			citations: citationLines(pin.citations, numbering)
		};
	});
}

function headlineOf(text: readonly BlockData[]): { lead: string; headline: string } {
	const [first, ...rest] = text;
	const line = (blocks: readonly BlockData[]): string =>
		shorten(cleanLine(firstLine(blocks)), headlineCharsMax);
	if (first?.kind !== 'heading') return { lead: '', headline: line(text) || words.emptyAssessment };
	return { lead: line([first]), headline: line(rest) };
}

export function assessmentCards(numbering: Numbering): AssessmentData[] {
	return numbering.notes.map((note, index) => {
		const text = richBlocks(note.text);
		const likelihood = likelihoods.find(({ key }) => key === note.likelihood);
		const level = confidences.findIndex(({ key }) => key === note.confidence);
		const confidence = confidences[level];
		return {
			number: index + 1,
			name: noteName(numbering, index + 1),
			text,
			...headlineOf(text),
			likelihood: likelihood
				? {
						term: likelihood.label,
						range: likelihood.range,
						percent: words.percent(likelihood.range[0], likelihood.range[1])
					}
				: null,
			confidence: confidence
				? { label: confidence.label, meaning: confidence.meaning, level: confidences.length - level }
				: null,
			basis: plainBlocks(note.basis),
			wouldChange: plainBlocks(note.wouldChange),
			citations: citationLines(note.citations, numbering)
		};
	});
}

export function actorCards(board: BoardSnapshot, numbering: Numbering): ActorData[] {
	return board.actors.map((actor, index) => ({
		number: index + 1,
		name: actorName(actor),
		aliases: joinNames(actor.aliases.map(cleanLine).filter((alias) => alias !== '')),
		type: labelOf(actorTypes, actor.type),
		colour: colourData(actor.colour),
		description: richBlocks(actor.description),
		citations: citationLines(actor.citations, numbering)
	}));
}

export function relationRows(board: BoardSnapshot, numbering: Numbering): RelationData[] {
	const actors = new Map(board.actors.map((actor) => [actor.id, actor]));
	const end = (id: string): RelationEndData => {
		const actor = actors.get(id);
		if (actor) {
			return {
				name: actorName(actor),
				anchor: `actor-${numbering.actor.get(id)}`,
				colour: colourData(actor.colour)
			};
		}
		const note = numbering.note.get(id);
		if (note !== undefined) return { name: noteName(numbering, note), anchor: `note-${note}`, colour: null };
		return { name: words.goneEnd, anchor: null, colour: null };
	};
	return board.relations.map((relation, index) => ({
		number: index + 1,
		from: end(relation.fromId),
		to: end(relation.toId),
		label: relationLabel(relation),
		strength: labelOf(relationStrengths, relation.strength),
		strengthKey: relation.strength,
		time: timeData(relation.time),
		description: richBlocks(relation.description),
		citations: citationLines(relation.citations, numbering)
	}));
}

export function sourceEntries(board: BoardSnapshot, numbering: Numbering): SourceData[] {
	const places = citedPlaces(board, numbering);
	return board.sources.map((source, index) => ({
		number: index + 1,
		title: cleanLine(source.title) || words.untitledSource,
		imprint: [
			cleanLine(source.authors),
			cleanLine(source.publisher),
			source.published === null ? '' : words.publishedOn(formatMoment(source.published)),
			labelOf(sourceKinds, source.kind).toLowerCase()
		]
			.filter((part) => part !== '')
			.join(' · '),
		url: source.url,
		reliability:
			source.reliability === null
				? null
				: { key: source.reliability, label: labelOf(reliabilities, source.reliability) },
		note: plainBlocks(source.note),
		cited: places.get(source.id) ?? []
	}));
}
