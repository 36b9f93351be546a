// Several updates as one, however many they are.
import * as Y from 'yjs';

/** Merging takes time with the square of how many there are (1,000 small ones 22 ms, 4,000 180 ms); by and by, 4 µs each. */
const mergedAtOnceMax = 64;

/** Throws where there is none. */
export function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
	let pieces = updates;
	while (pieces.length > 1) pieces = inGroups(pieces).map((group) => Y.mergeUpdates(group));
	const [whole] = pieces;
	if (whole === undefined) throw new Error('there are no updates to merge');
	return whole;
}

function inGroups(pieces: readonly Uint8Array[]): Uint8Array[][] {
	return Array.from({ length: Math.ceil(pieces.length / mergedAtOnceMax) }, (_, n) =>
		pieces.slice(n * mergedAtOnceMax, (n + 1) * mergedAtOnceMax)
	);
}
