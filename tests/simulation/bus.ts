// The bus between the nodes of a simulation: it loses, delays, repeats and reorders, is away for a while, or cannot be reached by one.
import type { Relay } from '../../server/relay.ts';
import { below } from '../support/recorded-session.ts';
import type { VirtualTime } from './virtual-time.ts';

export type BusReach = 'well' | 'refused' | 'silent';

export interface BusClient {
	isAlive(): boolean;
	reach(): BusReach;
}

interface Listener {
	client: BusClient;
	hear(message: string): void;
}

const latencyMs = { min: 1, max: 15 };
const retryMs = 200;
const lateMaxMs = 3_000;

export class Bus {
	/** Probabilities of what happens to a message on its way to one node. */
	loses = 0;
	repeats = 0;
	isLate = 0;
	readonly #time: VirtualTime;
	readonly #listeners = new Set<Listener>();

	constructor(time: VirtualTime) {
		this.#time = time;
	}

	relayFor(client: BusClient): Relay {
		let own: Listener | null = null;
		let isClosed = false;
		return {
			messageBytesMax: 1_000,
			start: async (hear) => {
				while (client.reach() !== 'well' && !isClosed) await this.#wait(retryMs);
				await this.#wait(latencyMs.min);
				if (isClosed) return;
				own = { client, hear };
				this.#listeners.add(own);
			},
			send: async (messages) => {
				await this.#wait(latencyMs.min);
				if (client.reach() === 'refused') throw new Error('the bus is away');
				// A connection that went silent answers once it is back; what was sent meanwhile is lost.
				if (client.reach() === 'silent') {
					while (client.reach() === 'silent') await this.#wait(retryMs);
					return;
				}
				for (const message of messages) this.#spread(message);
			},
			isReady: async () => client.reach() === 'well',
			close: async () => {
				isClosed = true;
				if (own) this.#listeners.delete(own);
			}
		};
	}

	#spread(message: string): void {
		const { random } = this.#time;
		for (const listener of this.#listeners) {
			if (!listener.client.isAlive()) {
				this.#listeners.delete(listener);
				continue;
			}
			if (random() < this.loses) continue;
			for (let copies = random() < this.repeats ? 2 : 1; copies > 0; copies--)
				this.#deliver(listener, message);
		}
	}

	/** Without faults in the order of sending. */
	#deliver(listener: Listener, message: string): void {
		const { random } = this.#time;
		const isLate = random() < this.isLate;
		const ms = isLate ? below(random, lateMaxMs) : latencyMs.max;
		this.#time.after(ms, () => {
			const isHeard =
				listener.client.isAlive() && this.#listeners.has(listener) && listener.client.reach() === 'well';
			if (!isHeard) return;
			this.#time.note(5, message.length);
			listener.hear(message);
		});
	}

	#wait(ms: number): Promise<void> {
		return new Promise((resolve) => this.#time.after(ms, resolve));
	}
}
