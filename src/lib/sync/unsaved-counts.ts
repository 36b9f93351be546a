// How many changes nobody has acknowledged, as it stands beside the changes in the copy on this device: one count per page, because
// several pages of one person work on one copy and none may speak for another. It counts nothing itself.

/** The stores of y-indexeddb. */
export const customStore = 'custom';
export const updatesStore = 'updates';

const keyPrefix = 'unsaved-changes';
/** Earlier versions kept a bare number under the prefix itself. */
type KeptCount = [unsaved: number, serial: number] | number;

/** Counts of other pages, as they were when this one took their changes over. */
export type FormerCounts = ReadonlyMap<string, KeptCount>;

function keys(): IDBKeyRange {
	return IDBKeyRange.bound(keyPrefix, `${keyPrefix}\uffff`);
}

export function sumOf(counts: Iterable<unknown>): number {
	let sum = 0;
	for (const kept of counts) {
		const unsaved: unknown = Array.isArray(kept) ? kept[0] : kept;
		if (typeof unsaved === 'number' && unsaved > 0) sum += Math.floor(unsaved);
	}
	return sum;
}

export async function readCounts(db: IDBDatabase): Promise<FormerCounts> {
	const transaction = db.transaction(customStore);
	const store = transaction.objectStore(customStore);
	const [names, counts] = [store.getAllKeys(keys()), store.getAll(keys())];
	await completed(transaction);
	return new Map(names.result.map((key, nth) => [String(key), counts.result[nth] as KeptCount]));
}

/** Within a transaction; calls back with whether any page has left a count. */
export function ifAllSaved(custom: IDBObjectStore, call: () => void): void {
	const counts = custom.getAll(keys());
	counts.onsuccess = () => sumOf(counts.result) === 0 && call();
}

/** The count of one page. */
export class PageCount {
	readonly #key: string;
	/** Grows with every writing: who sees the same one again knows that the page has done nothing since. */
	#serial = 0;

	constructor(clientId: number) {
		this.#key = `${keyPrefix}:${clientId}`;
	}

	write(custom: IDBObjectStore, unsaved: number): void {
		if (unsaved > 0) custom.put([unsaved, ++this.#serial] satisfies KeptCount, this.#key);
		else custom.delete(this.#key);
	}
}

/** What was taken over is acknowledged; a page that still lives, and did more since, keeps its count. */
export function deleteFormer(custom: IDBObjectStore, former: FormerCounts): void {
	for (const [key, kept] of former) {
		const now = custom.get(key);
		now.onsuccess = () => {
			if (JSON.stringify(now.result) === JSON.stringify(kept)) custom.delete(key);
		};
	}
}

export function completed(transaction: IDBTransaction): Promise<void> {
	return new Promise((resolve, reject) => {
		transaction.oncomplete = () => resolve();
		transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error('not written'));
	});
}
