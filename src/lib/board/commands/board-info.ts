// Commands on what is said about the board as a whole.
import { boardInfo, type BoardInfo, type BoardInfoPatch } from '../schema/board-info.ts';
import { boardInfoMap } from '../schema/document.ts';
import { CommandError, run, type Board } from './run.ts';

export function editBoardInfo(board: Board, patch: BoardInfoPatch): void {
	const shape = boardInfo.unwrap().shape;
	const values = Object.entries(patch).map(([name, value]) => {
		const field = shape[name as keyof BoardInfo];
		if (!field) throw new CommandError(`${name}: no such field`);
		const read = field.safeParse(value);
		if (!read.success)
			throw new CommandError(read.error.issues.map((issue) => `${name}: ${issue.message}`).join('; '));
		return [name, read.data] as const;
	});
	run(board, 'Edited the board’s details', () => {
		const map = boardInfoMap(board.doc);
		for (const [name, value] of values) if (map.get(name) !== value) map.set(name, value);
	});
}
