// The copy of a board on this device, by y-indexeddb: one per board and person. It also keeps how many changes nobody had
// acknowledged when a page went away, so that the next page can still say so.
import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';
import type { DeviceCopy } from './save-status.ts';
import type { UnsavedParts } from './unsaved-changes.ts';
import {
	completed,
	customStore,
	deleteFormer,
	ifAllSaved,
	PageCount,
	readCounts,
	sumOf,
	updatesStore,
	type FormerCounts
} from './unsaved-counts.ts';

export interface OfflineCopy {
	/** Resolves when the copy is in the document, or with the reason why there is none. */
	readonly loaded: Promise<DeviceCopy>;
	/** The origin of what it brings into the document. */
	readonly origin: unknown;
	/** Unacknowledged changes of earlier pages, and of others that are open; known once loaded. */
	readonly unsavedBefore: number;
	/** Resolves with how the copy fares. */
	remember(unsaved: UnsavedParts): Promise<DeviceCopy>;
	close(): Promise<void>;
}

const namePrefix = 'sandtable';
/** A browser that does not even refuse counts as one without a copy. */
const openMaxMs = 5_000;

export function offlineCopyName(boardId: string, userId: string): string {
	return `${namePrefix}:${userId}:${boardId}`;
}

/** `maxMs`: tests on busy machines wait longer. */
export function openOfflineCopy(name: string, doc: Y.Doc, maxMs = openMaxMs): OfflineCopy {
	let persistence: IndexeddbPersistence | null = null;
	let former: FormerCounts = new Map();
	let unsavedBefore = 0;
	let isFailing = false;
	const count = new PageCount(doc.clientID);

	async function open(): Promise<DeviceCopy> {
		const found = await countsIn(name, maxMs);
		if (found === null) return 'unavailable';
		persistence = new IndexeddbPersistence(name, doc);
		const inTime = await Promise.race([
			persistence.whenSynced.then(() => true),
			after(maxMs).then(() => false)
		]);
		if (!inTime) return 'unavailable';
		former = found;
		unsavedBefore = sumOf(found.values());
		// Another tab cleared the copy, or the browser did.
		persistence.db?.addEventListener('close', () => (isFailing = true));
		// A change was not written, for want of room or whatever: what comes after it builds on a hole.
		persistence.db?.addEventListener('abort', () => (isFailing = true));
		return 'kept';
	}

	let opened: DeviceCopy | null = null;
	const loaded = open().then((state) => (opened = state));

	/** The count goes first, in a transaction that the change has to wait for: a change is never kept without being counted. */
	async function writeCount(db: IDBDatabase, unsaved: UnsavedParts): Promise<void> {
		const writing = db.transaction([customStore, updatesStore], 'readwrite');
		const custom = writing.objectStore(customStore);
		count.write(custom, unsaved.own);
		if (unsaved.former === 0) deleteFormer(custom, former);
		await completed(writing);
		if (unsaved.former === 0) former = new Map();
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
export async function forgetOfflineCopies(maxMs = openMaxMs): Promise<void> {
	if (typeof indexedDB === 'undefined' || !('databases' in indexedDB)) return;
	const databases = await indexedDB.databases();
	const copies = databases.flatMap(({ name }) => (name?.startsWith(`${namePrefix}:`) ? [name] : []));
	await Promise.all(copies.map((name) => emptyIfSaved(name, maxMs)));
}

/** Emptied and not deleted: a page that is still open on it would block a deletion, and lose what it wrote meanwhile. */
async function emptyIfSaved(name: string, maxMs: number): Promise<void> {
	const db = await openOrMake(name, maxMs);
	try {
		const stores = [customStore, updatesStore];
		if (!stores.every((store) => db.objectStoreNames.contains(store))) return;
		const transaction = db.transaction(stores, 'readwrite');
		ifAllSaved(transaction.objectStore(customStore), () => {
			for (const store of stores) transaction.objectStore(store).clear();
		});
		await completed(transaction);
	} finally {
		db.close();
	}
}

/**
 * The counts in a copy, which is made if there is none yet; null where this browser keeps nothing. They are read before the changes,
 * so that none counts here that is not there. y-indexeddb would leave a refused database as an unhandled rejection.
 */
async function countsIn(name: string, maxMs: number): Promise<FormerCounts | null> {
	if (typeof indexedDB === 'undefined') return null;
	try {
		const db = await openOrMake(name, maxMs);
		try {
			return await readCounts(db);
		} finally {
			db.close();
		}
	} catch (error) {
		console.warn('This browser keeps no data for this page.', error);
		return null;
	}
}

/** With the stores that y-indexeddb would make. */
function openOrMake(name: string, maxMs: number): Promise<IDBDatabase> {
	return new Promise((resolve, reject) => {
		const request = indexedDB.open(name);
		let isLate = false;
		const timer = setTimeout(() => {
			isLate = true;
			reject(new Error(`${name} does not open`));
		}, maxMs);
		request.onupgradeneeded = () => {
			request.result.createObjectStore(updatesStore, { autoIncrement: true });
			request.result.createObjectStore(customStore);
		};
		request.onerror = () => {
			clearTimeout(timer);
			reject(request.error ?? new Error(`${name} cannot be opened`));
		};
		request.onsuccess = () => {
			clearTimeout(timer);
			if (isLate) request.result.close();
			else resolve(request.result);
		};
	});
}

function after(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
