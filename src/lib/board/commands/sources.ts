// Commands on sources, and on the citations by which records rest on them.
import { citation, type CitationInput } from '../schema/citation.ts';
import { findRecord } from '../schema/document.ts';
import { citationsOf } from '../schema/record.ts';
import { sourceKind, type SourceInput, type SourcePatch } from '../schema/source.ts';
import { addRecord, editRecord } from './records.ts';
import { CommandError, run, type Board } from './run.ts';

export function addSource(board: Board, input: SourceInput): string {
	return addRecord(board, 'Added a source', sourceKind, input);
}

export function editSource(board: Board, id: string, patch: SourcePatch): void {
	editRecord(board, 'Edited a source', sourceKind, id, patch);
}

/** Makes record `id` rest on source `sourceId`, or changes how it does. */
export function cite(board: Board, id: string, sourceId: string, input: CitationInput = {}): void {
	const read = citation.safeParse(input);
	if (!read.success) throw new CommandError(read.error.issues.map((issue) => issue.message).join('; '));
	run(board, 'Cited a source', () => {
		const found = findRecord(board.doc, id);
		if (found) citationsOf(found.record)?.set(sourceId, read.data);
	});
}

export function uncite(board: Board, id: string, sourceId: string): void {
	run(board, 'Took a citation away', () => {
		const found = findRecord(board.doc, id);
		if (found) citationsOf(found.record)?.delete(sourceId);
	});
}
