// The copy of a board on this device, by y-indexeddb: one per board and person. It also keeps how many changes nobody had
// acknowledged when the page went away, so that the next page can still say so.
import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';
import type { DeviceCopy } from './save-status.ts';

export interface OfflineCopy {
	/** Resolves when the copy is in the document, or with the reason why there is none. */
	readonly loaded: Promise<DeviceCopy>;
	/** The origin of what it brings into the document. */
	readonly origin: unknown;
	/** Unacknowledged changes of the page's earlier life; known once loaded. */
	readonly unsavedBefore: number;
	/** Resolves with how the copy fares. */
	remember(unsaved: number): Promise<DeviceCopy>;
	close(): Promise<void>;
}

const unsavedKey = 'unsaved-changes';
/** The stores of y-indexeddb. */
const customStore = 'custom';
const updatesStore = 'updates';
const namePrefix = 'sandtable';
const probeName = 'sandtable-probe';
/** A browser that does not even refuse counts as one without a copy. */
const openMaxMs = 5_000;

export function offlineCopyName(boardId: string, userId: string): string {
	return `${namePrefix}:${userId}:${boardId}`;
}

export function openOfflineCopy(name: string, doc: Y.Doc): OfflineCopy {
	let persistence: IndexeddbPersistence | null = null;
	let unsavedBefore = 0;
	let isFailing = false;

	async function open(): Promise<DeviceCopy> {
		if (!(await canOpen())) return 'unavailable';
		persistence = new IndexeddbPersistence(name, doc);
		const inTime = await Promise.race([
			persistence.whenSynced.then(() => true),
			after(openMaxMs).then(() => false)
		]);
		if (!inTime) return 'unavailable';
		const kept: unknown = await persistence.get(unsavedKey);
		unsavedBefore = typeof kept === 'number' && kept > 0 ? Math.floor(kept) : 0;
		// Another tab cleared the copy, or the browser did.
		persistence.db?.addEventListener('close', () => (isFailing = true));
		return 'kept';
	}

	let opened: DeviceCopy | null = null;
	const loaded = open().then((state) => (opened = state));

	/** The count goes first, in a transaction that the change has to wait for: a change is never kept without being counted. */
	async function writeCount(db: IDBDatabase, unsaved: number): Promise<void> {
		const writing = db.transaction([customStore, updatesStore], 'readwrite');
		writing.objectStore(customStore).put(unsaved, unsavedKey);
		await completed(writing);
		// Begun after the change's own transaction, this one ends after it.
		await completed(db.transaction([updatesStore], 'readonly'));
	}

	return {
		loaded,
		get origin() {
			return persistence;
		},
		get unsavedBefore() {
			return unsavedBefore;
		},
		async remember(unsaved) {
			// No waiting once the copy is loaded: the count must be on its way before the change is.
			const state = opened ?? (await loaded);
			const db = persistence?.db;
			if (state !== 'kept' || !db) return state;
			try {
				await writeCount(db, unsaved);
				return isFailing ? 'failing' : 'kept';
			} catch (error) {
				console.warn('The copy on this device cannot be written.', error);
				return 'failing';
			}
		},
		async close() {
			await loaded;
			await persistence?.destroy();
		}
	};
}

/**
 * Empties every copy on this device: when nobody is signed in any more. A copy with changes that no server has acknowledged stays,
 * since nothing else has them; only the person who made them is shown it again.
 */
export async function forgetOfflineCopies(): Promise<void> {
	if (typeof indexedDB === 'undefined' || !('databases' in indexedDB)) return;
	const databases = await indexedDB.databases();
	const copies = databases.flatMap(({ name }) => (name?.startsWith(`${namePrefix}:`) ? [name] : []));
	await Promise.all(copies.map(emptyIfSaved));
}

/** Emptied and not deleted: a page that is still open on it would block a deletion, and lose what it wrote meanwhile. */
async function emptyIfSaved(name: string): Promise<void> {
	const db = await openExisting(name);
	try {
		const stores = [customStore, updatesStore];
		if (!stores.every((store) => db.objectStoreNames.contains(store))) return;
		const transaction = db.transaction(stores, 'readwrite');
		const count = transaction.objectStore(customStore).get(unsavedKey);
		count.onsuccess = () => {
			if (typeof count.result === 'number' && count.result > 0) return;
			for (const store of stores) transaction.objectStore(store).clear();
		};
		await completed(transaction);
	} finally {
		db.close();
	}
}

function openExisting(name: string): Promise<IDBDatabase> {
	return new Promise((resolve, reject) => {
		const request = indexedDB.open(name);
		request.onerror = () => reject(request.error ?? new Error(`${name} cannot be opened`));
		request.onsuccess = () => resolve(request.result);
	});
}

/** y-indexeddb leaves a refused database as an unhandled rejection, so another one is tried first. */
function canOpen(): Promise<boolean> {
	if (typeof indexedDB === 'undefined') return Promise.resolve(false);
	return new Promise((resolve) => {
		try {
			const request = indexedDB.open(probeName);
			request.onerror = () => resolve(false);
			request.onsuccess = () => {
				request.result.close();
				resolve(true);
			};
			setTimeout(() => resolve(false), openMaxMs);
		} catch (error) {
			console.warn('This browser keeps no data for this page.', error);
			resolve(false);
		}
	});
}

function completed(transaction: IDBTransaction): Promise<void> {
	return new Promise((resolve, reject) => {
		transaction.oncomplete = () => resolve();
		transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error('not written'));
	});
}

function after(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
