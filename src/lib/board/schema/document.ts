// The only file that asks Yjs for root types. Collections are root maps, never created inside another map, because two
// clients that each create the same nested container lose one side's records.
import * as Y from 'yjs';
import { actorKind } from './actor.ts';
import { noteKind } from './note.ts';
import { pinKind } from './pin.ts';
import type { CollectionName, RecordKind } from './record.ts';
import { relationKind } from './relation.ts';
import { sourceKind } from './source.ts';

export const recordKinds = {
	pins: pinKind,
	actors: actorKind,
	notes: noteKind,
	relations: relationKind,
	sources: sourceKind
} as const satisfies Record<CollectionName, RecordKind>;

export const collectionNames = Object.keys(recordKinds) as CollectionName[];

export function collection(doc: Y.Doc, name: CollectionName): Y.Map<Y.Map<unknown>> {
	return doc.getMap<Y.Map<unknown>>(name);
}

export function boardInfoMap(doc: Y.Doc): Y.Map<unknown> {
	return doc.getMap('board');
}

export function allRootMaps(doc: Y.Doc): Y.AbstractType<unknown>[] {
	return [
		boardInfoMap(doc),
		...collectionNames.map((name) => collection(doc, name))
	] as Y.AbstractType<unknown>[];
}

/** The collection that holds `id`, and the record as it is stored; null where no collection does. */
export function findRecord(doc: Y.Doc, id: string): { name: CollectionName; record: Y.Map<unknown> } | null {
	for (const name of collectionNames) {
		const record = collection(doc, name).get(id);
		if (record instanceof Y.Map) return { name, record };
	}
	return null;
}
