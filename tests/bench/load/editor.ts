// Somebody who moves pins of their own and points at things, at a steady pace.
import * as Y from 'yjs';
import { nowMs } from '../time.ts';
import type { SocketClient } from '../wire/socket-client.ts';

const pinsEach = 5;
/** As the application's own client does. */
const acknowledgementDelayMs = 50;
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
	#next = 0;
	#timer: ReturnType<typeof setInterval> | null = null;
	#isAskDue = false;

	constructor(client: SocketClient) {
		this.#client = client;
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

	/** Number of this author's changes so far. */
	get end(): number {
		return Y.getState(this.doc.store, this.doc.clientID);
	}

	#edit(): void {
		const n = ++edits;
		sentAt.push([n, nowMs()]);
		const at = [longitudeOf(n), 25.5];
		const pin = this.#pins[this.#next++ % pinsEach];
		if (pin) pin.set('at', at);
		else this.#add(at);
		this.#askSoon();
	}

	#add(at: number[]): void {
		const pin = new Y.Map<unknown>([
			['title', 'A moving thing'],
			['at', at]
		]);
		this.doc.getMap('pins').set(`${this.doc.clientID}-${this.#pins.length}`, pin);
		this.#pins.push(pin);
	}

	#askSoon(): void {
		if (this.#isAskDue) return;
		this.#isAskDue = true;
		setTimeout(() => {
			this.#isAskDue = false;
			this.#client.askAcknowledgement();
		}, acknowledgementDelayMs);
	}
}
