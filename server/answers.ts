// Answers to a client's first question, "what do I lack?", kept as long as the document stands still: after a restart hundreds
// of clients ask the same.
import * as Y from 'yjs';
import { writeStep2 } from '#lib/protocol/write-frame.ts';

export class StateAnswers {
	readonly #doc: Y.Doc;
	#version = -1;
	#stateVector: Uint8Array | null = null;
	#forNewcomers: Uint8Array | null = null;
	#forCurrent: Uint8Array | null = null;

	constructor(doc: Y.Doc) {
		this.#doc = doc;
	}

	/** The state vector of the document as of `version`. */
	stateVector(version: number): Uint8Array {
		this.#startAfresh(version);
		return (this.#stateVector ??= Y.encodeStateVector(this.#doc));
	}

	/** A frame with everything that somebody at `theirs` lacks of the document as of `version`. */
	step2(theirs: Uint8Array, version: number): Uint8Array {
		const ours = this.stateVector(version);
		if (theirs.length === 1 && theirs[0] === 0) return (this.#forNewcomers ??= this.#encode(theirs));
		if (areEqual(theirs, ours)) return (this.#forCurrent ??= this.#encode(theirs));
		return this.#encode(theirs);
	}

	#startAfresh(version: number): void {
		if (version === this.#version) return;
		this.#version = version;
		this.#stateVector = null;
		this.#forNewcomers = null;
		this.#forCurrent = null;
	}

	#encode(theirs: Uint8Array): Uint8Array {
		return writeStep2(Y.encodeStateAsUpdate(this.#doc, theirs));
	}
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
