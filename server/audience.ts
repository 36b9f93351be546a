// The sockets of one room and what each of them is sent: content when it is due, presence in batches, a heartbeat in silence,
// and one difference instead of a heap of frames for a reader that fell behind.
import * as Y from 'yjs';
import type { CloseCode } from '#lib/protocol/close-codes.ts';
import type { StorageState } from '#lib/protocol/kinds.ts';
import { heartbeatIntervalMs } from '#lib/protocol/limits.ts';
import type { PresenceEntry } from '#lib/protocol/read-frame.ts';
import { writePresence, writeStorage, writeUpdate } from '#lib/protocol/write-frame.ts';
import type { BoardGrant } from '#lib/server/grant.ts';
import { every, type Clock } from './clock.ts';
import type { Hold } from './intake.ts';
import { Laggards } from './laggards.ts';
import type { SyncLimits } from './limits.ts';
import { SharedFrames } from './socket-frames.ts';
import type { SyncMetrics } from './sync-metrics.ts';
import type { RelayedPresence } from './node-messages.ts';
import { PresenceElsewhere } from './presence-elsewhere.ts';
import { PresenceTable } from './presence.ts';

/** A socket as the room sees it. */
export interface Member {
	readonly grant: BoardGrant;
	/** It asked for barrier and storage frames. */
	readonly wantsSaved: boolean;
	readonly unsentBytes: number;
	/** Several frames leave together. */
	send(...frames: Uint8Array[]): void;
	sendShared(frames: SharedFrames): void;
	close(code: CloseCode, reason: string): void;
	/** It is read no further until it is released from every hold. */
	hold(hold: Hold): void;
	release(hold: Hold): void;
}

/** How far a member follows the content. */
type Following =
	| { phase: 'not-yet' }
	| { phase: 'current' }
	/** `has`: the state vector of what it was sent. */
	| { phase: 'behind'; has: Uint8Array }
	| { phase: 'catching-up' };

export interface AudienceParts {
	clock: Clock;
	limits: SyncLimits;
	metrics: SyncMetrics;
	/** The state vector of everything that has been shown, now that `update` is about to be. */
	shownBefore(update: Uint8Array): Uint8Array;
	/** Sends one difference from `has` as soon as it may be shown, then calls back. */
	catchUp(member: Member, has: Uint8Array, done: () => void): void;
	/** Tells the other nodes about people here. */
	tellNodes(entries: readonly RelayedPresence[]): void;
}

export class Audience {
	readonly presence: PresenceTable;
	readonly #parts: AudienceParts;
	readonly #elsewhere = new PresenceElsewhere();
	readonly #laggards: Laggards;
	readonly #members = new Map<Member, Following>();
	readonly #moved = new Set<number>();
	#gone: PresenceEntry[] = [];
	/** News of people on other nodes. */
	#newsElsewhere: PresenceEntry[] = [];
	readonly #renewed = new Set<number>();
	#shownAt = -Infinity;
	#cancelTick: (() => void) | null = null;
	/** They asked who is here. */
	readonly #asking = new Set<Member>();
	#cancelAnswer: (() => void) | null = null;
	readonly #cancelRenewal: () => void;
	#toldAllAt: number;

