// What this node has to say to the others and has not said yet: once per board and person, one sending at a time. What comes while
// something is being sent goes together, so that a slow bus gets fewer messages. What cannot be sent is dropped.
import type { Clock } from './clock.ts';
import type { SyncLimits } from './limits.ts';
import {
	writeHeads,
	writeMessage,
	writePresence,
	type NodeMessage,
	type RelayedPresence
} from './node-messages.ts';
import type { Relay } from './relay.ts';
import type { SyncMetrics } from './sync-metrics.ts';

export interface OutboxParts {
	nodeId: string;
	relay: Relay;
	clock: Clock;
	limits: SyncLimits;
	metrics: SyncMetrics;
}

const waitingMessagesMax = 100;

export class Outbox {
	/** A message could not be sent; whoever hears that the bus works again takes it back. */
	hasFailed = false;
	readonly #parts: OutboxParts;
	#messages: string[] = [];
	readonly #heads = new Map<string, number>();
	readonly #presence = new Map<string, Map<number, RelayedPresence>>();
	#sending: Promise<void> | null = null;
	#sendingSince = 0;
	#isClosed = false;
	#cancelPresenceTick: (() => void) | null = null;

	constructor(parts: OutboxParts) {
		this.#parts = parts;
	}

	say(message: NodeMessage): void {
		// While the bus hangs, signs of life and questions are not heaped up for later.
		if (this.#sending) this.#messages = this.#messages.slice(-waitingMessagesMax);
		this.#messages.push(writeMessage(message));
		this.#sendSoon();
	}

	sayHead(boardId: string, head: number): void {
		this.#heads.set(boardId, head);
		this.#sendSoon();
	}

	sayPresence(boardId: string, entries: readonly RelayedPresence[]): void {
		if (entries.length === 0) return;
		const queued = this.#presence.get(boardId) ?? new Map<number, RelayedPresence>();
		for (const entry of entries) queued.set(entry.id, entry);
		this.#presence.set(boardId, queued);
		const { clock, limits } = this.#parts;
		this.#cancelPresenceTick ??= clock.after(limits.presenceRelayMs, () => {
			this.#cancelPresenceTick = null;
			this.#sendSoon();
		});
	}

	/** How long the sending that is under way has taken. */
	hangsMs(now: number): number {
		return this.#sending === null ? 0 : now - this.#sendingSince;
	}

	/** Says what is left and then `last`; nothing after it. */
	async close(last: NodeMessage): Promise<void> {
		this.#cancelPresenceTick?.();
		this.#cancelPresenceTick = null;
		this.#isClosed = true;
		await this.#sending;
		await this.#parts.relay.send([...this.#collect(), writeMessage(last)]);
	}

	#sendSoon(): void {
		if (!this.#sending && !this.#isClosed) this.#parts.clock.soon(() => this.#send());
	}

	#collect(): string[] {
		const { nodeId, relay } = this.#parts;
		const messages = this.#messages.splice(0);
		messages.push(...writeHeads(nodeId, this.#heads, relay.messageBytesMax));
		this.#heads.clear();
		if (this.#cancelPresenceTick !== null) return messages;
		for (const [boardId, entries] of this.#presence) {
			messages.push(...writePresence(nodeId, boardId, [...entries.values()], relay.messageBytesMax));
		}
		this.#presence.clear();
		return messages;
	}

	#send(): void {
		if (this.#sending || this.#isClosed) return;
		this.#sending = this.#sendAll().finally(() => {
			this.#sending = null;
			if (this.#messages.length > 0 || this.#heads.size > 0) this.#sendSoon();
		});
	}

	async #sendAll(): Promise<void> {
		const { relay, metrics, clock } = this.#parts;
		try {
			while (!this.#isClosed) {
				const messages = this.#collect();
				if (messages.length === 0) return;
				this.#sendingSince = clock.monotonic();
				await relay.send(messages);
				metrics.count('relayMessagesSent', messages.length);
			}
		} catch {
			// Not heard by anybody: the next look at the ends of the logs makes up for it, and the next tick says that it is away.
			this.hasFailed = true;
			metrics.count('relayFailures');
		}
	}
}
