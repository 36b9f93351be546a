// The way every change takes: one transaction, one origin, one undo step, one note. The only place of the board that reads the clock.
import * as Y from 'yjs';
import type { Undo } from './undo.ts';

/** What the commands of one board write through. */
export interface Board {
	readonly doc: Y.Doc;
	/** Null where nobody can undo: on the server, in imports. */
	readonly undo: Undo | null;
}

/** The origin of every transaction that a command makes. */
export const commandOrigin = Object.freeze({ name: 'command' });

export interface Change {
	/** Now, in ISO 8601. */
	readonly now: string;
}

/** Thrown where a command's input is refused; nothing was written. */
export class CommandError extends Error {
	override name = 'CommandError';
}

/**
 * Runs one change. `note` says in a few words what is done, for undo ("Moved a pin").
 * A change that throws before its first write leaves the document untouched, so commands validate first.
 */
export function run<Result>(board: Board, note: string, change: (context: Change) => Result): Result {
	const context: Change = { now: new Date().toISOString() };
	const apply = (): Result => board.doc.transact(() => change(context), commandOrigin);
	return board.undo ? board.undo.asOneStep(note, apply) : apply();
}
