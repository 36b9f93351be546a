// Makes a board's document out of what is stored. Whatever does not add up is an error here: a board is never shown emptier than
// it was saved.
import * as Y from 'yjs';
import { DamagedLogError, type StoredBoard } from '#lib/server/board-store.ts';
import { ClientOwners } from './client-owners.ts';
import { clientsIn } from './scan-update.ts';

/** A checkpoint or a row. */
export interface StoredPart {
	readonly seq: number;
	readonly data: Uint8Array;
}

export interface OpenedDocument {
	doc: Y.Doc;
	/** Something in the log waits for changes that are not in the log. */
	isIncomplete: boolean;
}

/** Throws DamagedLogError. */
export function openDocument(
	boardId: string,
	stored: { checkpoint: StoredPart | null; rows: readonly StoredPart[] }
): OpenedDocument {
	const doc = new Y.Doc();
	doc.transact(() => {
		if (stored.checkpoint) apply(doc, boardId, stored.checkpoint);
		for (const row of stored.rows) apply(doc, boardId, row);
	});
	const isIncomplete = doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
	doc.store.pendingStructs = null;
	doc.store.pendingDs = null;
	return { doc, isIncomplete };
}

/** Whose the client ids in it are. */
export function ownersIn({ checkpoint, earlierRows, rows }: StoredBoard): ClientOwners {
	const owners = new ClientOwners(checkpoint?.owners);
	for (const { author, data } of [...earlierRows, ...rows]) owners.note(author, clientsIn(data));
	return owners;
}

function apply(doc: Y.Doc, boardId: string, { seq, data }: StoredPart): void {
	try {
		Y.applyUpdate(doc, data);
	} catch (error) {
		throw new DamagedLogError(`row ${seq} of board ${boardId} cannot be read: restore it from a backup`, {
			cause: error
		});
	}
}
