// Worker thread: folds a checkpoint and the rows behind it into one state, so that no room stands still for it.
import { parentPort } from 'node:worker_threads';
import * as Y from 'yjs';
import { clientsIn } from './scan-update.ts';

export interface FoldRequest {
	id: number;
	/** A checkpoint, if there is one, and rows. */
	parts: Uint8Array[];
	/** Rows whose client ids are asked for. */
	rows: Uint8Array[];
}

export interface FoldAnswer {
	id: number;
	data: Uint8Array;
	stateVector: Uint8Array;
	/** For each of `rows`: whose structs are in it. */
	clients: number[][];
}

parentPort?.on('message', ({ id, parts, rows }: FoldRequest) => {
	const doc = new Y.Doc();
	doc.transact(() => {
		for (const part of parts) Y.applyUpdate(doc, part);
	});
	const answer: FoldAnswer = {
		id,
		data: Y.encodeStateAsUpdate(doc),
		stateVector: Y.encodeStateVector(doc),
		clients: rows.map(clientsIn)
	};
	doc.destroy();
	parentPort?.postMessage(answer);
});
