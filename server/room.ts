// An open board: its document, who is in it, and the order of things. What is applied goes to the journal; what is committed is
// shown to everybody, then acknowledged. Loading and unloading are the business of rooms.ts.
import * as Y from 'yjs';
import { boardInfoMap } from '#lib/board/schema/document.ts';
import { readBoardInfo } from '#lib/board/schema/board-info.ts';
import { closeCode } from '#lib/protocol/close-codes.ts';
import type { StorageState } from '#lib/protocol/kinds.ts';
import type { PresenceEntry } from '#lib/protocol/read-frame.ts';
import { writeBarrier, writeStep1, writeStorage, writeUpdate } from '#lib/protocol/write-frame.ts';
import { systemAuthor, type Author } from '#lib/server/board-store.ts';
import { mayWrite } from '#lib/server/grant.ts';
import { listedTitle } from '#lib/server/title.ts';
import { StateAnswers } from './answers.ts';
import { Audience, stateVectorBefore, type Member } from './audience.ts';
import { checkUpdate, type UpdateVerdict } from './check-update.ts';
import type { Clock } from './clock.ts';
import type { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import type { SyncLimits } from './limits.ts';
import type { Log } from './log.ts';
import type { SyncMetrics } from './sync-metrics.ts';

export interface RoomParts {
	clock: Clock;
	limits: SyncLimits;
	metrics: SyncMetrics;
	journal: Journal;
	log: Log;
	/** The log has grown to `head`. */
	onGrown(room: Room): void;
	/** The room cannot go on: its board is gone or its rows were refused. */
	onLost(room: Room, reason: 'gone' | 'refused'): void;
}

export type Receipt =
	| { kind: 'taken' }
	| { kind: 'gap' }
	/** The storage takes no more for now. */
	| { kind: 'full' }
	| { kind: 'refused'; reason: string };

/** While the storage is slow, work is shown this often. */
const slowShowMs = 16;

export class Room {
	readonly boardId: string;
	readonly doc: Y.Doc;
	readonly audience: Audience;
	readonly ledger: Ledger;
	/** Rows and bytes of the log behind the newest checkpoint. */
	tailRows: number;
	tailBytes: number;
	readonly #parts: RoomParts;
	readonly #answers: StateAnswers;
	#author: Author | null = null;
	#isTitleStale = true;
	#isShowDue = false;
	#isChoked = false;
	#committingSince = -Infinity;
	#cancelCommit: (() => void) | null = null;

	constructor(
		boardId: string,
		doc: Y.Doc,
		stored: { head: number; tailRows: number; tailBytes: number },
		parts: RoomParts
	) {
		this.boardId = boardId;
		this.doc = doc;
		this.tailRows = stored.tailRows;
		this.tailBytes = stored.tailBytes;
		this.#parts = parts;
		this.#answers = new StateAnswers(doc);
		this.audience = new Audience({
			...parts,
			shownBefore: (update) => stateVectorBefore(doc, [update, ...this.ledger.unshownUpdates()]),
			catchUp: (member, has, done) => this.#catchUp(member, has, done)
		});
		this.ledger = new Ledger(boardId, stored.head, {
			show: (update) => this.audience.show(update),
			settled: (rows, bytes) => this.#settled(rows, bytes),
			lost: (reason) => parts.onLost(this, reason),
			takeTitle: () => this.#takeTitle()
		});
		boardInfoMap(doc).observe(() => (this.#isTitleStale = true));
		doc.on('update', (update: Uint8Array) => this.#record(update));
	}

	get isIdle(): boolean {
		return this.audience.size === 0 && this.ledger.isSettled;
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
		const frame = this.#answers.step2(stateVector, this.ledger.lastTicket);
		const question = mayWrite(member.grant.role)
			? writeStep1(this.#answers.stateVector(this.ledger.lastTicket))
			: null;
		this.#whenShowable(() => {
			member.send(frame);
			if (question !== null) member.send(question);
			if (!isFirst) return;
			this.audience.follow(member);
			this.audience.sendPresence(member);
		});
	}

	/** Asks a writer for everything that the room lacks. */
	askForState(member: Member): void {
		member.send(writeStep1(this.#answers.stateVector(this.ledger.lastTicket)));
	}

	/** True where the update holds nothing that the room does not have. */
	knows(update: Uint8Array): boolean {
		return checkUpdate(this.doc, update, this.#parts.limits).kind === 'nothing-new';
	}

	/** Takes a writer's update, all or nothing. */
	receive(member: Member, update: Uint8Array): Receipt {
		if (this.#parts.journal.state === 'full') return { kind: 'full' };
		const verdict: UpdateVerdict = checkUpdate(this.doc, update, this.#parts.limits);
		if (verdict.kind === 'nothing-new') return { kind: 'taken' };
		if (verdict.kind !== 'sound') return verdict;
		const author: Author = { kind: 'user', id: member.grant.principal.id };
		try {
			this.#as(author, () => Y.applyUpdate(this.doc, update, author));
		} catch (error) {
			return { kind: 'refused', reason: error instanceof Error ? error.message : 'it cannot be applied' };
		}
		this.#parts.metrics.count('updates');
		return this.#dropPending() ? { kind: 'gap' } : { kind: 'taken' };
	}

	/** A forward change by the server itself; resolves with its answer after the commit. */
	edit<T>(author: Author, change: (doc: Y.Doc) => T): Promise<T> {
		const answer = this.#as(author, () => this.doc.transact(() => change(this.doc), author));
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
	}

	storageChanged(state: StorageState): void {
		this.audience.tellStorage(state);
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
		this.#cancelCommit?.();
		this.audience.destroy();
		this.doc.destroy();
	}

	fail(reason: string): void {
		this.audience.closeAll(closeCode.comeBack, reason);
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
		this.#commitSoon();
		if (this.ledger.uncommittedBytes > this.#parts.limits.boardQueueBytesMax) this.#isChoked = true;
		this.#showSoonIfSlow();
	}

	/**
	 * After a pause an edit is committed, and so shown, at once. In a large room what follows shortly after goes together, because
	 * a write to each socket costs more than what is in it.
	 */
	#commitSoon(): void {
		const { clock, limits } = this.#parts;
		const collectMs = Math.min(
			limits.collectMaxMs,
			Math.floor(this.audience.size / limits.collectMembersPerMs)
		);
		const waitMs = this.#committingSince + collectMs - clock.monotonic();
		if (waitMs <= 0) this.commitNow();
		else this.#cancelCommit ??= clock.after(waitMs, () => this.commitNow());
	}

	/** Collects no longer. */
	commitNow(): void {
		this.#cancelCommit?.();
		this.#cancelCommit = null;
		this.#committingSince = this.#parts.clock.monotonic();
		if (this.ledger.unwrittenRows > 0) this.#parts.journal.mark(this.ledger);
	}

	#showSoonIfSlow(): void {
		if (this.#isShowDue || this.#parts.journal.state === 'healthy') return;
		this.#isShowDue = true;
		this.#parts.clock.after(slowShowMs, () => {
			this.#isShowDue = false;
			if (this.#parts.journal.state !== 'healthy') this.ledger.held();
		});
	}

	#whenShowable(call: () => void): void {
		if (this.#parts.journal.state === 'healthy') this.ledger.whenCommitted(call, { first: true });
		else call();
	}

	#catchUp(member: Member, has: Uint8Array, done: () => void): void {
		const frame = writeUpdate(Y.encodeStateAsUpdate(this.doc, has));
		this.#whenShowable(() => {
			member.send(frame);
			done();
		});
	}

	#settled(rows: number, bytes: number): void {
		this.tailRows += rows;
		this.tailBytes += bytes;
		if (this.#isChoked && this.ledger.uncommittedBytes < this.#parts.limits.boardQueueBytesMax / 2) {
			this.#isChoked = false;
			this.audience.resumeAll();
		}
		this.#parts.onGrown(this);
	}

	#takeTitle(): string | undefined {
		if (!this.#isTitleStale) return undefined;
		this.#isTitleStale = false;
		return listedTitle(readBoardInfo(boardInfoMap(this.doc)).title);
	}
}
