// Somebody who moves pins of their own and points at things, at a steady pace.
import * as Y from 'yjs';
import { barrierDelayMs, barrierGapMs } from '#lib/protocol/limits.ts';
import { paced } from '#lib/sync/paced.ts';
import { nowMs } from '../time.ts';
import type { SocketClient } from '../wire/socket-client.ts';

const pinsEach = 5;
const numberStep = 1e-6;

let edits = 0;
/** When each edit was sent, by its number. */
export const sentAt: [number, number][] = [];

export const editCount = (): number => edits;
/** An edit carries its number as the pin's longitude. */
export const longitudeOf = (n: number): number => n * numberStep;
export const numberOf = (longitude: number): number => Math.round(longitude / numberStep);

export class Editor {
	readonly doc = new Y.Doc();
	readonly #client: SocketClient;
	readonly #pins: Y.Map<unknown>[] = [];
	/** How often a pin is moved before it is the next one's turn. */
	readonly #movesInARow: number;
	/** Where this author's changes ended when the acknowledgement of a number was asked for. */
	readonly #asked = new Map<number, number>();
	#acknowledgedEnd = 0;
	#next = 0;
	#timer: ReturnType<typeof setInterval> | null = null;
	/** As the application's own client does. */
	readonly #asking = paced(() => this.#ask(), { gapMs: barrierGapMs, delayMs: barrierDelayMs });

	constructor(client: SocketClient, movesInARow = 1) {
		this.#client = client;
		this.#movesInARow = movesInARow;
		this.doc.on('update', (update: Uint8Array) => client.sync('update', update));
	}

	start(perSecond: number): void {
		const everyMs = 1_000 / perSecond;
		this.#timer = setTimeout(() => {
			this.#timer = setInterval(() => this.#edit(), everyMs);
		}, Math.random() * everyMs);
	}

	stop(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
	}

	/** Takes what this author added away again. */
	clear(): void {
		this.stop();
		const pins = this.doc.getMap('pins');
		this.doc.transact(() => {
			for (const key of pins.keys()) pins.delete(key);
		});
		this.#asking.soon();
	}

	/** Number of this author's changes so far. */
	get end(): number {
		return Y.getState(this.doc.store, this.doc.clientID);
	}

	/** As many of them as the server has promised to keep. */
	get acknowledgedEnd(): number {
		return this.#acknowledgedEnd;
	}

	takeAcknowledgement(n: number): void {
		this.#acknowledgedEnd = Math.max(this.#acknowledgedEnd, this.#asked.get(n) ?? 0);
		for (const earlier of this.#asked.keys()) if (earlier <= n) this.#asked.delete(earlier);
	}

	#edit(): void {
		const n = ++edits;
		sentAt.push([n, nowMs()]);
		const at = [longitudeOf(n), 25.5];
		const pin = this.#pins[Math.floor(this.#next++ / this.#movesInARow) % pinsEach];
		if (pin) pin.set('at', at);
		else this.#add(at);
		this.#asking.soon();
	}

	#add(at: number[]): void {
		const pin = new Y.Map<unknown>([
			['title', 'A moving thing'],
			['at', at]
		]);
		this.doc.getMap('pins').set(`${this.doc.clientID}-${this.#pins.length}`, pin);
		this.#pins.push(pin);
	}

	#ask(): void {
		const { end } = this;
		this.#asked.set(this.#client.askAcknowledgement(), end);
	}
}
