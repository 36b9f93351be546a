// The first update of a new board. It is made once, on the server, in the transaction that creates the board's row.
import * as Y from 'yjs';
import { editBoardInfo } from './commands/board-info.ts';
import { migrateDocument } from './schema/migrations.ts';

export function newBoardUpdate(title: string): Uint8Array {
	const doc = new Y.Doc();
	migrateDocument(doc);
	editBoardInfo({ doc, undo: null }, { title });
	return Y.encodeStateAsUpdate(doc);
}
