// Makes a board's document out of what is stored. Whatever does not add up is an error here: a board is never shown emptier than
// it was saved.
import * as Y from 'yjs';
import { DamagedLogError, type StoredBoard } from '#lib/server/board-store.ts';
import { ClientOwners } from './client-owners.ts';
import { clientsIn } from './scan-update.ts';

export interface OpenedDocument {
	doc: Y.Doc;
	owners: ClientOwners;
	/** Rows and bytes behind the checkpoint. */
	tailRows: number;
	tailBytes: number;
	/** Something in the log waits for changes that are not in the log. */
	isIncomplete: boolean;
}

export function openDocument(boardId: string, stored: StoredBoard): OpenedDocument {
	const doc = new Y.Doc();
	doc.transact(() => {
		if (stored.checkpoint) apply(doc, boardId, stored.checkpoint);
		for (const row of stored.rows) apply(doc, boardId, row);
	});
	const isIncomplete = doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
	doc.store.pendingStructs = null;
	doc.store.pendingDs = null;
	const owners = new ClientOwners(stored.checkpoint?.owners);
	for (const { author, data } of [...stored.earlierRows, ...stored.rows])
		owners.note(author, clientsIn(data));
	return {
		doc,
		owners,
		isIncomplete,
		tailRows: stored.rows.length,
		tailBytes: stored.rows.reduce((bytes, { data }) => bytes + data.length, 0)
	};
}

function apply(doc: Y.Doc, boardId: string, { seq, data }: { seq: number; data: Uint8Array }): void {
	try {
		Y.applyUpdate(doc, data);
	} catch (error) {
		throw new DamagedLogError(`row ${seq} of board ${boardId} cannot be read: restore it from a backup`, {
			cause: error
		});
	}
}
