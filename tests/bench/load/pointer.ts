// Somebody's presence: announced once, then moving at a steady pace or not at all.
import type { SocketClient } from '../wire/socket-client.ts';

const clientIdMax = 2 ** 32;

export class Pointer {
	readonly #client: SocketClient;
	readonly #id = Math.floor(Math.random() * clientIdMax);
	#clock = 0;
	#timer: ReturnType<typeof setInterval> | null = null;

	constructor(client: SocketClient) {
		this.#client = client;
	}

	announce(): void {
		const at = [10 + (this.#clock % 100) / 10, 25];
		this.#client.presence(this.#id, ++this.#clock, { pointer: { pane: 'map', at }, selection: [] });
	}

	start(perSecond: number): void {
		const everyMs = 1_000 / perSecond;
		this.#timer = setTimeout(() => {
			this.#timer = setInterval(() => this.announce(), everyMs);
		}, Math.random() * everyMs);
	}

	stop(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
	}
}
