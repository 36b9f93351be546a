// Reads a stored board as plain data, from the log alone: works beside a running server and without one. It writes nothing.
import * as Y from 'yjs';
import { isId } from '#lib/board/id.ts';
import { migrateDocument, NewerDocumentError } from '#lib/board/schema/migrations.ts';
import { readSnapshot, type BoardSnapshot } from '#lib/board/snapshot.ts';
import { DamagedLogError, type BoardStore, type StoredBoard } from './board-store.ts';

export type SnapshotResult =
	| { ok: true; snapshot: BoardSnapshot }
	| { ok: false; reason: 'not-found' }
	| { ok: false; reason: 'damaged' | 'newer-board'; problem: string };

export type Snapshots = ReturnType<typeof createSnapshots>;

function documentOf({ checkpoint, rows }: StoredBoard): Y.Doc {
	const doc = new Y.Doc();
	if (checkpoint) Y.applyUpdate(doc, checkpoint.data);
	for (const { data } of rows) Y.applyUpdate(doc, data);
	return doc;
}

export function createSnapshots(store: Pick<BoardStore, 'load'>) {
	return {
		/** The board as everybody's committed work has left it. */
		async read(boardId: string): Promise<SnapshotResult> {
			if (!isId(boardId)) return { ok: false, reason: 'not-found' };
			try {
				const stored = await store.load(boardId);
				if (!stored) return { ok: false, reason: 'not-found' };
				const doc = documentOf(stored);
				// For this reading only; the migrated form is stored when a room opens the board.
				migrateDocument(doc);
				const snapshot = readSnapshot(doc);
				doc.destroy();
				return { ok: true, snapshot };
			} catch (error) {
				if (error instanceof DamagedLogError) return { ok: false, reason: 'damaged', problem: error.message };
				if (error instanceof NewerDocumentError)
					return { ok: false, reason: 'newer-board', problem: error.message };
				throw error;
			}
		}
	};
}
