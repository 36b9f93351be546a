// Moving cards and notes about the wall: several at once, one step.
import { wallPoint, type WallPoint } from '../schema/position.ts';
import { collection } from '../schema/document.ts';
import { CommandError, run, type Board } from './run.ts';

export interface WallMove {
	readonly id: string;
	readonly at: WallPoint;
}

/** The end of a drag, a nudge or an alignment. Ids that are gone are passed over. */
export function moveOnWall(board: Board, moves: readonly WallMove[], note = 'Moved on the wall'): void {
	for (const { at } of moves) {
		if (!wallPoint.safeParse(at).success) throw new CommandError('at: not a position on the wall');
	}
	run(board, note, () => {
		for (const { id, at } of moves) {
			const record = collection(board.doc, 'actors').get(id) ?? collection(board.doc, 'notes').get(id);
			record?.set('at', at);
		}
	});
}
