// Connects a board's document with its server and with the copy on this device, and says truthfully where the work is. It carries
// changes and makes none.
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { closeCode, roleChangedReason } from '#lib/protocol/close-codes.ts';
import { barrierDelayMs, barrierGapMs } from '#lib/protocol/limits.ts';
import { offlineCopyName, openOfflineCopy, type OfflineCopy } from './offline-copy.ts';
import { paced } from './paced.ts';
import { askForState, createProvider, sendBarrier } from './provider.ts';
import {
	areSameStatus,
	saveStatus,
	type DeviceCopy,
	type SaveFacts,
	type SaveStatus
} from './save-status.ts';
import type { SilenceLimits } from './silence-watch.ts';
import { UnsavedChanges } from './unsaved-changes.ts';

export interface ConnectOptions {
	boardId: string;
	doc: Y.Doc;
	awareness: Awareness;
	readOnly: boolean;
	/** Of the sync server, without the board: `wss://host/sync`. See `syncUrl`. */
	url: string;
	/** Whose copy is kept on this device; null keeps none (display links). */
	userId: string | null;
	/** My role on the board is another now: ask for it, then connect anew. Until then the connection goes on by itself. */
	onRoleChanged?: () => void;
	/** The rest is set by tests. */
	webSocket?: typeof WebSocket;
	silence?: Partial<SilenceLimits>;
	openCopy?: (name: string, doc: Y.Doc) => OfflineCopy;
	now?: () => number;
}

export interface BoardConnection {
	readonly status: SaveStatus;
	/** The copy on this device. */
	readonly device: DeviceCopy;
	/** Calls back at once and at every change; the answer ends it. Fits Svelte's store contract. */
	subscribe(listener: (status: SaveStatus) => void): () => void;
	/** Resolves when there is something to show: from the server, or from the copy on this device. */
	readonly ready: Promise<'server' | 'device'>;
	/** Tries again, also after an end. */
	reconnect(): void;
	/** Leaves the board; what is not acknowledged stays in the copy. */
	close(): Promise<void>;
}

