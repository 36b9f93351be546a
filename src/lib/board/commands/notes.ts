// Commands on notes. What people type into a note's text goes through the text editor's binding, not through here.
import { noteKind, type NoteInput, type NotePatch } from '../schema/note.ts';
import { addRecord, editRecord } from './records.ts';
import type { Board } from './run.ts';

export function addNote(board: Board, input: NoteInput): string {
	return addRecord(board, 'Added a note', noteKind, input);
}

export function editNote(board: Board, id: string, patch: NotePatch): void {
	editRecord(board, 'Edited a note', noteKind, id, patch);
}
