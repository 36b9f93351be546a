// Gives everything on a board its number on paper: events by time, the rest in the order of their making. Nothing here
// is stored; the same board gives the same numbers.
import type { Note } from '#lib/board/schema/note.ts';
import type { Pin } from '#lib/board/schema/pin.ts';
import type { BoardSnapshot } from '#lib/board/snapshot.ts';

/** How a record is spoken of in the report: events and actors by bare number, judgements J1, notes N1, relations R1, sources S1. */
export interface Numbering {
	/** Events in the order of the table. */
	readonly events: readonly Pin[];
	readonly event: ReadonlyMap<string, number>;
	readonly actor: ReadonlyMap<string, number>;
	/** Judgements first, then notes that carry neither likelihood nor confidence. */
	readonly notes: readonly Note[];
	readonly note: ReadonlyMap<string, number>;
	readonly judgements: number;
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
	const isJudgement = (note: Note): boolean => note.likelihood !== null || note.confidence !== null;
	const judgements = board.notes.filter(isJudgement);
	const notes = [...judgements, ...board.notes.filter((note) => !isJudgement(note))];
	return {
		events,
		event: numbersOf(events),
		actor: numbersOf(board.actors),
		notes,
		note: numbersOf(notes),
		judgements: judgements.length,
		relation: numbersOf(board.relations),
		source: numbersOf(board.sources)
	};
}

/** "J1" for a judgement, "N1" for another note, from the number in the order of the report. */
export function noteName({ judgements }: Pick<Numbering, 'judgements'>, number: number): string {
	return number <= judgements ? `J${number}` : `N${number - judgements}`;
}

/** "1–3, 5, 8–9" as pieces, so that each can be a link to its first number; no run goes on beyond `endsAt`. */
export function ranges(numbers: readonly number[], endsAt = 0): { first: number; last: number }[] {
	const runs: { first: number; last: number }[] = [];
	for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
		const run = runs.at(-1);
		if (run && number === run.last + 1 && run.last !== endsAt) run.last = number;
		else runs.push({ first: number, last: number });
	}
	return runs;
}
