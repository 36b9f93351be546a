// An open board: its content, who is in it, and the order of things. What is applied goes to the journal; what is committed is
// shown to everybody, then acknowledged. As long as nobody changes it, the content is kept as it is stored. Loading and unloading
// are the business of rooms.ts.
import * as Y from 'yjs';
import { boardInfoMap } from '#lib/board/schema/document.ts';
import { documentVersion } from '#lib/board/schema/migrations.ts';
import { schemaVersion } from '#lib/board/schema/version.ts';
import { readBoardInfo } from '#lib/board/schema/board-info.ts';
import type { StorageState } from '#lib/protocol/kinds.ts';
import type { PresenceEntry } from '#lib/protocol/read-frame.ts';
import { writeBarrier, writeStorage, writeUpdate } from '#lib/protocol/write-frame.ts';
import { systemAuthor, type Author, type StoredRow } from '#lib/server/board-store.ts';
import { mayWrite } from '#lib/server/grant.ts';
import { listedTitle } from '#lib/server/title.ts';
import { Audience, stateVectorBefore, type Member } from './audience.ts';
import { BoardContent } from './board-content.ts';
import { BoardSize, type StoredSize } from './board-size.ts';
import { checkUpdate, withoutClients, type UpdateVerdict } from './check-update.ts';
import type { ClientOwners } from './client-owners.ts';
import type { Clock } from './clock.ts';
import { Collecting } from './collecting.ts';
import type { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import type { SyncLimits } from './limits.ts';
import { errorFields, type Log } from './log.ts';
import { mergeUpdates } from './merge-updates.ts';
import type { RelayedPresence } from './node-messages.ts';
import type { Receipt } from './receipt.ts';
import { clientsIn } from './scan-update.ts';
import type { StoredContent } from './stored-content.ts';
import type { SyncMetrics } from './sync-metrics.ts';

export interface RoomParts {
	clock: Clock;
	limits: SyncLimits;
	metrics: SyncMetrics;
	journal: Journal;
	log: Log;
	/** The log of the board has grown; other processes know it up to `head` from now on. */
	onGrown(room: Room, head: number): void;
	/** People here moved, came or went. */
	onPresence(boardId: string, entries: readonly RelayedPresence[]): void;
	/** The room cannot go on: its board is gone, its rows were refused, nothing can be made of what is stored, or a newer server migrated it. */
	onLost(room: Room, reason: LossReason): void;
}

export type LossReason = 'gone' | 'refused' | 'damaged' | 'newer';

/** While the storage is slow, work is shown this often. */
const slowShowMs = 16;

/** Origin of changes that another process stored. */
const otherProcess = Symbol('other process');

export class Room {
	readonly boardId: string;
	readonly audience: Audience;
	readonly ledger: Ledger;
	readonly owners: ClientOwners;
	readonly size: BoardSize;
	readonly #parts: RoomParts;
	readonly #content: BoardContent;
	readonly #collecting: Collecting;
	#author: Author | null = null;
	#isTitleStale = true;
	/** Another process changed the title, perhaps at the same time as this one. */
	#isTitleContested = false;
	#isShowDue = false;
	#isChoked = false;
	/** What others stored while an answer that was made before waits to be sent. */
	readonly #missed = new Set<Uint8Array[]>();
	#isDestroyed = false;

	constructor(
		boardId: string,
		stored: { head: number; owners: ClientOwners; size: StoredSize },
		content: StoredContent | Y.Doc,
		parts: RoomParts
	) {
		this.boardId = boardId;
		this.owners = stored.owners;
		this.#parts = parts;
		this.audience = new Audience({
			...parts,
			shownBefore: (update) => stateVectorBefore(this.doc, [update, ...this.ledger.unshownUpdates()]),
			catchUp: (member, has, done) => this.#catchUp(member, has, done),
			tellNodes: (entries) => parts.onPresence(boardId, entries)
		});
		this.ledger = new Ledger(boardId, stored.head, {
			show: (update) => this.audience.show(update),
			settled: (rows, bytes, head) => this.#settled(rows, bytes, head),
			lost: (reason) => parts.onLost(this, reason),
			takeTitle: () => this.#takeTitle()
		});
		this.#collecting = new Collecting({
			...parts,
			members: () => this.audience.size,
			commit: () => {
				if (this.ledger.unwrittenRows === 0) return false;
				parts.journal.mark(this.ledger);
				return true;
			}
		});
		this.size = new BoardSize(stored.size, parts.limits, () => this.ledger.uncommittedBytes);
		this.#content = new BoardContent(boardId, content, {
			...parts,
			onDocument: (doc) => this.#observe(doc),
			onDamaged: (error) => {
				parts.log.error('no document can be made of what is stored', { boardId, ...errorFields(error) });
				parts.onLost(this, 'damaged');
			}
		});
	}

	/** The content as a document, made now if need be. */
	get doc(): Y.Doc {
		return this.#content.doc;
	}

	get isAtRest(): boolean {
		return this.#content.isAtRest;
	}

	/** True if it took time to find out whether the board may be kept as bytes. */
	restIfQuiet(): boolean {
		return this.ledger.isSettled && this.#content.restIfQuiet(this.ledger.head, this.size.foldedBytes);
	}

	#observe(doc: Y.Doc): void {
		this.size.count(doc);
		boardInfoMap(doc).observe((_event, { origin }) => {
			this.#isTitleStale = true;
			if (origin === otherProcess) this.#isTitleContested = true;
		});
		doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== otherProcess) this.#record(update);
		});
	}

	enter(member: Member): void {
		this.audience.enter(member);
		if (member.wantsSaved && this.#parts.journal.state !== 'healthy') {
			member.send(writeStorage(this.#parts.journal.state));
		}
	}

	/** Answers what the member lacks, once that may be seen, and lets it follow from there. */
	answerStep1(member: Member, stateVector: Uint8Array): void {
		const isFirst = !this.audience.isFollowing(member);
		const frames = this.#content.answer(stateVector);
		const question = mayWrite(member.grant.role) ? [this.#content.question()] : [];
		this.#whenShowable((missed) => {
			member.send(...frames, ...question);
			if (!isFirst) return;
			for (const update of missed) member.send(writeUpdate(update));
			this.audience.follow(member);
			this.audience.sendPresence(member);
		});
	}

	/** Asks a writer for everything that the room lacks. */
	askForState(member: Member): void {
		member.send(this.#content.question());
	}

	/** True where the update holds nothing that the room does not have. */
	knows(update: Uint8Array): boolean {
		if (this.#content.surelyHolds(update)) return true;
		return checkUpdate(this.doc, update, this.#parts.limits).kind === 'nothing-new';
	}

	/** Takes a writer's update, all or nothing; what is somebody else's to bring is left out, with everything that builds on it. */
	receive(member: Member, update: Uint8Array): Receipt {
		if (this.#content.surelyHolds(update)) {
			// Somebody who may write has the whole board now.
			this.#content.expectChanges();
			return { kind: 'taken' };
		}
		const { id } = member.grant.principal;
		const verdict = this.#check(update, id);
		if (verdict.kind === 'nothing-new') return { kind: 'taken' };
		if (this.#parts.journal.state === 'full' && verdict.kind !== 'refused') return { kind: 'full' };
		if (verdict.kind === 'sound') return this.#take(member, update, verdict.clients);
		if (verdict.kind !== 'foreign') return verdict;
		for (const [client, end] of verdict.ends) this.owners.vouch(client, end, id);
		const own = withoutClients(update, verdict.ends.keys());
		const rest = this.#check(own, id);
		if (rest.kind === 'sound' || rest.kind === 'gap') this.#take(member, own, rest.clients);
		return rest.kind === 'refused' ? rest : { kind: 'held-back' };
	}

	#check(update: Uint8Array, userId: string): UpdateVerdict {
		const { clients } = this.doc.store;
		const mayExtend = (client: number, end: number) =>
			client !== this.doc.clientID && this.owners.mayExtend(client, end, userId, clients.has(client));
		return checkUpdate(this.doc, update, this.#parts.limits, mayExtend);
	}

	#take(member: Member, update: Uint8Array, clients: readonly number[]): Receipt {
		const author: Author = { kind: 'user', id: member.grant.principal.id };
		const tooLarge = this.size.refusal(this.doc, update);
		if (tooLarge !== null) return { kind: 'too-large', reason: tooLarge };
		try {
			this.#as(author, () => Y.applyUpdate(this.doc, update, author));
		} catch (error) {
			// Its message may quote content, and reasons are logged.
			return {
				kind: 'refused',
				reason: `it cannot be applied (${error instanceof Error ? error.name : ''})`
			};
		}
		const presentAs = this.audience.presence.idOf(member);
		this.owners.claim(clients, author.id, (client) => client === presentAs);
		this.#parts.metrics.count('updates');
		return this.#dropPending() ? { kind: 'gap' } : { kind: 'taken' };
	}

	/**
	 * Takes rows that follow on `ledger.head`. Among them may be our own whose commit we have not heard of yet: what the
	 * document holds already is not shown a second time.
	 */
	takeStored(rows: readonly StoredRow[]): void {
		const news: Uint8Array[] = [];
		for (const { seq, author, data } of rows) {
			if (this.#isDestroyed || seq <= this.ledger.head) continue;
			this.owners.note(author, clientsIn(data));
			const { doc } = this;
			const before = this.#content.version;
			Y.applyUpdate(doc, data, otherProcess);
			if (this.#content.version !== before) news.push(data);
			this.ledger.head = seq;
		}
		if (news.length === 0) return;
		if (this.#dropPending()) {
			this.#parts.log.error('the log refers to changes that it does not hold', { boardId: this.boardId });
		}
		const update = mergeUpdates(news);
		for (const missed of this.#missed) missed.push(update);
		this.audience.show(update);
		this.size.grew(news.length, update.length);
		this.#parts.metrics.count('foreignRows', news.length);
		if (documentVersion(this.doc) > schemaVersion) this.#parts.onLost(this, 'newer');
	}

	/** The title after another process changed it; asked for once. Which of two is right only the document knows. */
	takeContestedTitle(): string | undefined {
		if (!this.#isTitleContested) return undefined;
		this.#isTitleContested = false;
		return this.#title();
	}

	get isDestroyed(): boolean {
		return this.#isDestroyed;
	}

	/** A forward change by the server itself; resolves with its answer after the commit. */
	edit<T>(author: Author, change: (doc: Y.Doc) => T): Promise<T> {
		const answer = this.#as(author, () => this.doc.transact(() => change(this.doc), author));
		this.owners.claim([this.doc.clientID], null, () => true);
		return new Promise((resolve, reject) => {
			const fail = () => reject(new Error(`board ${this.boardId} is gone or cannot be written`));
			this.ledger.whenCommitted(() => resolve(answer), { fail });
		});
	}

	barrier(member: Member, n: number): void {
		this.ledger.whenCommitted(() => {
			member.send(writeBarrier(n));
			this.#parts.metrics.count('barriers');
		});
	}

	receivePresence(member: Member, entries: readonly PresenceEntry[]): void {
		this.audience.receivePresence(member, entries);
		const client = this.audience.presence.idOf(member);
		if (client !== null && mayWrite(member.grant.role))
			this.owners.announce(client, member.grant.principal.id);
	}

	storageChanged(state: StorageState): void {
		this.audience.tellStorage(state);
		if (state !== 'full') this.audience.releaseAll('full');
		// Also what is still being collected, of which the journal knows nothing.
		if (state !== 'healthy') this.ledger.held();
	}

	/** Writers wait while too much is on its way into the log. */
	get isChoked(): boolean {
		return this.#isChoked;
	}

	/** What the document holds that can never be resolved is taken out, so that it cannot pile up; true if there was some. */
	#dropPending(): boolean {
		const { store } = this.doc;
		if (store.pendingStructs === null && store.pendingDs === null) return false;
		store.pendingStructs = null;
		store.pendingDs = null;
		return true;
	}

	destroy(): void {
		this.#collecting.stop();
		this.#isDestroyed = true;
		this.audience.destroy();
		this.#content.destroy();
	}

	#as<T>(author: Author, work: () => T): T {
		this.#author = author;
		try {
			return work();
		} finally {
			this.#author = null;
		}
	}

	#record(update: Uint8Array): void {
		this.ledger.add(this.#author ?? systemAuthor, update);
		this.#collecting.soon();
		if (this.ledger.uncommittedBytes > this.#parts.limits.boardQueueBytesMax) this.#isChoked = true;
		this.#showSoonIfSlow();
	}

	/** Collects no longer. */
	commitNow(): void {
		this.#collecting.now();
	}

	#showSoonIfSlow(): void {
		if (this.#isShowDue || this.#parts.journal.state === 'healthy') return;
		this.#isShowDue = true;
		this.#parts.clock.after(slowShowMs, () => {
			this.#isShowDue = false;
			if (this.#parts.journal.state !== 'healthy') this.ledger.held();
		});
	}

	/** Calls back with what others stored in between. */
	#whenShowable(call: (missed: readonly Uint8Array[]) => void): void {
		if (this.#parts.journal.state !== 'healthy') return call([]);
		const missed: Uint8Array[] = [];
		this.#missed.add(missed);
		const due = () => {
			this.#missed.delete(missed);
			call(missed);
		};
		this.ledger.whenCommitted(due, { first: true });
	}

	#catchUp(member: Member, has: Uint8Array, done: () => void): void {
		const frame = writeUpdate(Y.encodeStateAsUpdate(this.doc, has));
		this.#whenShowable((missed) => {
			member.send(frame);
			for (const update of missed) member.send(writeUpdate(update));
			done();
		});
	}

	#settled(rows: number, bytes: number, head: number): void {
		this.#collecting.shown();
		this.size.grew(rows, bytes);
		if (this.#isChoked && this.ledger.uncommittedBytes < this.#parts.limits.boardQueueBytesMax / 2) {
			this.#isChoked = false;
			this.audience.releaseAll('choked');
		}
		this.#parts.onGrown(this, head);
	}

	#takeTitle(): string | undefined {
		if (!this.#isTitleStale) return undefined;
		this.#isTitleStale = false;
		return this.#title();
	}

	#title(): string {
		return listedTitle(readBoardInfo(boardInfoMap(this.doc)).title);
	}
}
