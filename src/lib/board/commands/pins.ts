// Commands on pins.
import { pinKind, type PinInput, type PinPatch } from '../schema/pin.ts';
import type { LngLat } from '../schema/position.ts';
import { addRecord, editRecord, editRecords } from './records.ts';
import type { Board } from './run.ts';

export function addPin(board: Board, input: PinInput): string {
	return addRecord(board, 'Added a pin', pinKind, input);
}

export function editPin(board: Board, id: string, patch: PinPatch): void {
	editRecord(board, 'Edited a pin', pinKind, id, patch);
}

/** The end of a drag; while the hand moves, presence carries it. `at` null takes the pin off the map. */
export function movePin(board: Board, id: string, at: LngLat | null): void {
	editRecord(board, 'Moved a pin', pinKind, id, { at });
}

export function movePins(board: Board, moves: readonly { readonly id: string; readonly at: LngLat }[]): void {
	editRecords(
		board,
		moves.length === 1 ? 'Moved a pin' : `Moved ${moves.length} pins`,
		pinKind,
		moves.map(({ id, at }) => ({ id, patch: { at } }))
	);
}
