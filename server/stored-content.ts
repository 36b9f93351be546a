// A board's content as it is stored, for as long as nobody needs it as a document: what it has, what newcomers and those who come
// back are to be sent of it. It never changes; making a document of it costs ten times its bytes in memory, and time.
import * as Y from 'yjs';
import { schemaVersion } from '#lib/board/schema/version.ts';
import { writeStep2, writeUpdate } from '#lib/protocol/write-frame.ts';
import { DamagedLogError, type StoredBoard } from '#lib/server/board-store.ts';
import { mergeUpdates } from './merge-updates.ts';
import { openDocument, type StoredPart } from './open-document.ts';
import { deletesIn } from './scan-update.ts';

/** Of a log that is far longer than what is folded into a checkpoint, a document is made at once. */
const tailRowsMax = 20_000;

type StateVector = ReadonlyMap<number, number>;

export class StoredContent {
	readonly stateVector: Uint8Array;
	readonly #boardId: string;
	readonly #whole: StoredPart;
	/** State vector of `whole`. */
	readonly #ends: StateVector;
	/** Rows behind it. */
	readonly #tail: readonly StoredPart[];
	#forNewcomers: Uint8Array[] | null = null;
	#forReturning: Uint8Array[] | null = null;
	#deletes: Uint8Array | null = null;

	private constructor(
		boardId: string,
		whole: StoredPart,
		ends: StateVector,
		tail: readonly StoredPart[],
		stateVector: Uint8Array
	) {
		this.#boardId = boardId;
		this.#whole = whole;
		this.#ends = ends;
		this.#tail = tail;
		this.stateVector = stateVector;
	}

	/**
	 * Null where a document must be made first: there is no checkpoint, it is of another schema, or the system itself changed the
	 * board since, as a migration by a newer server would. Throws where the rows cannot be read.
	 */
	static of(boardId: string, { checkpoint, rows }: StoredBoard): StoredContent | null {
		if (checkpoint?.schemaVersion !== schemaVersion || rows.length > tailRowsMax) return null;
		if (rows.some(({ author }) => author.kind === 'system')) return null;
		const ends = Y.decodeStateVector(checkpoint.stateVector);
		const allEnds = endsWithoutGap(boardId, ends, rows);
		if (allEnds === null) return null;
		return new StoredContent(boardId, checkpoint, ends, rows, Y.encodeStateVector(allEnds));
	}

	/** `head`: number of the last row that the document holds. */
	static ofDocument(boardId: string, doc: Y.Doc, head: number): StoredContent {
		const stateVector = Y.encodeStateVector(doc);
		const whole = { seq: head, data: Y.encodeStateAsUpdate(doc) };
		return new StoredContent(boardId, whole, Y.decodeStateVector(stateVector), [], stateVector);
	}

	get bytes(): number {
		return this.#tail.reduce((bytes, { data }) => bytes + data.length, this.#whole.data.length);
	}

	/** Frames with everything that somebody at `stateVector` lacks, the last of which says so; null if only a document can tell. */
	answer(stateVector: Uint8Array): readonly Uint8Array[] | null {
		const theirs = Y.decodeStateVector(stateVector);
		if (theirs.size === 0) return (this.#forNewcomers ??= this.#everything());
		for (const [client, end] of this.#ends) if ((theirs.get(client) ?? 0) < end) return null;
		return (this.#forReturning ??= this.#tailAndDeletes());
	}

	/** True if an update surely brings nothing new: it is empty, or what all who have the board answer when they are asked. */
	holds(update: Uint8Array): boolean {
		if (update.length === 2 && update[0] === 0 && update[1] === 0) return true;
		this.#deletes ??= mergedIfReadable([this.#whole, ...this.#tail].map(({ data }) => deletesIn(data)));
		return this.#deletes !== null && Buffer.compare(update, this.#deletes) === 0;
	}

	/** Throws DamagedLogError. */
	toDocument(): Y.Doc {
		return openDocument(this.#boardId, { checkpoint: this.#whole, rows: this.#tail }).doc;
	}

	#tailAndDeletes(): Uint8Array[] | null {
		const update = mergedIfReadable([deletesIn(this.#whole.data), ...this.#tail.map(({ data }) => data)]);
		return update && [writeStep2(update)];
	}

	#everything(): Uint8Array[] {
		if (this.#tail.length === 0) return [writeStep2(this.#whole.data)];
		return [writeUpdate(this.#whole.data), writeStep2(mergeUpdates(this.#tail.map(({ data }) => data)))];
	}
}

/** Null where some of it is. */
function mergedIfReadable(updates: readonly (Uint8Array | null)[]): Uint8Array | null {
	const readable = updates.filter((update) => update !== null);
	return readable.length === updates.length ? mergeUpdates(readable) : null;
}

/** Where each author's changes end; null if some of them are missing. */
function endsWithoutGap(
	boardId: string,
	ends: StateVector,
	tail: readonly StoredPart[]
): Map<number, number> | null {
	const all = new Map(ends);
	try {
		for (const { data } of tail) {
			const { from, to } = Y.parseUpdateMeta(data);
			for (const [client, start] of from) if (start > (all.get(client) ?? 0)) return null;
			for (const [client, end] of to) all.set(client, Math.max(end, all.get(client) ?? 0));
		}
		return all;
	} catch (error) {
		throw new DamagedLogError(`the log of board ${boardId} cannot be read: restore it from a backup`, {
			cause: error
		});
	}
}
