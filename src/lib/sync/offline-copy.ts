// The copy of a board on this device, by y-indexeddb: one per board and person. It also keeps how many changes nobody had
// acknowledged when the page went away, so that the next page can still say so.
import { clearDocument, IndexeddbPersistence } from 'y-indexeddb';
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

	const loaded = open();
	return {
		loaded,
		get origin() {
			return persistence;
		},
		get unsavedBefore() {
			return unsavedBefore;
		},
		async remember(unsaved) {
			const state = await loaded;
			if (state !== 'kept' || persistence === null) return state;
			try {
				// Changes go into the same database; where this write fails, theirs do too.
				await persistence.set(unsavedKey, unsaved);
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

/** Removes the copy of a board from this device. */
export function forgetOfflineCopy(boardId: string, userId: string): Promise<void> {
	return clearDocument(offlineCopyName(boardId, userId)) as Promise<void>;
}

/** Removes every copy of this person from this device: at sign-out, on a shared machine. */
export async function forgetOfflineCopies(userId: string): Promise<void> {
	if (typeof indexedDB === 'undefined' || !('databases' in indexedDB)) return;
	const databases = await indexedDB.databases();
	const own = databases.flatMap(({ name }) => (name?.startsWith(`${namePrefix}:${userId}:`) ? [name] : []));
	await Promise.all(own.map((name) => clearDocument(name)));
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

function after(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
