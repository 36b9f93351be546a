// Commands on actor cards.
import { actorColours, type ActorColour } from '../vocabulary/actor-colours.ts';
import { actorKind, type ActorInput, type ActorPatch } from '../schema/actor.ts';
import { collection } from '../schema/document.ts';
import { addRecord, editRecord } from './records.ts';
import type { Board } from './run.ts';

/** The colour that the fewest actors wear; the earliest of the palette among equals. */
export function leastUsedColour(board: Board): ActorColour {
	const uses = new Map<unknown, number>();
	for (const actor of collection(board.doc, 'actors').values()) {
		uses.set(actor.get('colour'), (uses.get(actor.get('colour')) ?? 0) + 1);
	}
	return actorColours.reduce((best, entry) =>
		(uses.get(entry.key) ?? 0) < (uses.get(best.key) ?? 0) ? entry : best
	).key;
}

export function addActor(board: Board, input: ActorInput): string {
	return addRecord(board, 'Added an actor', actorKind, { colour: leastUsedColour(board), ...input });
}

export function editActor(board: Board, id: string, patch: ActorPatch): void {
	editRecord(board, 'Edited an actor', actorKind, id, patch);
}
