// What this process and the others that serve the same boards tell each other: how far logs have grown, who is where, and that
// they live. All of it may be lost: what counts is in PostgreSQL, and a look at the ends of the logs heals what was not heard.
import type { BoardStore } from '#lib/server/board-store.ts';
import { every, withDeadline, type Clock } from './clock.ts';
import type { SyncLimits } from './limits.ts';
import { errorFields, type Log } from './log.ts';
import type { Stats } from './metrics.ts';
import { readNodeMessage, type NodeMessage, type RelayedPresence } from './node-messages.ts';
import { Outbox } from './outbox.ts';
import type { Relay } from './relay.ts';
import type { Audience } from './audience.ts';
import type { ClientOwners } from './client-owners.ts';
import type { SyncMetrics } from './sync-metrics.ts';

/** What is asked of a room. */
export interface SharedRoom {
	readonly boardId: string;
	readonly ledger: { readonly head: number };
	readonly owners: Pick<ClientOwners, 'announce'>;
	readonly audience: Pick<
		Audience,
		'presenceForNodes' | 'hearElsewhere' | 'forgetNode' | 'doubtNode' | 'dropOutdated'
	>;
}

export interface NodesParts {
	nodeId: string;
	relay: Relay;
	/** Its answers come in time or fail. */
	store: Pick<BoardStore, 'heads'>;
	clock: Clock;
	log: Log;
	limits: SyncLimits;
	metrics: SyncMetrics;
	openRooms(): Iterable<SharedRoom>;
	roomOf(boardId: string): SharedRoom | null;
	/** The log of a board goes up to `head` at least. */
	onHead(boardId: string, head: number): void;
}

export class Nodes {
	readonly #parts: NodesParts;
	/** Other nodes, and when each was heard last. */
	readonly #peers = new Map<string, number>();
	readonly #outbox: Outbox;
	#isClosed = false;
	readonly #cancelBeat: () => void;
	#beat = 0;
	#beatHeard = 0;
	#beatAt = -Infinity;
	#polledAt: number;
	#isPolling = false;
	#isAway = false;

