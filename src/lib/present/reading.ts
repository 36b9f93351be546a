// What a display says about one selected record: the same facts as the inspector's, as words to be read and not as fields. Pure.
import type { Actor } from '#lib/board/schema/actor.ts';
import type { Citations } from '#lib/board/schema/citation.ts';
import { formatMoment, type Moment } from '#lib/board/schema/moment.ts';
import type { Note } from '#lib/board/schema/note.ts';
import type { Pin } from '#lib/board/schema/pin.ts';
import type { Relation } from '#lib/board/schema/relation.ts';
import type { RichText } from '#lib/board/schema/rich-text.ts';
import type { Source } from '#lib/board/schema/source.ts';
import { actorColour } from '#lib/board/vocabulary/actor-colours.ts';
import { actorTypes } from '#lib/board/vocabulary/actor-types.ts';
import { credibilities, reliabilities } from '#lib/board/vocabulary/admiralty.ts';
import { confidences } from '#lib/board/vocabulary/confidence.ts';
import { eventStatuses } from '#lib/board/vocabulary/event-statuses.ts';
import { eventTypes } from '#lib/board/vocabulary/event-types.ts';
import { labelOf } from '#lib/board/vocabulary/keys.ts';
import { likelihoods } from '#lib/board/vocabulary/likelihood.ts';
import { placePrecisions } from '#lib/board/vocabulary/place-precisions.ts';
import { relationStrengths } from '#lib/board/vocabulary/relation-strengths.ts';
import { relationTypes } from '#lib/board/vocabulary/relation-types.ts';
import { m } from '#lib/messages/index.ts';

export interface Fact {
	readonly label: string;
	readonly value: string;
	/** Under the value; of an inferred time, why. */
	readonly detail?: string;
	/** Not stated by anybody: set in italics. */
	readonly isInferred?: boolean;
	/** The side's. */
	readonly colour?: string;
}

export interface CitedSource {
	readonly id: string;
	readonly title: string;
	/** Publisher and date. */
	readonly from: string;
	readonly speaker: string;
	/** Letter and digit of the Admiralty code, and what they mean. */
	readonly rating: string;
	readonly ratingWords: string;
	readonly note: string;
}

export interface Reading {
	readonly kind: string;
	/** Empty for a note: its text says it. */
	readonly title: string;
	readonly facts: readonly Fact[];
	readonly text: RichText;
	readonly sources: readonly CitedSource[];
}

/** The part of the board's live view that is read. */
export interface Records {
	readonly pins: ReadonlyMap<string, Pin>;
	readonly actors: ReadonlyMap<string, Actor>;
	readonly notes: ReadonlyMap<string, Note>;
	readonly relations: ReadonlyMap<string, Relation>;
	readonly sources: ReadonlyMap<string, Source>;
}

/** What is not said is left out. */
const said = (facts: readonly Fact[]): Fact[] => facts.filter(({ value }) => value !== '');
const joined = (parts: readonly string[], mark = ' · '): string => parts.filter(Boolean).join(mark);

function timeFact(time: Moment | null): Fact {
	const isInferred = time?.basis === 'inferred';
	return {
		label: m.inspector.time,
		value: time ? formatMoment(time) : '',
		isInferred,
		detail: isInferred ? joined([m.inspector.inferred, time.basisNote], ': ') : undefined
	};
}

function pinFacts(pin: Pin, actors: Records['actors']): Fact[] {
	const actor = pin.actorId === null ? undefined : actors.get(pin.actorId);
	const precision = labelOf(placePrecisions, pin.placePrecision);
	return said([
		{
			label: m.inspector.eventType,
			value: joined([labelOf(eventTypes, pin.eventType), pin.subEvent ?? ''])
		},
		{ label: m.inspector.status, value: labelOf(eventStatuses, pin.status) },
		timeFact(pin.time),
		{
			label: m.inspector.place,
			value: pin.placeName || precision,
			detail: pin.placeName ? precision : undefined
		},
		{ label: m.inspector.actor, value: actor?.name ?? '', colour: actorColour(actor?.colour).hex }
	]);
}

function actorFacts(actor: Actor): Fact[] {
	return said([
		{ label: m.inspector.type, value: labelOf(actorTypes, actor.type) },
		{ label: m.inspector.aliases, value: joined(actor.aliases) }
	]);
}

function noteFacts(note: Note): Fact[] {
	const step = likelihoods.find(({ key }) => key === note.likelihood);
	const confidence = confidences.find(({ key }) => key === note.confidence);
	return said([
		{
			label: m.inspector.likelihood,
			value: step?.label ?? '',
			detail: step && m.inspector.range(step.range[0], step.range[1])
		},
		{ label: m.inspector.confidence, value: confidence?.label ?? '', detail: confidence?.meaning },
		{ label: m.inspector.noteBasis, value: note.basis },
		{ label: m.inspector.wouldChange, value: note.wouldChange }
	]);
}

function relationTitle({ fromId, toId, label, type }: Relation, actors: Records['actors']): string {
	const nameOf = (id: string): string => {
		const actor = actors.get(id);
		return actor ? actor.name || m.inspector.unnamed : m.inspector.gone;
	};
	return m.inspector.relation(nameOf(fromId), label || labelOf(relationTypes, type), nameOf(toId));
}

function citedSources(citations: Citations, sources: Records['sources']): CitedSource[] {
	return Object.entries(citations).map(([id, { speaker, credibility, note }]) => {
		const source = sources.get(id);
		return {
			id,
			title: source ? source.title || m.sources.untitled : m.sources.gone,
			from: joined([source?.publisher ?? '', source?.published ? formatMoment(source.published) : '']),
			speaker,
			rating: `${source?.reliability ?? ''}${credibility ?? ''}`,
			ratingWords: joined(
				[labelOf(reliabilities, source?.reliability ?? null), labelOf(credibilities, credibility)],
				', '
			),
			note
		};
	});
}

/** Null for what is not there (any more), and for sources, which cannot be selected on a display. */
export function readingOf(id: string, records: Records): Reading | null {
	const { kinds, unnamed } = m.inspector;
	const { actors } = records;
	const sourcesOf = ({ citations }: { readonly citations: Citations }) =>
		citedSources(citations, records.sources);
	const pin = records.pins.get(id);
	if (pin) {
		const { description: text } = pin;
		const facts = pinFacts(pin, actors);
		return { kind: kinds.pins, title: pin.title || unnamed, facts, text, sources: sourcesOf(pin) };
	}
	const actor = actors.get(id);
	if (actor) {
		const { description: text } = actor;
		const facts = actorFacts(actor);
		return { kind: kinds.actors, title: actor.name || unnamed, facts, text, sources: sourcesOf(actor) };
	}
	const note = records.notes.get(id);
	if (note) {
		const facts = noteFacts(note);
		return { kind: kinds.notes, title: '', facts, text: note.text, sources: sourcesOf(note) };
	}
	const relation = records.relations.get(id);
	if (!relation) return null;
	const strength = labelOf(relationStrengths, relation.strength);
	const facts = said([{ label: m.inspector.strength, value: strength }, timeFact(relation.time)]);
	const title = relationTitle(relation, actors);
	return { kind: kinds.relations, title, facts, text: relation.description, sources: sourcesOf(relation) };
}
