// What runs in a blank page to try the copy on the device where it lives: documents with their copies, by name. Counts as the
// connection of a board does, and has no server.
import * as Y from 'yjs';
import {
	forgetOfflineCopies,
	offlineCopyName,
	openOfflineCopy,
	type OfflineCopy
} from '#lib/sync/offline-copy.ts';
import type { DeviceCopy } from '#lib/sync/save-status.ts';
import { UnsavedChanges } from '#lib/sync/unsaved-changes.ts';

const patientMs = 60_000;
const name = offlineCopyName('a-board', 'somebody');

/** A page on the board, as far as the device is concerned. */
class DevicePage {
	readonly #doc = new Y.Doc();
	readonly #copy: OfflineCopy;
	readonly #unsaved = new UnsavedChanges();
	#latest: Promise<DeviceCopy>;

	constructor() {
		this.#doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
			if (!local) return;
			this.#unsaved.made(0);
			this.#remember();
		});
		this.#copy = openOfflineCopy(name, this.#doc, patientMs);
		this.#latest = this.#copy.loaded;
	}

	#remember(): void {
		this.#latest = this.#copy.remember(this.#unsaved.parts);
	}

	/** How many changes it found that nobody has acknowledged. */
	async opened(): Promise<number> {
		await this.#copy.loaded;
		this.#unsaved.found(this.#copy.unsavedBefore, 0);
		return this.#copy.unsavedBefore;
	}

	/** The answer is how the copy fares. */
	async set(key: string, bytes = 1): Promise<DeviceCopy> {
		this.#doc.getMap('pins').set(key, 'x'.repeat(bytes));
		return this.#latest;
	}

	async acknowledge(): Promise<DeviceCopy> {
		this.#unsaved.answered(this.#unsaved.ask(0));
		this.#remember();
		return this.#latest;
	}

	pins(): string[] {
		return [...this.#doc.getMap('pins').keys()].toSorted();
	}

	close(): Promise<void> {
		return this.#copy.close();
	}
}

/** Larger rows than this find no room on the device from now on. */
function fillDevice(bytesMax: number): void {
	const add = IDBObjectStore.prototype.add;
	IDBObjectStore.prototype.add = function (value: unknown, key?: IDBValidKey) {
		const request = add.call(this, value, key);
		if (value instanceof Uint8Array && value.length > bytesMax) this.transaction.abort();
		return request;
	};
}

export const device = {
	open: () => new DevicePage(),
	forget: () => forgetOfflineCopies(patientMs),
	fill: fillDevice
};
export type Device = typeof device;

Object.assign(globalThis, { device });
