// Writes checkpoints: reads a board's stored rows, has them folded within a time limit, and stores the result. It works on what
// is stored, never on a room's document, so a checkpoint holds exactly what was committed.
import { schemaVersion } from '#lib/board/schema/version.ts';
import type { BoardStore } from '#lib/server/board-store.ts';
import { ClientOwners } from './client-owners.ts';
import type { Clock } from './clock.ts';
import type { FoldAnswer, FoldPlace, FoldRequest } from './fold.ts';

export interface Folder {
	/** Folds the board and resolves with the sequence number that the checkpoint covers; null if there was nothing to fold. */
	fold(boardId: string): Promise<number | null>;
	close(): void;
}

export function createFolder(parts: {
	store: Pick<BoardStore, 'load' | 'checkpoint'>;
	clock: Clock;
	foldMaxMs: number;
	place: FoldPlace;
}): Folder {
	const { store, clock, foldMaxMs, place } = parts;

	async function foldInTime(request: FoldRequest): Promise<FoldAnswer> {
		const cancel = clock.after(foldMaxMs, () => place.giveUp(new Error('folding takes too long')));
		try {
			return await place.fold(request);
		} finally {
			cancel();
		}
	}

	return {
		async fold(boardId) {
			const stored = await store.load(boardId);
			if (stored === null || stored.rows.length === 0) return null;
			const updates = [
				...(stored.checkpoint ? [stored.checkpoint.data] : []),
				...stored.rows.map(({ data }) => data)
			];
			const signed = [...stored.earlierRows, ...stored.rows];
			const answer = await foldInTime({ parts: updates, rows: signed.map(({ data }) => data) });
			const owners = new ClientOwners(stored.checkpoint?.owners);
			for (const [index, { author }] of signed.entries()) owners.note(author, answer.clients[index] ?? []);
			const { data, stateVector } = answer;
			await store.checkpoint({
				boardId,
				seq: stored.head,
				schemaVersion,
				data,
				stateVector,
				owners: owners.toStored()
			});
			return stored.head;
		},
		close: () => place.giveUp(new Error('the server stops'))
	};
}
