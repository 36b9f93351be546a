// A board as frozen plain data at one moment: what reports, exports and other readers off the screen work from.
import type * as Y from 'yjs';
import type { Actor } from './schema/actor.ts';
import { readBoardInfo, type BoardInfo } from './schema/board-info.ts';
import { boardInfoMap, collection, recordKinds } from './schema/document.ts';
import type { Note } from './schema/note.ts';
import type { Pin } from './schema/pin.ts';
import { readRecord, type RecordKind, type RecordOf, type UnreadableRecord } from './schema/record.ts';
import type { Relation } from './schema/relation.ts';
import type { Source } from './schema/source.ts';

export interface BoardSnapshot {
	readonly board: BoardInfo;
	readonly pins: readonly Pin[];
	readonly actors: readonly Actor[];
	readonly notes: readonly Note[];
	readonly relations: readonly Relation[];
	readonly sources: readonly Source[];
	/** Damaged records: named, so that nobody takes their absence for a fact. */
	readonly unreadable: readonly UnreadableRecord[];
}

/** Records in the order of their making, ties by id: the same document gives the same snapshot. */
export function readSnapshot(doc: Y.Doc): BoardSnapshot {
	const unreadable: UnreadableRecord[] = [];
	const read = <Kind extends RecordKind>(kind: Kind): RecordOf<Kind>[] => {
		const records: (RecordOf<Kind> & { id: string; createdAt: string })[] = [];
		for (const [id, stored] of collection(doc, kind.collection)) {
			const result = readRecord(kind, id, stored);
			if (result.ok) records.push(result.record as (typeof records)[number]);
			else unreadable.push(result.unreadable);
		}
		return records.sort((a, b) =>
			a.createdAt !== b.createdAt ? (a.createdAt < b.createdAt ? -1 : 1) : a.id < b.id ? -1 : 1
		);
	};
	return Object.freeze({
		board: readBoardInfo(boardInfoMap(doc)),
		pins: read(recordKinds.pins),
		actors: read(recordKinds.actors),
		notes: read(recordKinds.notes),
		relations: read(recordKinds.relations),
		sources: read(recordKinds.sources),
		unreadable
	});
}
