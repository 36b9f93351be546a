// What can be done with what is selected on the wall. Each is one command; none asks, undo answers.
import {
	addActor,
	addNote,
	addRelation,
	duplicateRecords,
	moveOnWall,
	removeRecords
} from '#lib/board/commands/index.ts';
import { noteKind } from '#lib/board/schema/note.ts';
import type { WallPoint } from '#lib/board/schema/position.ts';
import type { BoardSession } from '#lib/live/session.ts';
import { m } from '#lib/messages/index.ts';
import { alignmentMoves, type Alignment } from './align.ts';
import type { WallDrag } from './wall-drag.ts';
import type { WallNodes } from './wall-nodes.svelte.ts';

const [noteWidth] = noteKind.fields.parse({}).size;
/** Half the size of a new card, so that it lands with its head under the pointer. */
const actorHalfWidth = 116;
const headPixels = 24;

/** The selected cards and notes, in the order of choosing. */
export function selectedCards({ selection, view }: BoardSession): string[] {
	return [...selection.ids].filter((id) => view.actors.has(id) || view.notes.has(id));
}

export function selectedActors({ selection, view }: BoardSession): string[] {
	return [...selection.ids].filter((id) => view.actors.has(id));
}

export function placeNote(session: BoardSession, [x, y]: WallPoint): string {
	return addNote(session.board, { at: [Math.round(x - noteWidth / 2), Math.round(y - headPixels)] });
}

export function placeActor(session: BoardSession, [x, y]: WallPoint): string {
	return addActor(session.board, { at: [Math.round(x - actorHalfWidth), Math.round(y - headPixels)] });
}

export function align(session: BoardSession, wall: WallNodes, alignment: Alignment): void {
	const moves = alignmentMoves(alignment, wall.boxes(new Set(selectedCards(session))));
	if (moves.length > 0) moveOnWall(session.board, moves, m.wall.aligned);
}

export function nudge(session: BoardSession, drag: WallDrag, dx: number, dy: number): boolean {
	const ids = selectedCards(session);
	if (ids.length > 0) drag.nudge(ids, dx, dy);
	return ids.length > 0;
}

export function duplicate(session: BoardSession): boolean {
	const ids = selectedCards(session);
	if (ids.length > 0) session.selection.set(duplicateRecords(session.board, ids));
	return ids.length > 0;
}

/** Removes what is selected on the wall: cards, notes, relations. */
export function remove(session: BoardSession): boolean {
	const { selection, view, board } = session;
	const ids = [...selection.ids].filter((id) => {
		const name = view.find(id)?.collection ?? view.unreadable.get(id)?.collection;
		return name === 'actors' || name === 'notes' || name === 'relations';
	});
	if (ids.length > 0) removeRecords(board, ids);
	return ids.length > 0;
}

/** A relation between two actors, of the plainest kind until somebody says better; null where it cannot be. */
export function relate(session: BoardSession, fromId: string, toId: string): string | null {
	const { view, board, selection } = session;
	if (fromId === toId || !view.actors.has(fromId) || !view.actors.has(toId)) return null;
	const id = addRelation(board, { fromId, toId });
	selection.set([id]);
	return id;
}
