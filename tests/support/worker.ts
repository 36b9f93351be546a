// A person who goes on editing while the server is killed under them, by the browser's own end of the wire, and who keeps a
// history: made, acknowledged, seen from others.
import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { messageKind, storageStates, type StorageState } from '#lib/protocol/kinds.ts';
import { connectBoard, type BoardConnection } from '#lib/sync/connect-board.ts';
import type { SaveStatus } from '#lib/sync/save-status.ts';
import type { SilenceLimits } from '#lib/sync/silence-watch.ts';

export class Worker {
	readonly doc = new Y.Doc();
	readonly name: string;
	/** Keys in the order in which they were made. */
	readonly made: string[] = [];
	acknowledged = 0;
	readonly seen = new Set<string>();
	/** What of it came while this person was told that work is shown before it is saved. */
	readonly seenInHold = new Set<string>();
	/** As the server last said on the socket that is open. */
	storage: StorageState = 'healthy';
	/** Sockets that were opened so far. */
	socketCount = 0;
	/** Letters that each edit carries besides its number. */
	editChars = 0;
	readonly statuses: SaveStatus['kind'][] = [];
	readonly #awareness = new Awareness(this.doc);
	readonly #connection: BoardConnection;
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(
		name: string,
		url: string,
		boardId: string,
		token: string,
		silence: Partial<SilenceLimits> = {}
	) {
		this.name = name;
		this.doc.getMap('pins').observe((event) => {
			if (event.transaction.local) return;
			for (const key of event.keysChanged) if (!key.startsWith(`${name}-`)) this.#see(key);
		});
		this.#connection = connectBoard({
			boardId,
			doc: this.doc,
			awareness: this.#awareness,
			readOnly: false,
			url,
			userId: null,
			webSocket: socketClassWith(token, {
				opened: () => this.#socketOpened(),
				storage: (state) => (this.storage = state)
			}),
			silence
		});
		this.#connection.subscribe((status) => this.#note(status));
	}

	get status(): SaveStatus {
		return this.#connection.status;
	}

	/** Client ids of the others whom this person sees. */
	get others(): number[] {
		return [...this.#awareness.getStates().keys()].filter((id) => id !== this.doc.clientID);
	}

	/** Makes an edit every now and then, whatever the connection does. */
	edit(random: () => number, gapMaxMs: number): void {
		this.#timer = setTimeout(() => {
			this.editOnce();
			this.edit(random, gapMaxMs);
		}, random() * gapMaxMs);
	}

	editOnce(): void {
		const key = `${this.name}-${this.made.length}`;
		this.made.push(key);
		const value = this.editChars === 0 ? this.made.length : randomText(this.editChars);
		this.doc.getMap('pins').set(key, value);
	}

	rest(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}

	/** What this person was told is safe. */
	promised(): string[] {
		return this.made.slice(0, this.acknowledged);
	}

	async close(): Promise<void> {
		this.rest();
		await this.#connection.close();
		this.#awareness.destroy();
		this.doc.destroy();
	}

	#see(key: string): void {
		this.seen.add(key);
		if (this.storage !== 'healthy') this.seenInHold.add(key);
	}

	#socketOpened(): void {
		this.socketCount++;
		this.storage = 'healthy';
	}

	#note(status: SaveStatus): void {
		if (this.statuses.at(-1) !== status.kind) this.statuses.push(status.kind);
		const unsaved = 'changes' in status ? status.changes : 0;
		const knows = status.kind === 'saved' || status.kind === 'saving' || status.kind === 'not-saved';
		if (knows) this.acknowledged = Math.max(this.acknowledged, this.made.length - unsaved);
	}
}

interface SocketEvents {
	opened(): void;
	storage(state: StorageState): void;
}

function socketClassWith(token: string, events: SocketEvents): typeof globalThis.WebSocket {
	class TokenWebSocket extends WebSocket {
		constructor(url: string, protocols?: string | string[]) {
			super(url, protocols, { headers: { authorization: `Bearer ${token}` } });
			this.on('error', () => this.terminate());
			this.on('open', events.opened);
			// Before the client's own listener: what comes behind this frame is judged by it.
			this.on('message', (data: ArrayBuffer) => {
				const [kind, index = 0] = new Uint8Array(data);
				if (kind === messageKind.storage) events.storage(storageStates[index] ?? 'healthy');
			});
		}
	}
	return TokenWebSocket as unknown as typeof globalThis.WebSocket;
}

/** Text that nothing can compress. */
function randomText(chars: number): string {
	return randomBytes(Math.ceil(chars / 2))
		.toString('hex')
		.slice(0, chars);
}
