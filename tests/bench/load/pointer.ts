// Somebody's presence: announced once, then moving at a steady pace, or only renewed, or left at that.
import type { SocketClient } from '../wire/socket-client.ts';

const clientIdMax = 2 ** 32;

/** So often a client of y-protocols says that it is still there. */
const renewalMs = 15_000;

export class Pointer {
	readonly #client: SocketClient;
	readonly #id = Math.floor(Math.random() * clientIdMax);
	#clock = 0;
	#moves = 0;
	#timer: ReturnType<typeof setInterval> | null = null;

	constructor(client: SocketClient) {
		this.#client = client;
	}

	announce(): void {
		const at = [10 + (this.#moves % 100) / 10, 25];
		this.#client.presence(this.#id, ++this.#clock, { pointer: { pane: 'map', at }, selection: [] });
	}

	start(perSecond: number): void {
		this.#every(1_000 / perSecond, () => {
			this.#moves++;
			this.announce();
		});
	}

	/** Says the same from time to time: a server may close a socket on which nothing comes. */
	stay(): void {
		this.#every(renewalMs, () => this.announce());
	}

	#every(ms: number, call: () => void): void {
		this.#timer = setTimeout(() => {
			this.#timer = setInterval(call, ms);
		}, Math.random() * ms);
	}

	stop(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
	}
}
