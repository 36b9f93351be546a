// What a board's document says, as text that is the same for the same content.
import * as Y from 'yjs';

export function contentOf(doc: Y.Doc): string {
	const maps = ['board', 'pins', 'notes', 'sources'].map((name) => sorted(doc.getMap(name).toJSON()));
	const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))].toSorted(([a], [b]) => a - b);
	return JSON.stringify([maps, clocks]);
}

function sorted(value: Record<string, unknown>): [string, unknown][] {
	return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Up to which clock of each client the updates go; `ends` is raised and answered. */
export function raise(ends: Map<number, number>, more: Iterable<[number, number]>): Map<number, number> {
	for (const [client, end] of more) ends.set(client, Math.max(ends.get(client) ?? 0, end));
	return ends;
}
