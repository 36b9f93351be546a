// Folding: a checkpoint and the rows behind it become one state. Pure; where and when it happens is decided elsewhere.
import * as Y from 'yjs';
import { documentVersion } from '#lib/board/schema/migrations.ts';
import { clientsIn } from './scan-update.ts';

export interface FoldRequest {
	/** A checkpoint, if there is one, and rows. */
	parts: Uint8Array[];
	/** Rows whose client ids are asked for. */
	rows: Uint8Array[];
}

export interface FoldAnswer {
	data: Uint8Array;
	stateVector: Uint8Array;
	/** Of what was folded, which a process of a newer version may have written. */
	schemaVersion: number;
	/** For each of `rows`: whose structs are in it. */
	clients: number[][];
}

/** Somewhere that folds, beside the work of the rooms. */
export interface FoldPlace {
	fold(request: FoldRequest): Promise<FoldAnswer>;
	/** Whatever is being folded is given up with `reason`; the next request starts afresh. */
	giveUp(reason: Error): void;
}

export function fold({ parts, rows }: FoldRequest): FoldAnswer {
	const doc = new Y.Doc();
	doc.transact(() => {
		for (const part of parts) Y.applyUpdate(doc, part);
	});
	const answer: FoldAnswer = {
		data: Y.encodeStateAsUpdate(doc),
		stateVector: Y.encodeStateVector(doc),
		schemaVersion: documentVersion(doc),
		clients: rows.map(clientsIn)
	};
	doc.destroy();
	return answer;
}
