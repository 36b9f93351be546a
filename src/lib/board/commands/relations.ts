// Commands on relations between cards.
import { relationKind, type RelationInput, type RelationPatch } from '../schema/relation.ts';
import { addRecord, editRecord } from './records.ts';
import { CommandError, type Board } from './run.ts';

export function addRelation(board: Board, input: RelationInput): string {
	if (input.fromId === input.toId) throw new CommandError('a relation needs two different ends');
	return addRecord(board, 'Related two objects', relationKind, input);
}

export function editRelation(board: Board, id: string, patch: RelationPatch): void {
	editRecord(board, 'Edited a relation', relationKind, id, patch);
}
