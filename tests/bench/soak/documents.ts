// What the boards of a long run consist of, at its beginning and at its end: how large the documents are, and
// whether everything is in them that the server has promised to keep.
import * as Y from 'yjs';

/** Of how many items Yjs makes the documents: what memory they take goes with that. */
export function itemsOfDocuments(boards: readonly (readonly Uint8Array[])[]): number {
	return boards.reduce((sum, parts) => {
		const doc = documentOf(parts);
		const items = [...doc.store.clients.values()].reduce((count, { length }) => count + length, 0);
		doc.destroy();
		return sum + items;
	}, 0);
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

function documentOf(parts: readonly Uint8Array[]): Y.Doc {
	const doc = new Y.Doc();
	doc.transact(() => {
		for (const part of parts) Y.applyUpdate(doc, part);
	});
	return doc;
}
