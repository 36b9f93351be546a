// What cards, notes and relations are called where only words are heard or there is little room.
import type { Actor } from '#lib/board/schema/actor.ts';
import type { Note } from '#lib/board/schema/note.ts';
import type { Relation } from '#lib/board/schema/relation.ts';
import { plainText } from '#lib/board/schema/rich-text.ts';
import { actorTypes } from '#lib/board/vocabulary/actor-types.ts';
import { labelOf } from '#lib/board/vocabulary/keys.ts';
import { relationStrengths } from '#lib/board/vocabulary/relation-strengths.ts';
import { relationTypes } from '#lib/board/vocabulary/relation-types.ts';
import { m } from '#lib/messages/index.ts';

const noteWordsMax = 80;

export function cardLabel(card: Actor | Note): string {
	if ('name' in card)
		return m.wall.cardLabel(labelOf(actorTypes, card.type), card.name || m.wall.unnamedActor);
	const words = plainText(card.text).replaceAll(/\s+/g, ' ').trim();
	return m.wall.noteLabel(words.length > noteWordsMax ? `${words.slice(0, noteWordsMax)}…` : words);
}

/** What stands at the line. */
export function relationWords(relation: Relation): string {
	return relation.label || labelOf(relationTypes, relation.type);
}

interface Cards {
	readonly actors: ReadonlyMap<string, Actor>;
	readonly notes: ReadonlyMap<string, Note>;
}

export function relationLabel(relation: Relation, { actors, notes }: Cards): string {
	const nameOf = (id: string): string =>
		actors.get(id)?.name || (notes.has(id) ? m.wall.note : m.wall.unnamedActor);
	return m.wall.relation(
		nameOf(relation.fromId),
		relationWords(relation),
		nameOf(relation.toId),
		labelOf(relationStrengths, relation.strength)
	);
}
