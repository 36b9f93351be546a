// Finding records by what they say: title, name, alias, text, place, source. Pure; every word must be found, the title counts most.
import type { CollectionName } from '../board/schema/record.ts';
import { plainText, type RichText } from '../board/schema/rich-text.ts';
import type { Relation } from '../board/schema/relation.ts';
import { recordTitle } from '../live/record-title.ts';
import type { AnyRecord } from '../live/board-view.svelte.ts';

export interface Findable {
	readonly id: string;
	readonly collection: CollectionName;
	readonly title: string;
	/** Everything else that finds it. */
	readonly words: string;
}

export interface FindResult {
	readonly shown: readonly Findable[];
	readonly more: number;
}

const marks = /[\u0300-\u036f\u064b-\u065f\u0670]/gu;

/** Without case, accents and Arabic vowel signs; alef and yeh in one form each. */
export function folded(text: string): string {
	return text
		.normalize('NFKD')
		.replace(marks, '')
		.replace(/[أإآٱ]/gu, 'ا')
		.replace(/ى/gu, 'ي')
		.toLocaleLowerCase();
}

/** All texts of a record but ids, times and positions. */
export function findableOf(
	collection: CollectionName,
	record: AnyRecord,
	nameOfActor: (id: string) => string
): Findable {
	const values = record as unknown as Record<string, unknown>;
	const words: string[] = [];
	for (const name of [
		'title',
		'name',
		'placeName',
		'basis',
		'wouldChange',
		'label',
		'authors',
		'publisher',
		'url',
		'note'
	]) {
		if (typeof values[name] === 'string') words.push(values[name]);
	}
	if (Array.isArray(values.aliases)) words.push(...(values.aliases as string[]));
	for (const name of ['description', 'text']) {
		if (Array.isArray(values[name])) words.push(plainText(values[name] as RichText));
	}
	const own = recordTitle(collection, record);
	const title =
		collection === 'relations'
			? [nameOfActor((record as Relation).fromId), own, nameOfActor((record as Relation).toId)].join(' ')
			: own;
	return { id: record.id, collection, title, words: words.join('\n') };
}

function score(entry: Findable, wanted: readonly string[]): number {
	const title = folded(entry.title);
	const words = folded(entry.words);
	let sum = 0;
	for (const word of wanted) {
		if (title.startsWith(word)) sum += 4;
		else if (title.includes(` ${word}`)) sum += 3;
		else if (title.includes(word)) sum += 2;
		else if (words.includes(word)) sum += 1;
		else return 0;
	}
	// A line is found by its ends, too, and should not come before them.
	return entry.collection === 'relations' ? sum / 2 : sum;
}

export function find(entries: readonly Findable[], text: string, countMax: number): FindResult {
	const wanted = folded(text).split(/\s+/u).filter(Boolean);
	if (wanted.length === 0) return { shown: [], more: 0 };
	const hits = entries
		.map((entry) => ({ entry, score: score(entry, wanted) }))
		.filter((hit) => hit.score > 0)
		.sort((a, b) => b.score - a.score || a.entry.title.localeCompare(b.entry.title));
	return {
		shown: hits.slice(0, countMax).map((hit) => hit.entry),
		more: Math.max(0, hits.length - countMax)
	};
}
