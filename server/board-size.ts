// How large one board is, held against what a board may be: objects are counted as they come and go, bytes are those of the newest
// checkpoint and of what followed it. It refuses growth beyond the limit and nothing else; it changes nothing.
import * as Y from 'yjs';
import { collection, collectionNames } from '#lib/board/schema/document.ts';
import type { StoredBoard } from '#lib/server/board-store.ts';
import type { SyncLimits } from './limits.ts';
import { scanUpdate, unlimited } from './scan-update.ts';

type SizeLimits = Pick<
	SyncLimits,
	'boardObjectsMax' | 'boardBytesMax' | 'boardWarnShare' | 'checkpointBytes'
>;

/** What is stored of a board when it is opened. */
export interface StoredSize {
	checkpointBytes: number;
	/** Of the log behind the checkpoint. */
	tailRows: number;
	tailBytes: number;
}

export function sizeIn({ checkpoint, rows }: Pick<StoredBoard, 'checkpoint' | 'rows'>): StoredSize {
	return {
		checkpointBytes: checkpoint?.data.length ?? 0,
		tailRows: rows.length,
		tailBytes: rows.reduce((bytes, { data }) => bytes + data.length, 0)
	};
}

/** An update whose first count is zero brings nothing new: it only removes. */
const noStructs = 0;
const noStructsBytes = 1;
/** No object takes fewer bytes of an update, so that most updates need not be looked into. */
const objectBytesMin = 4;

export class BoardSize {
	/** Records in all collections; 0 as long as no document was made of the board. */
	objects = 0;
	readonly #limits: SizeLimits;
	readonly #uncommittedBytes: () => number;
	#checkpointBytes: number;
	#tailRows: number;
	#tailBytes: number;
	#wasBytesRefused = false;

	constructor(stored: StoredSize, limits: SizeLimits, uncommittedBytes: () => number) {
		this.#checkpointBytes = stored.checkpointBytes;
		this.#tailRows = stored.tailRows;
		this.#tailBytes = stored.tailBytes;
		this.#limits = limits;
		this.#uncommittedBytes = uncommittedBytes;
	}

	/** Rows and bytes of the log behind the newest checkpoint. */
	get tail(): { rows: number; bytes: number } {
		return { rows: this.#tailRows, bytes: this.#tailBytes };
	}

	/** Rows were stored. */
	grew(rows: number, bytes: number): void {
		this.#tailRows += rows;
		this.#tailBytes += bytes;
	}

	/** That much of the tail is in a new checkpoint now; null where its size is not known. */
	folded(checkpointBytes: number | null, rows: number, bytes: number): void {
		this.#checkpointBytes = checkpointBytes ?? this.#checkpointBytes + bytes;
		this.#tailRows -= rows;
		this.#tailBytes -= bytes;
	}

	/** From now on the board is this document. */
	count(doc: Y.Doc): void {
		const collections = collectionNames.map((name) => collection(doc, name));
		this.objects = collections.reduce((sum, { size }) => sum + size, 0);
		for (const records of collections) {
			records.observe(({ keys }) => {
				for (const { action } of keys.values()) {
					if (action === 'add') this.objects++;
					else if (action === 'delete') this.objects--;
				}
			});
		}
	}

	/** At most what the board would have if it were stored anew now: what was removed counts until the next checkpoint. */
	get bytes(): number {
		return this.#checkpointBytes + this.#tailBytes + this.#uncommittedBytes();
	}

	/**
	 * What it probably has as one piece: a short tail may take itself back. One that waits to be folded counts, because finding out
	 * would take long.
	 */
	get foldedBytes(): number {
		const isFoldDue = this.#tailBytes > this.#limits.checkpointBytes;
		return this.#checkpointBytes + (isFoldDue ? this.#tailBytes : 0);
	}

	/** From here on those who run the server should know. */
	get isLarge(): boolean {
		const { boardObjectsMax, boardBytesMax, boardWarnShare } = this.#limits;
		return this.objects >= boardObjectsMax * boardWarnShare || this.bytes >= boardBytesMax * boardWarnShare;
	}

	/** An update was refused for its bytes since this was last asked: folding the log would tell the true size. */
	takeNeedsFold(): boolean {
		const needsFold = this.#wasBytesRefused;
		this.#wasBytesRefused = false;
		return needsFold;
	}

	/** Why an update that is sound would make the board too large; null where it does not. */
	refusal(doc: Y.Doc, update: Uint8Array): string | null {
		if (update[0] === noStructs) return null;
		const { boardObjectsMax, boardBytesMax } = this.#limits;
		if (
			this.bytes + update.length > boardBytesMax &&
			isBeyond(boardBytesMax - this.bytes, newBytes(doc, update))
		) {
			this.#wasBytesRefused = true;
			return `the board is full: it may have ${boardBytesMax} bytes`;
		}
		const objectsLeft = boardObjectsMax - this.objects;
		if (update.length / objectBytesMin <= objectsLeft) return null;
		if (!isBeyond(objectsLeft, newObjects(doc, update))) return null;
		return `the board is full: it may have ${boardObjectsMax} objects`;
	}
}

/** What adds nothing is taken by a board that is too large already, too. */
function isBeyond(left: number, added: number): boolean {
	return added > 0 && added > left;
}

/** How much of an update's content the document does not have: who comes back may send all it ever removed along. */
function newBytes(doc: Y.Doc, update: Uint8Array): number {
	const scan = scanUpdate(update, unlimited);
	const removals = scan.kind === 'readable' ? update.length - scan.structBytes : 0;
	return Y.diffUpdate(update, Y.encodeStateVector(doc)).length - removals - noStructsBytes;
}

/** How many records an update brings that the document does not have. */
function newObjects(doc: Y.Doc, update: Uint8Array): number {
	const names = new Map(collectionNames.map((name) => [collection(doc, name) as unknown, name]));
	const isKnown = new Set<string>(collectionNames);
	/** Where those items of the update stand that stand in a collection. */
	const places = new Map<string, { name: string; key: string }>();
	const found = new Set<string>();
	const placeOf = (item: Y.Item) => {
		if (typeof item.parent === 'string') {
			return item.parentSub !== null && isKnown.has(item.parent)
				? { name: item.parent, key: item.parentSub }
				: null;
		}
		const neighbour = item.origin ?? item.rightOrigin;
		if (item.parent !== null || neighbour === null) return null;
		const incoming = places.get(`${neighbour.client}.${neighbour.clock}`);
		if (incoming !== undefined || neighbour.clock >= Y.getState(doc.store, neighbour.client))
			return incoming ?? null;
		const known: unknown = Y.getItem(doc.store, neighbour);
		const name = known instanceof Y.Item ? names.get(known.parent) : undefined;
		const key = known instanceof Y.Item ? known.parentSub : null;
		return name === undefined || key === null ? null : { name, key };
	};
	const { structs, ds } = Y.decodeUpdate(update);
	for (const item of structs) {
		if (!(item instanceof Y.Item) || item.id.clock < Y.getState(doc.store, item.id.client)) continue;
		const place = placeOf(item);
		if (place === null) continue;
		places.set(`${item.id.client}.${item.id.clock + item.length - 1}`, place);
		const isGone = item.content instanceof Y.ContentDeleted || Y.isDeleted(ds, item.id);
		if (!isGone) found.add(JSON.stringify([place.name, place.key]));
	}
	return [...found].filter((place) => {
		const [name, key] = JSON.parse(place) as [(typeof collectionNames)[number], string];
		return !collection(doc, name).has(key);
	}).length;
}
