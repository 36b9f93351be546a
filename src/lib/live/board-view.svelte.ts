// The reading side of a board in the browser: one reactive keyed map of frozen records per collection. A change re-reads only
// the records it touched. Nothing here writes.
import { SvelteMap } from 'svelte/reactivity';
import type * as Y from 'yjs';
import type { Actor } from '../board/schema/actor.ts';
import { readBoardInfo, type BoardInfo } from '../board/schema/board-info.ts';
import { boardInfoMap, collection, collectionNames, recordKinds } from '../board/schema/document.ts';
import type { Note } from '../board/schema/note.ts';
import type { Pin } from '../board/schema/pin.ts';
import {
	readRecord,
	type CollectionName,
	type RecordKind,
	type UnreadableRecord
} from '../board/schema/record.ts';
import type { Relation } from '../board/schema/relation.ts';
import type { Source } from '../board/schema/source.ts';

interface Records {
	pins: Pin;
	actors: Actor;
	notes: Note;
	relations: Relation;
	sources: Source;
}
export type AnyRecord = Records[CollectionName];

/** Ids of one collection that one transaction added, changed or removed. */
export interface RecordChange {
	readonly collection: CollectionName;
	readonly ids: ReadonlySet<string>;
	/** Somebody else did it (or the stored board arrived). */
	readonly remote: boolean;
}

export class BoardView {
	readonly pins = new SvelteMap<string, Pin>();
	readonly actors = new SvelteMap<string, Actor>();
	readonly notes = new SvelteMap<string, Note>();
	readonly relations = new SvelteMap<string, Relation>();
	readonly sources = new SvelteMap<string, Source>();
	/** Damaged records by id: shown as unreadable. */
	readonly unreadable = new SvelteMap<string, UnreadableRecord>();
	#info = $state.raw<BoardInfo>() as BoardInfo;
	#listeners = new Set<(change: RecordChange) => void>();
	#stops: (() => void)[] = [];

	constructor(doc: Y.Doc) {
		const infoMap = boardInfoMap(doc);
		const readInfo = (): void => {
			this.#info = readBoardInfo(infoMap);
		};
		readInfo();
		infoMap.observe(readInfo);
		this.#stops.push(() => infoMap.unobserve(readInfo));
		for (const name of collectionNames) this.#follow(collection(doc, name), name);
	}

	get info(): BoardInfo {
		return this.#info;
	}

	/** Finds a record of any kind. */
	find(id: string): { collection: CollectionName; record: AnyRecord } | null {
		for (const name of collectionNames) {
			const record = this[name].get(id);
			if (record) return { collection: name, record };
		}
		return null;
	}

	/** For readers that draw by key (the map's layers). Called after the maps are up to date. Returns the way to stop. */
	onChange(listener: (change: RecordChange) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	destroy(): void {
		this.#stops.forEach((stop) => stop());
		this.#listeners.clear();
	}

	#follow(map: Y.Map<Y.Map<unknown>>, name: CollectionName): void {
		const kind: RecordKind = recordKinds[name];
		const records = this[name] as SvelteMap<string, AnyRecord>;
		const read = (id: string): void => {
			const stored = map.get(id);
			const result = stored === undefined ? null : readRecord(kind, id, stored);
			if (result?.ok) records.set(id, result.record as unknown as AnyRecord);
			else records.delete(id);
			if (result && !result.ok) this.unreadable.set(id, result.unreadable);
			else this.unreadable.delete(id);
		};
		for (const id of map.keys()) read(id);
		const watch = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void => {
			const ids = new Set<string>();
			for (const event of events) {
				if (event.path.length > 0) ids.add(String(event.path[0]));
				else for (const key of event.changes.keys.keys()) ids.add(key);
			}
			ids.forEach(read);
			for (const listener of this.#listeners) listener({ collection: name, ids, remote: !transaction.local });
		};
		const observer = watch as Parameters<typeof map.observeDeep>[0];
		map.observeDeep(observer);
		this.#stops.push(() => map.unobserveDeep(observer));
	}
}
