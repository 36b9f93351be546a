// Boards for the unit tests of this room: records with defaults, given only what a test is about.
import { actorKind } from '#lib/board/schema/actor.ts';
import { boardInfo } from '#lib/board/schema/board-info.ts';
import { noteKind } from '#lib/board/schema/note.ts';
import { pinKind } from '#lib/board/schema/pin.ts';
import type { RecordKind } from '#lib/board/schema/record.ts';
import { relationKind } from '#lib/board/schema/relation.ts';
import { sourceKind } from '#lib/board/schema/source.ts';
import type { BoardSnapshot } from '#lib/board/snapshot.ts';

type Given = Readonly<Record<string, unknown>> & { readonly id: string };

interface GivenBoard {
	readonly board?: Partial<BoardSnapshot['board']>;
	readonly pins?: readonly Given[];
	readonly actors?: readonly Given[];
	readonly notes?: readonly Given[];
	readonly relations?: readonly Given[];
	readonly sources?: readonly Given[];
	readonly unreadable?: BoardSnapshot['unreadable'];
}

function recordsOf(kind: RecordKind, given: readonly Given[] = []): unknown[] {
	return given.map(({ id, citations = {}, createdAt = '', ...rest }) => {
		const texts = Object.fromEntries(kind.texts.map((name) => [name, rest[name] ?? []]));
		return { ...kind.fields.parse(rest), ...texts, id, citations, createdAt };
	});
}

export function snapshotOf(given: GivenBoard): BoardSnapshot {
	return {
		board: boardInfo.parse(given.board ?? {}),
		pins: recordsOf(pinKind, given.pins),
		actors: recordsOf(actorKind, given.actors),
		notes: recordsOf(noteKind, given.notes),
		relations: recordsOf(relationKind, given.relations),
		sources: recordsOf(sourceKind, given.sources),
		unreadable: given.unreadable ?? []
	} as unknown as BoardSnapshot;
}
