// What this process and the others that serve the same boards tell each other: how far logs have grown, who is where, and that
// they live. All of it may be lost: what counts is in PostgreSQL, and a look at the ends of the logs heals what was not heard.
import type { BoardStore } from '#lib/server/board-store.ts';
import { every, withDeadline, type Clock } from './clock.ts';
import type { SyncLimits } from './limits.ts';
import { errorFields, type Log } from './log.ts';
import type { Stats } from './metrics.ts';
import {
	readNodeMessage,
	writeHeads,
	writeMessage,
	writePresence,
	type NodeMessage,
	type RelayedPresence
} from './node-messages.ts';
import type { Relay } from './relay.ts';
import type { Room } from './room.ts';
import type { SyncMetrics } from './sync-metrics.ts';

export interface NodesParts {
	nodeId: string;
	relay: Relay;
	store: Pick<BoardStore, 'heads'>;
	clock: Clock;
	log: Log;
	limits: SyncLimits;
	metrics: SyncMetrics;
	openRooms(): Iterable<Room>;
	roomOf(boardId: string): Room | null;
	/** The log of a board goes up to `head` at least. */
	onHead(boardId: string, head: number): void;
}

const waitingMessagesMax = 100;

export class Nodes {
	readonly #parts: NodesParts;
	/** Other nodes, and when each was heard last. */
	readonly #peers = new Map<string, number>();
	readonly #heads = new Map<string, number>();
	readonly #presence = new Map<string, Map<number, RelayedPresence>>();
	#messages: string[] = [];
	#sending: Promise<void> | null = null;
	#isClosed = false;
	#cancelPresenceTick: (() => void) | null = null;
	readonly #cancelBeat: () => void;
	#beat = 0;
	#beatHeard = 0;
	#polledAt: number;
	#isPolling = false;
	#isAway = false;

