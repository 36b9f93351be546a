// Which edits reached whom. All clients of a board are sent the same bytes, so what a frame holds is read once and then known.
import * as Y from 'yjs';

const knownMax = 2_000;
const known = new Map<string, Map<number, number>>();

/** Where each author's changes in the update end. */
function endsOf(update: Uint8Array): Map<number, number> {
	const key = Buffer.from(update.buffer, update.byteOffset, update.byteLength).toString('latin1');
	let ends = known.get(key);
	if (ends === undefined) {
		ends = Y.parseUpdateMeta(update).to;
		if (known.size >= knownMax) known.clear();
		known.set(key, ends);
	}
	return ends;
}

/** What one client has seen of the others' changes. */
export class Arrivals {
	readonly #ends = new Map<number, number>();

	take(update: Uint8Array): void {
		for (const [author, end] of endsOf(update)) {
			if ((this.#ends.get(author) ?? 0) < end) this.#ends.set(author, end);
		}
	}

	/** The state that a client begins with: one of a kind, so it is not kept. */
	begin(state: Uint8Array): void {
		for (const [author, end] of Y.parseUpdateMeta(state).to) this.#ends.set(author, end);
	}

	hasAll(author: number, end: number): boolean {
		return (this.#ends.get(author) ?? 0) >= end;
	}
}