	constructor(parts: NodesParts) {
		this.#parts = parts;
		this.#outbox = new Outbox(parts);
		this.#polledAt = parts.clock.monotonic();
		const { relay } = parts;
		void relay
			.start(
				(text) => this.#hear(text),
				() => this.#catchUp()
			)
			.then(() => this.#sendBeat());
		this.#cancelBeat = every(parts.clock, parts.limits.nodeBeatMs, () => this.#tick());
	}

	/** This node appended to a board. */
	grown(boardId: string, head: number): void {
		if (this.#peers.size > 0) this.#outbox.sayHead(boardId, head);
	}

	/** A board was loaded here: who is on it elsewhere? Not before: the answers mean nothing as long as there is no room. */
	opened(boardId: string): void {
		this.#outbox.say({ kind: 'who', node: this.#parts.nodeId, board: boardId });
	}

	/** Somebody here moved, came or went. */
	moved(boardId: string, entries: readonly RelayedPresence[]): void {
		if (this.#peers.size > 0) this.#outbox.sayPresence(boardId, entries);
	}

	/** Tells the others that this node goes. */
	async close(): Promise<void> {
		const { clock, limits, relay, log, nodeId } = this.#parts;
		this.#cancelBeat();
		this.#isClosed = true;
		// Last of all: a message that overtook it would make this node look alive.
		const told = this.#outbox.close({ kind: 'bye', node: nodeId });
		await withDeadline(clock, told, limits.goodbyeMaxMs, 'the bus does not answer').catch((error: unknown) =>
			log.info('the other nodes could not be told', errorFields(error))
		);
		await relay.close();
	}

	stats(): Stats {
		return { otherNodes: this.#peers.size, busIsAway: this.#isAway ? 1 : 0 };
	}

	#tick(): void {
		const { clock, limits, log } = this.#parts;
		const now = clock.monotonic();
		const isAway = this.#seemsAway(now);
		if (isAway !== this.#isAway) {
			this.#isAway = isAway;
			if (isAway) log.warn('the bus between nodes is away: logs are looked at instead');
			else {
				log.info('the bus between nodes is back');
				this.#catchUp();
			}
		}
		const isOverdue = isAway || this.#isSomebodySilent(now);
		if (isOverdue || now - this.#polledAt >= limits.headsPollMs) void this.#poll();
		for (const [node, heardAt] of this.#peers) {
			if (now - heardAt > limits.nodeSilenceMs) this.#forget(node, 'another node is silent');
		}
		for (const room of this.#parts.openRooms()) room.audience.dropOutdated();
		if (isAway || now - this.#beatAt >= this.#beatEveryMs()) this.#sendBeat();
	}

	/** What was sent failed, hangs, or did not come back. */
	#seemsAway(now: number): boolean {
		const { nodeBeatMs } = this.#parts.limits;
		const isUnheard = this.#beatHeard < this.#beat && now - this.#beatAt >= nodeBeatMs / 2;
		return isUnheard || this.#outbox.hasFailed || this.#outbox.hangsMs(now) >= nodeBeatMs;
	}

	/** A node that was cut off goes on writing, and cannot say so. */
	#isSomebodySilent(now: number): boolean {
		const lateMs = 2 * this.#beatEveryMs() + this.#parts.limits.nodeBeatMs;
		return [...this.#peers.values()].some((heardAt) => now - heardAt > lateMs);
	}

	#beatEveryMs(): number {
		const { nodeBeatMs, nodeBeatMaxMs } = this.#parts.limits;
		return Math.min(nodeBeatMaxMs, nodeBeatMs * Math.max(1, (this.#peers.size + 1) / 2));
	}

	/** The bus is back. What was said meanwhile was lost: who is where, and how far the logs have grown. */
	#catchUp(): void {
		if (this.#isClosed) return;
		void this.#poll();
		if (this.#peers.size === 0) return;
		this.#outbox.say({ kind: 'anew', node: this.#parts.nodeId });
		for (const { boardId, audience, ledger } of this.#parts.openRooms()) {
			this.opened(boardId);
			this.grown(boardId, ledger.head);
			this.moved(boardId, audience.presenceForNodes());
		}
	}

	/** The ends of the logs of all boards that are open here. */
	async #poll(): Promise<void> {
		if (this.#isPolling) return;
		this.#isPolling = true;
		const { store, openRooms, onHead, log, clock } = this.#parts;
		this.#polledAt = clock.monotonic();
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
			if (message.kind !== 'here') return;
			this.#beatHeard = message.beat;
			this.#outbox.hasFailed = false;
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
		const { roomOf, onHead, openRooms } = this.#parts;
		switch (message.kind) {
			case 'heads':
				for (const [boardId, head] of message.heads) onHead(boardId, head);
				break;
			case 'presence':
				this.#hearPresence(message.node, message.board, message.entries);
				break;
			case 'who': {
				const room = roomOf(message.board);
				if (room !== null) this.moved(room.boardId, room.audience.presenceForNodes());
				break;
			}
			case 'anew':
				for (const room of openRooms()) room.audience.doubtNode(message.node);
				break;
			case 'here':
			case 'bye':
				break;
		}
	}

	/** Who is present under a client id on another node and may write is the one who may write under it first, here too. */
	#hearPresence(node: string, boardId: string, entries: readonly RelayedPresence[]): void {
		const room = this.#parts.roomOf(boardId);
		if (room === null) return;
		room.audience.hearElsewhere(node, entries);
		for (const { id, person } of entries) if (person?.writes) room.owners.announce(id, person.id);
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
		this.#beatAt = this.#parts.clock.monotonic();
		this.#outbox.say({ kind: 'here', node: this.#parts.nodeId, beat: ++this.#beat });
	}
}
