// What the map writes, in one place: the commands behind its gestures, each with the sentence that tells what happened.
import { addPin, editPin, movePins, type Board } from '../board/commands/index.ts';
import type { LngLat } from '../board/schema/position.ts';
import type { BoardView } from '../live/board-view.svelte.ts';
import { m } from '../messages/index.ts';
import { formatPlace } from './map-view.ts';
import { coarser, precisionByHand } from './pin-feature.ts';
import type { PlacedPin } from './pin-mover.ts';

export interface MapActions {
	/** Returns the new pin's id. */
	addPinAt(at: LngLat, zoom: number): string;
	drop(moves: readonly PlacedPin[]): void;
	/** Gives a place to a pin that had none. */
	place(id: string, at: LngLat, zoom: number): void;
}

/** `announce` is for those who do not see the map. */
export function mapActions(board: Board, view: BoardView, announce: (sentence: string) => void): MapActions {
	const titleOf = (id: string): string => view.pins.get(id)?.title || m.map.untitled;
	return {
		addPinAt(at, zoom) {
			const id = addPin(board, { at, placePrecision: precisionByHand(at[1], zoom) });
			announce(m.map.added(formatPlace(at)));
			return id;
		},
		drop(moves) {
			const [first] = moves;
			if (!first) return;
			movePins(board, moves);
			announce(m.map.moved(moves.length, titleOf(first.id), formatPlace(first.at)));
		},
		place(id, at, zoom) {
			const stated = view.pins.get(id)?.placePrecision ?? 'unknown';
			editPin(board, id, { at, placePrecision: coarser(stated, precisionByHand(at[1], zoom)) });
			announce(m.map.moved(1, titleOf(id), formatPlace(at)));
		}
	};
}
