// What the boards of a long run consist of, at its beginning and at its end: how much memory the documents take by themselves, and
// whether everything is in them that the server has promised to keep.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as Y from 'yjs';

/** Heap that the documents take, each read in one piece, so that it does not matter of what parts they were made. */
export function heapOfDocuments(boards: readonly (readonly Uint8Array[])[]): number {
	const whole = boards.map(wholeOf);
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	collect();
	const before = process.memoryUsage().heapUsed;
	const docs = whole.map((update) => documentOf([update]));
	collect();
	const used = process.memoryUsage().heapUsed - before;
	for (const doc of docs) doc.destroy();
	return used;
}

export interface Promised {
	author: number;
	/** Up to which of the author's changes. */
	end: number;
}

/** How many changes were promised and are not there. */
export function lostChanges(parts: readonly Uint8Array[], promised: readonly Promised[]): number {
	const doc = documentOf(parts);
	const lost = promised.reduce(
		(sum, { author, end }) => sum + Math.max(0, end - Y.getState(doc.store, author)),
		0
	);
	doc.destroy();
	return lost;
}

function wholeOf(parts: readonly Uint8Array[]): Uint8Array {
	const doc = documentOf(parts);
	const whole = Y.encodeStateAsUpdate(doc);
	doc.destroy();
	return whole;
}

function documentOf(parts: readonly Uint8Array[]): Y.Doc {
	const doc = new Y.Doc();
	doc.transact(() => {
		for (const part of parts) Y.applyUpdate(doc, part);
	});
	return doc;
}