	constructor(parts: NodesParts) {
		this.#parts = parts;
		this.#polledAt = parts.clock.monotonic();
		void parts.relay.start((text) => this.#hear(text)).then(() => this.#sendBeat());
		this.#cancelBeat = every(parts.clock, parts.limits.nodeBeatMs, () => this.#tick());
	}

	/** This node appended to a board. */
	grown(boardId: string, head: number): void {
		if (this.#peers.size === 0) return;
		this.#heads.set(boardId, head);
		this.#sendSoon();
	}

	/** A board was loaded here. Not before: the answers mean nothing as long as there is no room. */
	opened(boardId: string): void {
		this.#say({ kind: 'who', node: this.#parts.nodeId, board: boardId });
	}

	/** Somebody here moved, came or went. */
	moved(boardId: string, entries: readonly RelayedPresence[]): void {
		if (this.#peers.size === 0 || entries.length === 0) return;
		const queued = this.#presence.get(boardId) ?? new Map<number, RelayedPresence>();
		for (const entry of entries) queued.set(entry.id, entry);
		this.#presence.set(boardId, queued);
		const { clock, limits } = this.#parts;
		this.#cancelPresenceTick ??= clock.after(limits.presenceRelayMs, () => {
			this.#cancelPresenceTick = null;
			this.#sendSoon();
		});
	}

	/** Tells the others that this node goes. */
	async close(): Promise<void> {
		const { clock, limits, relay, log } = this.#parts;
		this.#cancelBeat();
		this.#cancelPresenceTick?.();
		this.#isClosed = true;
		await withDeadline(clock, this.#sayGoodbye(), limits.goodbyeMaxMs, 'the bus does not answer').catch(
			(error: unknown) => log.info('the other nodes could not be told', errorFields(error))
		);
		await relay.close();
	}

	/** Last of all: a message that overtook it would make this node look alive. */
	async #sayGoodbye(): Promise<void> {
		const { relay, nodeId } = this.#parts;
		await this.#sending;
		await relay.send([...this.#collect(), writeMessage({ kind: 'bye', node: nodeId })]);
	}

	stats(): Stats {
		return { otherNodes: this.#peers.size, busIsAway: this.#isAway ? 1 : 0 };
	}

	#tick(): void {
		const { clock, limits, log } = this.#parts;
		const now = clock.monotonic();
		const isAway = this.#beatHeard < this.#beat;
		if (isAway !== this.#isAway) {
			this.#isAway = isAway;
			if (isAway) log.warn('the bus between nodes is away: logs are looked at instead');
			else log.info('the bus between nodes is back');
		}
		if (isAway || now - this.#polledAt >= limits.headsPollMs) void this.#poll(now);
		for (const [node, heardAt] of this.#peers) {
			if (now - heardAt > limits.nodeSilenceMs) this.#forget(node, 'another node is silent');
		}
		for (const room of this.#parts.openRooms()) room.audience.dropOutdated();
		this.#sendBeat();
	}

	/** The ends of the logs of all boards that are open here. */
	async #poll(now: number): Promise<void> {
		if (this.#isPolling) return;
		this.#isPolling = true;
		this.#polledAt = now;
		const { store, openRooms, onHead, log } = this.#parts;
		try {
			const boardIds = [...openRooms()].map(({ boardId }) => boardId);
			if (boardIds.length === 0) return;
			for (const [boardId, head] of await store.heads(boardIds)) onHead(boardId, head);
		} catch (error) {
			log.warn('the ends of the logs cannot be read', errorFields(error));
		} finally {
			this.#isPolling = false;
		}
	}

	#hear(text: string): void {
		const { metrics, log, nodeId } = this.#parts;
		if (this.#isClosed) return;
		const message = readNodeMessage(text);
		if (message === null) return log.error('an unknown message between nodes', { length: text.length });
		if (message.node === nodeId) {
			if (message.kind === 'here') this.#beatHeard = message.beat;
			return;
		}
		metrics.count('relayMessagesHeard');
		if (message.kind === 'bye') return this.#forget(message.node, 'another node ended');
		const isNew = !this.#peers.has(message.node);
		this.#peers.set(message.node, this.#parts.clock.monotonic());
		if (isNew) this.#greet(message.node);
		this.#handle(message);
	}

	#handle(message: NodeMessage): void {
		const { roomOf, onHead } = this.#parts;
		switch (message.kind) {
			case 'heads':
				for (const [boardId, head] of message.heads) onHead(boardId, head);
				break;
			case 'presence':
				roomOf(message.board)?.audience.hearElsewhere(message.node, message.entries);
				break;
			case 'who': {
				const room = roomOf(message.board);
				if (room !== null) this.moved(room.boardId, room.audience.presenceForNodes());
				break;
			}
			case 'here':
			case 'bye':
				break;
		}
	}

	/** A node that was not known heard nothing of what was said before. */
	#greet(node: string): void {
		this.#parts.log.info('another node is here', { node });
		this.#sendBeat();
		for (const room of this.#parts.openRooms()) {
			this.grown(room.boardId, room.ledger.head);
			this.moved(room.boardId, room.audience.presenceForNodes());
		}
	}

	#forget(node: string, event: string): void {
		if (!this.#peers.delete(node)) return;
		this.#parts.log.info(event, { node });
		for (const room of this.#parts.openRooms()) room.audience.forgetNode(node);
	}

	#sendBeat(): void {
		this.#say({ kind: 'here', node: this.#parts.nodeId, beat: ++this.#beat });
	}

	#say(message: NodeMessage): void {
		// While the bus hangs, signs of life and questions are not heaped up for later.
		if (this.#sending) this.#messages = this.#messages.slice(-waitingMessagesMax);
		this.#messages.push(writeMessage(message));
		this.#sendSoon();
	}

	#sendSoon(): void {
		if (!this.#sending && !this.#isClosed) this.#parts.clock.soon(() => this.#send());
	}

	/** Everything that there is to say, once per board and person. */
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

	/** One sending at a time: what comes meanwhile goes together, so that a slow bus gets fewer messages. */
	#send(): void {
		if (this.#sending || this.#isClosed) return;
		this.#sending = this.#sendAll().finally(() => {
			this.#sending = null;
			if (this.#messages.length > 0 || this.#heads.size > 0) this.#sendSoon();
		});
	}

	async #sendAll(): Promise<void> {
		const { relay, metrics } = this.#parts;
		try {
			while (!this.#isClosed) {
				const messages = this.#collect();
				if (messages.length === 0) return;
				await relay.send(messages);
				metrics.count('relayMessagesSent', messages.length);
			}
		} catch {
			// Not heard by anybody: the next look at the ends of the logs makes up for it, and the next tick says that it is away.
			metrics.count('relayFailures');
		}
	}
}
