// What the commands of all record kinds share: adding, editing field by field, removing, duplicating.
import * as Y from 'yjs';
import type { z } from 'zod';
import { newId } from '../id.ts';
import { collection, collectionNames, findRecord, recordKinds } from '../schema/document.ts';
import type { LngLat } from '../schema/position.ts';
import { createRecord, readRecord, type RecordInput, type RecordKind } from '../schema/record.ts';
import { CommandError, run, type Board, type Change } from './run.ts';

function refuse(error: z.ZodError): never {
	throw new CommandError(error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

/** Puts a new record into its collection and returns its id. Throws CommandError, before any write, for invalid input. */
export function addRecord<Kind extends RecordKind>(
	board: Board,
	note: string,
	kind: Kind,
	input: RecordInput<Kind>,
	id: string = newId()
): string {
	const checked = kind.fields.safeParse(input);
	if (!checked.success) refuse(checked.error);
	run(board, note, ({ now }) => {
		collection(board.doc, kind.collection).set(id, createRecord(kind, input, now));
	});
	return id;
}

/** Writes only the fields that differ, so that two people editing different fields keep both edits. Editing what is gone does nothing. */
export function editRecord<Kind extends RecordKind>(
	board: Board,
	note: string,
	kind: Kind,
	id: string,
	patch: Partial<z.input<Kind['fields']>>
): void {
	editRecords(board, note, kind, [{ id, patch }]);
}

/** Several records in one step. */
export function editRecords<Kind extends RecordKind>(
	board: Board,
	note: string,
	kind: Kind,
	edits: readonly { readonly id: string; readonly patch: Partial<z.input<Kind['fields']>> }[]
): void {
	const checked = edits.map(({ id, patch }) => {
		const values: Record<string, unknown> = {};
		for (const [name, value] of Object.entries(patch)) {
			const field = kind.fields.shape[name] as z.ZodType | undefined;
			if (!field) throw new CommandError(`${name}: no such field`);
			const read = field.safeParse(value);
			if (!read.success) refuse(read.error);
			values[name] = read.data;
		}
		return { id, values };
	});
	run(board, note, () => {
		for (const { id, values } of checked) {
			const record = collection(board.doc, kind.collection).get(id);
			if (!record) continue;
			for (const [name, value] of Object.entries(values)) {
				if (JSON.stringify(record.get(name)) !== JSON.stringify(value)) record.set(name, value);
			}
		}
	});
}

/** Removes records of any kind, and with an actor or note the relations that end at it, so that one undo brings all back. */
export function removeRecords(board: Board, ids: readonly string[]): void {
	const gone = new Set(ids);
	run(board, ids.length === 1 ? 'Removed an object' : `Removed ${ids.length} objects`, () => {
		for (const [id, relation] of collection(board.doc, 'relations')) {
			// A damaged one may be no record at all.
			if (!((relation as unknown) instanceof Y.Map)) continue;
			if (gone.has(String(relation.get('fromId'))) || gone.has(String(relation.get('toId')))) gone.add(id);
		}
		for (const name of collectionNames) {
			const map = collection(board.doc, name);
			for (const id of gone) if (map.has(id)) map.delete(id);
		}
	});
}

/** How far a copy lies from its original, in wall pixels; on a map, in pixels of the screen. */
export const copyOffsetPixels = 24;
/** The same for pins that nobody sees on a map, in degrees. */
const copyOffsetDegrees = 0.1;

/** Where the copy of a pin goes; null where no map shows it. What is "a little" depends on a map's zoom, which a board does not know. */
export type PinAside = (at: LngLat) => LngLat | null;

const asideUnseen = ([lng, lat]: LngLat): LngLat => [
	Math.min(180, lng + copyOffsetDegrees),
	Math.max(-90, lat - copyOffsetDegrees)
];

function copyRecord(board: Board, id: string, change: Change, aside?: PinAside): string | null {
	const found = findRecord(board.doc, id);
	if (!found) return null;
	const kind: RecordKind = recordKinds[found.name];
	const read = readRecord(kind, id, found.record);
	if (!read.ok) return null;
	const copy: Record<string, unknown> = { ...(read.record as object) };
	const at = copy.at as readonly [number, number] | null | undefined;
	if (at) {
		copy.at =
			found.name === 'pins'
				? (aside?.(at) ?? asideUnseen(at))
				: [at[0] + copyOffsetPixels, at[1] + copyOffsetPixels];
	}
	const copyId = newId();
	collection(board.doc, found.name).set(
		copyId,
		createRecord(kind, copy as RecordInput<RecordKind>, change.now)
	);
	return copyId;
}

/** Copies of the records, a little aside; returns the ids of the copies, to be selected. */
export function duplicateRecords(board: Board, ids: readonly string[], aside?: PinAside): string[] {
	return run(
		board,
		ids.length === 1 ? 'Duplicated an object' : `Duplicated ${ids.length} objects`,
		(change) => ids.map((id) => copyRecord(board, id, change, aside)).filter((id) => id !== null)
	);
}
