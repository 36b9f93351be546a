// What a record is called in lists, headings and messages: its own words, cut to one line. Empty where it has none yet.
import type { CollectionName } from '../board/schema/record.ts';
import { plainText } from '../board/schema/rich-text.ts';
import type { Actor } from '../board/schema/actor.ts';
import type { Note } from '../board/schema/note.ts';
import type { Pin } from '../board/schema/pin.ts';
import type { Relation } from '../board/schema/relation.ts';
import type { Source } from '../board/schema/source.ts';
import { labelOf } from '../board/vocabulary/keys.ts';
import { relationTypes } from '../board/vocabulary/relation-types.ts';
import type { AnyRecord } from './board-view.svelte.ts';

const titleCharsShown = 80;

function ownWords(collection: CollectionName, record: AnyRecord): string {
	switch (collection) {
		case 'pins':
			return (record as Pin).title;
		case 'actors':
			return (record as Actor).name;
		case 'notes':
			return plainText((record as Note).text);
		case 'relations':
			return (record as Relation).label || labelOf(relationTypes, (record as Relation).type);
		case 'sources':
			return (record as Source).title;
	}
}

export function recordTitle(collection: CollectionName, record: AnyRecord): string {
	const line = ownWords(collection, record).trim().split('\n', 1)[0] ?? '';
	return line.length > titleCharsShown ? `${line.slice(0, titleCharsShown - 1)}…` : line;
}
