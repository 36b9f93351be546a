// Worker thread: folds a checkpoint and the rows behind it into one state, so that no room stands still for it.
import { parentPort } from 'node:worker_threads';
import * as Y from 'yjs';

export interface FoldRequest {
	id: number;
	parts: Uint8Array[];
}

export interface FoldAnswer {
	id: number;
	data: Uint8Array;
	stateVector: Uint8Array;
}

parentPort?.on('message', ({ id, parts }: FoldRequest) => {
	const doc = new Y.Doc();
	doc.transact(() => {
		for (const part of parts) Y.applyUpdate(doc, part);
	});
	const answer: FoldAnswer = { id, data: Y.encodeStateAsUpdate(doc), stateVector: Y.encodeStateVector(doc) };
	doc.destroy();
	parentPort?.postMessage(answer);
});
