// Reads a board for its room, and sees to it that of several nodes only one migrates it.
import type * as Y from 'yjs';
import { documentVersion } from '#lib/board/schema/migrations.ts';
import { schemaVersion } from '#lib/board/schema/version.ts';
import type { BoardStore, StoredBoard } from '#lib/server/board-store.ts';
import type { Log } from './log.ts';
import { openDocument } from './open-document.ts';
import type { Room } from './room.ts';
import { StoredContent } from './stored-content.ts';

/** There is no such board. */
export class UnknownBoardError extends Error {
	override name = 'UnknownBoardError';
}

export interface BoardOpening {
	/** Its answers come in time or fail. */
	store: Pick<BoardStore, 'load' | 'alone'>;
	log: Log;
	/** Resolves when the board may be served: migrated, and the migration stored. */
	makeRoom(boardId: string, stored: StoredBoard, content: StoredContent | Y.Doc): Promise<Room>;
}

/** Two nodes that both migrate would each add what only one may; so one after the other, each on what is stored then. */
export async function openBoard(opening: BoardOpening, boardId: string): Promise<Room> {
	const { store, makeRoom } = opening;
	const stored = await read(opening, boardId);
	const content = StoredContent.of(boardId, stored);
	if (content !== null) return makeRoom(boardId, stored, content);
	const doc = documentOf(opening, boardId, stored);
	if (documentVersion(doc) === schemaVersion) return makeRoom(boardId, stored, doc);
	doc.destroy();
	return store.alone(boardId, async () => {
		const now = await read(opening, boardId);
		return makeRoom(boardId, now, documentOf(opening, boardId, now));
	});
}

function documentOf({ log }: BoardOpening, boardId: string, stored: StoredBoard): Y.Doc {
	const { doc, isIncomplete } = openDocument(boardId, stored);
	if (isIncomplete) log.error('the log of a board refers to changes that it does not hold', { boardId });
	return doc;
}

async function read({ store }: BoardOpening, boardId: string): Promise<StoredBoard> {
	const stored = await store.load(boardId);
	if (stored === null) throw new UnknownBoardError(`there is no board ${boardId}`);
	return stored;
}