/** The sync server of the page's own origin. */
export function syncUrl(location: { protocol: string; host: string }): string {
	return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/sync`;
}

const tickMs = 1_000;
/** Over one ordered socket nothing is missing for longer than a moment, unless something went wrong on the way. */
const lackingMaxMs = 5_000;

export function connectBoard(options: ConnectOptions): BoardConnection {
	const { doc, awareness, readOnly, now = () => Date.now() } = options;
	const unsaved = new UnsavedChanges();
	const listeners = new Set<(status: SaveStatus) => void>();
	let facts: SaveFacts = {
		readOnly,
		socket: 'connecting',
		hasSettled: false,
		isLacking: false,
		unsaved: 0,
		unsavedSinceMs: null,
		apartSinceMs: now(),
		storage: 'healthy',
		device: options.userId === null ? 'none' : 'opening',
		keeping: false,
		isDenied: false,
		ended: null
	};
	let status = saveStatus(facts, now());
	/** The count that was last handed to the copy on this device, and the one that has reached it; null until the copy is open. */
	let remembered: number | null = null;
	let written: number | null = null;
	let isHandedOver = false;
	let lackingSinceMs: number | null = null;
	let isClosed = false;
	const ready = Promise.withResolvers<'server' | 'device'>();

	const provider = createProvider({
		url: options.url,
		boardId: options.boardId,
		doc,
		awareness,
		webSocket: options.webSocket,
		silence: options.silence,
		onHandedOver: () => {
			isHandedOver = true;
			askForAcknowledgement();
		},
		onAcknowledged: (n) => {
			if (!unsaved.answered(n)) return;
			update({ hasSettled: true });
			remember();
		},
		onStorage: (storage) => update({ storage }),
		onDenied: () => update({ isDenied: true })
	});
	const asking = paced(() => isHandedOver && askForAcknowledgement(), {
		gapMs: barrierGapMs,
		delayMs: barrierDelayMs
	});
	const copy = options.userId === null ? null : openCopy(options.userId);

	function openCopy(userId: string): OfflineCopy {
		return (options.openCopy ?? openOfflineCopy)(offlineCopyName(options.boardId, userId), doc);
	}

	function update(change: Partial<SaveFacts>): void {
		const keeping = remembered !== written;
		facts = { ...facts, ...change, unsaved: unsaved.count, unsavedSinceMs: unsaved.oldestAtMs, keeping };
		const next = saveStatus(facts, now());
		if (areSameStatus(next, status)) return;
		status = next;
		for (const listener of [...listeners]) listener(status);
	}

	/** Only what was made here counts; what a provider brought in is not ours. The provider, who came first, has sent it already. */
	function countChange(_update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction): void {
		if (!transaction.local || origin === provider || (copy !== null && origin === copy.origin)) return;
		unsaved.made(now());
		remember();
		update({});
		// Before the server has all that I had, an acknowledgement would not speak for it; then it is asked for.
		if (isHandedOver) asking.soon();
	}

	function askForAcknowledgement(): void {
		if (provider.wsconnected) sendBarrier(provider, unsaved.ask(now()));
	}

	/** What waits in the document for something missing is not shown: ask for it instead of waiting for a reload. */
	function lookForGaps(): void {
		const isWhole = doc.store.pendingStructs === null && doc.store.pendingDs === null;
		if (isWhole || facts.socket !== 'open') {
			lackingSinceMs = null;
			return update({ isLacking: false });
		}
		lackingSinceMs ??= now();
		if (now() - lackingSinceMs < lackingMaxMs) return update({});
		lackingSinceMs = now();
		update({ isLacking: true });
		askForState(provider);
	}

	/** Writes the count beside the changes; only then may the status say that they are kept. */
	function remember(): void {
		const { count } = unsaved;
		if (copy === null || remembered === null || count === remembered) return;
		remembered = count;
		void copy.remember(unsaved.parts).then((device) => {
			written = count;
			update({ device });
		});
	}

	function apart(): void {
		isHandedOver = false;
		unsaved.forgetQuestions();
		update({
			socket: 'closed',
			hasSettled: false,
			storage: 'healthy',
			apartSinceMs: facts.apartSinceMs ?? now()
		});
	}

	async function start(): Promise<void> {
		const device = (await copy?.loaded) ?? 'none';
		if (copy) {
			unsaved.found(copy.unsavedBefore, now());
			remembered = written = copy.unsavedBefore;
			remember();
		}
		update({ device });
		if (Y.encodeStateVector(doc).length > 1) ready.resolve('device');
		if (!isClosed) provider.connect();
	}

	provider.on('status', ({ status: socket }) => {
		if (socket === 'connected') update({ socket: 'open', apartSinceMs: null });
		else if (socket === 'disconnected') apart();
	});
	provider.on('connection-close', (event) => {
		if (event?.code === closeCode.comeBack && event.reason === roleChangedReason) options.onRoleChanged?.();
		if (facts.socket !== 'open') apart();
	});
	provider.on('sync', (isSynced) => {
		if (!isSynced) return;
		ready.resolve('server');
		if (readOnly) update({ hasSettled: true });
	});
	provider.on('closed', (ended) => update({ ended, socket: 'closed' }));
	doc.on('update', countChange);
	const ticker = setInterval(lookForGaps, tickMs);
	void start();

	return {
		get status() {
			return status;
		},
		get device() {
			return facts.device;
		},
		ready: ready.promise,
		subscribe(listener) {
			listeners.add(listener);
			listener(status);
			return () => void listeners.delete(listener);
		},
		reconnect() {
			update({ ended: null, isDenied: false });
			provider.connect();
		},
		async close() {
			isClosed = true;
			clearInterval(ticker);
			asking.stop();
			doc.off('update', countChange);
			provider.destroy();
			if (copy !== null) {
				await copy.remember(unsaved.parts);
				await copy.close();
			}
		}
	};
}
