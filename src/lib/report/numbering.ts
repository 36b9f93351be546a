// Gives everything on a board its number on paper: events by time, the rest in the order of their making. Nothing here
// is stored; the same board gives the same numbers.
import type { Pin } from '#lib/board/schema/pin.ts';
import type { BoardSnapshot } from '#lib/board/snapshot.ts';

/** How a record is spoken of in the report: events by bare number, others with a letter. */
export interface Numbering {
	/** Events in the order of the table. */
	readonly events: readonly Pin[];
	readonly event: ReadonlyMap<string, number>;
	readonly actor: ReadonlyMap<string, number>;
	readonly note: ReadonlyMap<string, number>;
	readonly relation: ReadonlyMap<string, number>;
	readonly source: ReadonlyMap<string, number>;
}

function numbersOf(records: readonly { readonly id: string }[]): Map<string, number> {
	return new Map(records.map(({ id }, index) => [id, index + 1]));
}

/** By start; a coarser time sorts before the finer times within it, and an unknown time last. */
function byTime(a: Pin, b: Pin): number {
	if (a.time === null || b.time === null) return Number(a.time === null) - Number(b.time === null);
	return a.time.start < b.time.start ? -1 : a.time.start > b.time.start ? 1 : 0;
}

export function numberBoard(board: BoardSnapshot): Numbering {
	const events = board.pins.toSorted(byTime);
	return {
		events,
		event: numbersOf(events),
		actor: numbersOf(board.actors),
		note: numbersOf(board.notes),
		relation: numbersOf(board.relations),
		source: numbersOf(board.sources)
	};
}

/** "1–3, 5, 8–9" as pieces, so that each can be a link to its first number. */
export function ranges(numbers: readonly number[]): { first: number; last: number }[] {
	const runs: { first: number; last: number }[] = [];
	for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
		const run = runs.at(-1);
		if (run && number === run.last + 1) run.last = number;
		else runs.push({ first: number, last: number });
	}
	return runs;
}
