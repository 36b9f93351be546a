// Reads a board for its room, and sees to it that of several nodes only one migrates it.
import { documentVersion } from '#lib/board/schema/migrations.ts';
import { schemaVersion } from '#lib/board/schema/version.ts';
import type { BoardStore, StoredBoard } from '#lib/server/board-store.ts';
import { withDeadline, type Clock } from './clock.ts';
import type { SyncLimits } from './limits.ts';
import { openDocument, type OpenedDocument } from './open-document.ts';
import type { Room } from './room.ts';

/** There is no such board. */
export class UnknownBoardError extends Error {
	override name = 'UnknownBoardError';
}

export interface BoardOpening {
	store: Pick<BoardStore, 'load' | 'alone'>;
	clock: Clock;
	limits: SyncLimits;
	/** What is stored has been read; making a document of it takes the process a while. */
	whenRead(boardId: string, stored: StoredBoard): Promise<void>;
	/** Resolves when the board may be served: migrated, and the migration stored. */
	makeRoom(boardId: string, head: number, opened: OpenedDocument): Promise<Room>;
}

/** Two nodes that both migrate would each add what only one may; so one after the other, each on what is stored then. */
export async function openBoard(opening: BoardOpening, boardId: string): Promise<Room> {
	const { store, makeRoom } = opening;
	const stored = await read(opening, boardId);
	await opening.whenRead(boardId, stored);
	const opened = openDocument(boardId, stored);
	if (documentVersion(opened.doc) === schemaVersion) return makeRoom(boardId, stored.head, opened);
	opened.doc.destroy();
	return store.alone(boardId, async () => {
		const now = await read(opening, boardId);
		return makeRoom(boardId, now.head, openDocument(boardId, now));
	});
}

async function read({ store, clock, limits }: BoardOpening, boardId: string): Promise<StoredBoard> {
	const loading = store.load(boardId);
	const stored = await withDeadline(clock, loading, limits.loadMaxMs, 'the database does not answer');
	if (stored === null) throw new UnknownBoardError(`there is no board ${boardId}`);
	return stored;
}
