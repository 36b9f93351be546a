// Writes checkpoints: reads a board's stored rows, has them folded within a time limit, and stores the result. It works on what
// is stored, never on a room's document, so a checkpoint holds exactly what was committed.
import type { BoardStore } from '#lib/server/board-store.ts';
import { ClientOwners } from './client-owners.ts';
import { withDeadline, type Clock } from './clock.ts';
import type { FoldPlace } from './fold.ts';

const tooLong = 'folding takes too long';

export interface FoldQueue {
	/**
	 * Folds the board when it is its turn, one after the other, and resolves with the size in bytes of the newest checkpoint, which may
	 * be another process's; null if there is none, or the server stops before.
	 */
	fold(boardId: string): Promise<number | null>;
	close(): void;
}

export function createFoldQueue(parts: {
	store: Pick<BoardStore, 'load' | 'checkpoint'>;
	clock: Clock;
	foldMaxMs: number;
	place: FoldPlace;
}): FoldQueue {
	const { store, clock, foldMaxMs, place } = parts;

	/** Boards that began together ask together; at once they would take the memory of all of them, and both processors. */
	let lastTurn: Promise<unknown> = Promise.resolve();
	let isClosed = false;

	async function foldNow(boardId: string): Promise<number | null> {
		const stored = await store.load(boardId);
		if (stored === null) return null;
		if (stored.rows.length === 0) return stored.checkpoint?.data.length ?? null;
		const updates = [
			...(stored.checkpoint ? [stored.checkpoint.data] : []),
			...stored.rows.map(({ data }) => data)
		];
		const signed = [...stored.earlierRows, ...stored.rows];
		const answer = await place.fold({ parts: updates, rows: signed.map(({ data }) => data) });
		const owners = new ClientOwners(stored.checkpoint?.owners);
		for (const [index, { author }] of signed.entries()) owners.note(author, answer.clients[index] ?? []);
		const { data, stateVector, schemaVersion } = answer;
		await store.checkpoint({
			boardId,
			seq: stored.head,
			schemaVersion,
			data,
			stateVector,
			owners: owners.toStored()
		});
		return data.length;
	}

	async function takeTurn(boardId: string): Promise<number | null> {
		if (isClosed) return null;
		try {
			return await withDeadline(clock, foldNow(boardId), foldMaxMs, tooLong);
		} catch (error) {
			// Whatever is still worked at would hold up the next one.
			place.giveUp(new Error(tooLong));
			throw error;
		}
	}

	return {
		fold(boardId) {
			const turn = lastTurn.then(() => takeTurn(boardId));
			lastTurn = turn.catch(() => 'who asked for it hears of it');
			return turn;
		},
		close() {
			isClosed = true;
			place.giveUp(new Error('the server stops'));
		}
	};
}
