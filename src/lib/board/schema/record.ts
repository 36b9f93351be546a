// What all record kinds share: how a record lies in the document (a Y.Map in a root map, scalar fields as values, long texts as
// fragments, citations as a nested map, all made together) and how it is read back leniently.
import * as Y from 'yjs';
import type { z } from 'zod';
import { citation, type Citation, type Citations } from './citation.ts';
import { readRichText, richTextFragment, type RichText } from './rich-text.ts';

export type CollectionName = 'pins' | 'actors' | 'notes' | 'relations' | 'sources';

export interface RecordKind<Fields extends z.ZodObject = z.ZodObject, Text extends string = string> {
	readonly collection: CollectionName;
	/** Validator of the scalar fields; each is written and merged on its own. */
	readonly fields: Fields;
	/** Names of the rich texts. */
	readonly texts: readonly Text[];
	readonly cited: boolean;
}

export type RecordOf<Kind> =
	Kind extends RecordKind<infer Fields, infer Text>
		? Readonly<z.output<Fields>> & { readonly [Name in Text]: RichText } & {
				readonly id: string;
				readonly createdAt: string;
				readonly citations: Citations;
			}
		: never;

export type RecordInput<Kind> =
	Kind extends RecordKind<infer Fields, infer Text>
		? z.input<Fields> & { readonly [Name in Text]?: RichText } & { readonly citations?: Citations }
		: never;

/** A record that cannot be read; it is shown as such and never hides or harms the others. */
export interface UnreadableRecord {
	readonly collection: CollectionName;
	readonly id: string;
	readonly problem: string;
}

export type ReadResult<Kind> =
	{ ok: true; record: RecordOf<Kind> } | { ok: false; unreadable: UnreadableRecord };

const citationsKey = 'citations';
const createdAtKey = 'createdAt';

function deepFreeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
		Object.freeze(value);
		Object.values(value).forEach(deepFreeze);
	}
	return value;
}

/** A record as it lies in the document. Throws a ZodError where a field is not valid. */
export function createRecord<Kind extends RecordKind>(
	kind: Kind,
	input: RecordInput<Kind>,
	createdAt: string
): Y.Map<unknown> {
	const values = input as Record<string, unknown>;
	const record = new Y.Map<unknown>();
	for (const [name, value] of Object.entries(kind.fields.parse(values))) record.set(name, value);
	for (const name of kind.texts)
		record.set(name, richTextFragment((values[name] as RichText | undefined) ?? []));
	if (kind.cited) {
		const citations = Object.entries((values[citationsKey] as Citations | undefined) ?? {});
		record.set(
			citationsKey,
			new Y.Map(citations.map(([sourceId, entry]) => [sourceId, citation.parse(entry)]))
		);
	}
	record.set(createdAtKey, createdAt);
	return record;
}

function readCitations(record: Y.Map<unknown>): Citations {
	const stored = record.get(citationsKey);
	const citations: Record<string, Citation> = Object.create(null) as Record<string, Citation>;
	if (!(stored instanceof Y.Map)) return citations;
	for (const [sourceId, value] of stored) {
		const read = citation.safeParse(value);
		if (read.success) citations[sourceId] = read.data;
	}
	return citations;
}

/** The frozen plain record. Fields that the kind does not know (of a later version) are left out; they stay in the document. */
export function readRecord<Kind extends RecordKind>(
	kind: Kind,
	id: string,
	stored: unknown
): ReadResult<Kind> {
	const fail = (problem: string): ReadResult<Kind> => ({
		ok: false,
		unreadable: { collection: kind.collection, id, problem }
	});
	if (!(stored instanceof Y.Map)) return fail('not a record');
	const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
	for (const name of Object.keys(kind.fields.shape)) {
		if (stored.has(name)) values[name] = stored.get(name);
	}
	const read = kind.fields.safeParse(values);
	if (!read.success) {
		return fail(read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
	}
	const texts = Object.fromEntries(kind.texts.map((name) => [name, readRichText(stored.get(name))]));
	const createdAt = stored.get(createdAtKey);
	return {
		ok: true,
		record: deepFreeze({
			id,
			...read.data,
			...texts,
			citations: kind.cited ? readCitations(stored) : {},
			createdAt: typeof createdAt === 'string' ? createdAt : ''
		}) as unknown as RecordOf<Kind>
	};
}

/** The map that holds a record's citations by source id. */
export function citationsOf(record: Y.Map<unknown>): Y.Map<unknown> | null {
	const stored = record.get(citationsKey);
	return stored instanceof Y.Map ? stored : null;
}

/** A rich text of a record, for the text editor. */
export function textOf(record: Y.Map<unknown>, name: string): Y.XmlFragment | null {
	const stored = record.get(name);
	return stored instanceof Y.XmlFragment ? stored : null;
}