	constructor(parts: AudienceParts) {
		this.#parts = parts;
		this.presence = new PresenceTable(parts.limits, this.#elsewhere);
		this.#laggards = new Laggards({ ...parts, onCaughtUp: (member) => this.#caughtUp(member) });
		this.#toldAllAt = parts.clock.monotonic();
		this.#cancelRenewal = every(parts.clock, parts.limits.presenceRenewalMs, () => this.#renew());
	}

	get size(): number {
		return this.#members.size;
	}

	members(): IterableIterator<Member> {
		return this.#members.keys();
	}

	enter(member: Member): void {
		this.#members.set(member, { phase: 'not-yet' });
		this.presence.enter(member.grant, this.#parts.clock.now());
	}

	leave(member: Member): void {
		if (!this.#members.delete(member)) return;
		this.#laggards.forget(member);
		this.#asking.delete(member);
		const gone = this.presence.leave(member, member.grant, this.#parts.clock.monotonic());
		// Somebody who is on another node by now has not gone.
		const left = gone.filter(({ clientId }) => this.#elsewhere.personOf(clientId) === null);
		this.#gone.push(...left);
		if (left.length > 0) this.#schedulePresence();
	}

	/** From now on it is sent every change. */
	follow(member: Member): void {
		if (this.#members.has(member)) this.#members.set(member, { phase: 'current' });
	}

	isFollowing(member: Member): boolean {
		return (this.#members.get(member)?.phase ?? 'not-yet') !== 'not-yet';
	}

	/** One frame for everybody who follows. Whatever moved meanwhile goes along: the writes are paid for. */
	show(update: Uint8Array): void {
		const { metrics, clock } = this.#parts;
		this.#shownAt = clock.monotonic();
		const presence = this.#movedWithEdit();
		const content = new SharedFrames([writeUpdate(update), ...(presence?.payloads ?? [])]);
		let deliveries = 0;
		for (const [member, following] of this.#members) {
			if (following.phase === 'not-yet') {
				if (presence !== null && this.keepsUp(member)) member.sendShared(presence);
			} else if (following.phase !== 'current') {
				continue;
			} else if (!this.keepsUp(member)) {
				this.#members.set(member, { phase: 'behind', has: this.#parts.shownBefore(update) });
			} else {
				member.sendShared(content);
				deliveries++;
			}
		}
		metrics.count('deliveries', deliveries);
	}

	#movedWithEdit(): SharedFrames | null {
		const moved = this.#takeMoved();
		if (moved.length === 0) return null;
		// What moves from now on waits for the next edit, a whole tick if need be.
		this.#cancelTick?.();
		this.#cancelTick = null;
		return new SharedFrames([writePresence(moved)]);
	}

	receivePresence(member: Member, entries: readonly PresenceEntry[]): void {
		for (const entry of entries) {
			const outcome = this.presence.receive(member, member.grant, entry, this.#parts.clock.monotonic());
			if (outcome !== 'nothing') this.#elsewhere.outdo(entry.clientId, entry.clock);
			if (outcome === 'renewed') this.#renewed.add(entry.clientId);
			if (outcome !== 'changed') continue;
			if (this.presence.entry(entry.clientId)) this.#moved.add(entry.clientId);
			else this.#gone.push({ ...entry, json: 'null' });
			this.#schedulePresence();
		}
	}

	/** False while a member does not take what it is sent: then it is not read either, and given everything once it has caught up. */
	keepsUp(member: Member): boolean {
		return this.#laggards.keepsUp(member);
	}

	sendPresence(member: Member): void {
		if (this.keepsUp(member)) member.send(this.#everybody());
	}

	/** However often somebody asks, there is one answer in a tick, made once for all who ask. */
	askedWhoIsHere(member: Member): void {
		this.#asking.add(member);
		this.#cancelAnswer ??= this.#parts.clock.after(this.#parts.limits.presenceTickMs, () => {
			this.#cancelAnswer = null;
			const answer = new SharedFrames([this.#everybody()]);
			for (const asking of this.#asking) if (this.keepsUp(asking)) asking.sendShared(answer);
			this.#asking.clear();
		});
	}

	#everybody(): Uint8Array {
		const here = this.presence.entries();
		const ids = new Set(here.map(({ clientId }) => clientId));
		const elsewhere = this.#elsewhere.entries().filter(({ clientId }) => !ids.has(clientId));
		return writePresence([...here, ...elsewhere]);
	}

	/** Everybody here, for the other nodes. */
	presenceForNodes(): RelayedPresence[] {
		return this.#relayed(this.presence.entries());
	}

	hearElsewhere(node: string, entries: readonly RelayedPresence[]): void {
		const now = this.#parts.clock.monotonic();
		for (const entry of entries) if (entry.person) this.presence.heed(entry.person);
		const until = now + this.#parts.limits.presenceElsewhereMs;
		// Late news of somebody who has come here since.
		const isOutdone = ({ id, clock }: RelayedPresence) => clock < (this.presence.entry(id)?.clock ?? 0);
		const news = entries.filter((entry) => !isOutdone(entry));
		this.#tellElsewhere(news.flatMap((entry) => this.#elsewhere.hear(node, entry, until)));
	}

	forgetNode(node: string): void {
		this.#tellElsewhere(this.#elsewhere.forget(node));
	}

	/** A node says anew who is on it; what it said before may have changed unheard. */
	doubtNode(node: string): void {
		const { clock, limits } = this.#parts;
		this.#elsewhere.doubt(node, clock.monotonic() + limits.presenceDoubtMs);
	}

	/** Lets go of people elsewhere whose node gave no sign of them for long. */
	dropOutdated(): void {
		this.#tellElsewhere(this.#elsewhere.dropOutdated(this.#parts.clock.monotonic()));
	}

	/** A socket of this node knows better about its own. */
	#tellElsewhere(entries: readonly PresenceEntry[]): void {
		const news = entries.filter(({ clientId }) => this.presence.entry(clientId) === null);
		if (news.length === 0) return;
		this.#newsElsewhere.push(...news);
		this.#schedulePresence();
	}

	#relayed(entries: readonly PresenceEntry[]): RelayedPresence[] {
		return entries.map(({ clientId, clock, json }) => {
			return { id: clientId, clock, json, person: this.presence.claim(clientId) };
		});
	}

	tellStorage(state: StorageState): void {
		const frame = writeStorage(state);
		for (const member of this.#members.keys()) if (member.wantsSaved) member.send(frame);
	}

	releaseAll(hold: Hold): void {
		for (const member of this.#members.keys()) member.release(hold);
	}

	closeAll(code: CloseCode, reason: string): void {
		for (const member of [...this.#members.keys()]) member.close(code, reason);
	}

	destroy(): void {
		this.#cancelRenewal();
		this.#cancelTick?.();
		this.#cancelAnswer?.();
		this.#laggards.destroy();
	}

	/**
	 * The first move after a pause leaves at once; what follows within a tick goes together. In a room that is being edited all of
	 * it waits for the next edit, at most a tick: a write to each socket costs more than what is in it.
	 */
	#schedulePresence(): void {
		if (this.#cancelTick) return;
		const { clock, limits } = this.#parts;
		const isEdited = clock.monotonic() - this.#shownAt < limits.editedMs;
		if (!isEdited) clock.soon(() => this.#flushPresence());
		const tickMs = isEdited ? limits.presenceTickEditedMs : limits.presenceTickMs;
		const isCrowd = this.presence.size > limits.presenceManyCount;
		this.#cancelTick = clock.after(isCrowd ? limits.presenceTickManyMs : tickMs, () => {
			this.#cancelTick = null;
			if (isEdited) this.#flushPresence();
			else if (this.#hasNews) this.#schedulePresence();
		});
	}

	get #hasNews(): boolean {
		return this.#moved.size > 0 || this.#gone.length > 0 || this.#newsElsewhere.length > 0;
	}

	#flushPresence(): void {
		const entries = this.#takeMoved();
		const [only] = entries;
		// Somebody who moves alone knows where to.
		const knowing = only && entries.length === 1 ? this.presence.knowing(only.clientId) : null;
		if (only) this.#tell(entries, knowing);
	}

	#takeMoved(): PresenceEntry[] {
		const entries = this.#gone.splice(0);
		for (const clientId of this.#moved) {
			const entry = this.presence.entry(clientId);
			if (entry) entries.push(entry);
			this.#renewed.delete(clientId);
		}
		this.#moved.clear();
		if (entries.length > 0) this.#parts.tellNodes(this.#relayed(entries));
		entries.push(...this.#newsElsewhere.splice(0));
		return entries;
	}

	#renew(): void {
		const entries = [...this.#renewed]
			.map((clientId) => this.presence.entry(clientId))
			.filter((entry) => entry !== null);
		this.#renewed.clear();
		if (entries.length > 0) this.#parts.tellNodes(this.#relayed(entries));
		const { clock, limits } = this.#parts;
		const silentMs = clock.monotonic() - this.#toldAllAt;
		// An empty frame is enough to keep a client from giving the socket up.
		if (entries.length > 0 || silentMs + limits.presenceRenewalMs > heartbeatIntervalMs)
			this.#tell(entries, null);
	}

	#tell(entries: PresenceEntry[], except: object | null): void {
		if (except === null) this.#toldAllAt = this.#parts.clock.monotonic();
		const frame = new SharedFrames([writePresence(entries)]);
		let deliveries = 0;
		for (const [member, following] of this.#members) {
			if (member === except || following.phase === 'catching-up' || !this.keepsUp(member)) continue;
			member.sendShared(frame);
			deliveries++;
		}
		this.#parts.metrics.count('presenceDeliveries', deliveries);
	}

	#caughtUp(member: Member): void {
		const following = this.#members.get(member);
		if (following?.phase !== 'behind') return this.sendPresence(member);
		this.#members.set(member, { phase: 'catching-up' });
		this.#parts.catchUp(member, following.has, () => {
			this.follow(member);
			this.sendPresence(member);
		});
	}
}

/** A state vector that stops before everything in `updates`. */
export function stateVectorBefore(doc: Y.Doc, updates: readonly Uint8Array[]): Uint8Array {
	const clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
	for (const update of updates) {
		for (const [client, from] of Y.parseUpdateMeta(update).from) {
			const clock = clocks.get(client);
			if (clock !== undefined && from < clock) clocks.set(client, from);
		}
	}
	return Y.encodeStateVector(clocks);
}
