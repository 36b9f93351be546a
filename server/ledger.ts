// What happened on one board and how far it has come: made, shown, committed. Every change gets a ticket; people wait for
// tickets. It holds no document and no sockets.
import type { Author, BoardAppend } from '#lib/server/board-store.ts';
import type { JournalBoard } from './journal.ts';
import { mergeUpdates } from './merge-updates.ts';

interface Entry {
	ticket: number;
	author: Author;
	data: Uint8Array;
	/** The board's title from here on, where it changed. */
	title: string | undefined;
}

export interface LedgerHooks {
	/** Send this to everybody: it is in the database, or the storage is so slow that it is shown before. */
	show(update: Uint8Array): void;
	/** Called after a commit was shown and acknowledged; `head` is the number of its last row. */
	settled(rows: number, bytes: number, head: number): void;
	/** What was taken can never be saved. */
	lost(reason: 'gone' | 'refused'): void;
	/** The board's title if it changed since it was last asked for. */
	takeTitle(): string | undefined;
}

interface Waiting {
	ticket: number;
	/** To be called before the commit is shown to others. */
	first: boolean;
	call: () => void;
	/** Called instead when the commit can never come. */
	fail: (() => void) | undefined;
}

export class Ledger implements JournalBoard {
	readonly boardId: string;
	/** Number of the last row up to which the document holds everything; other processes may have appended behind it. */
	head: number;
	readonly #hooks: LedgerHooks;
	#unwritten: Entry[] = [];
	#taken: Entry[] = [];
	#unshown: Entry[] = [];
	#lastTicket = 0;
	#committedTicket = 0;
	#unwrittenBytes = 0;
	#takenBytes = 0;
	#takenRows = 0;
	#waiting: Waiting[] = [];

	constructor(boardId: string, head: number, hooks: LedgerHooks) {
		this.boardId = boardId;
		this.head = head;
		this.#hooks = hooks;
	}

	get unwrittenBytes(): number {
		return this.#unwrittenBytes;
	}

	get unwrittenRows(): number {
		return this.#unwritten.length;
	}

	get uncommittedBytes(): number {
		return this.#unwrittenBytes + this.#takenBytes;
	}

	get isSettled(): boolean {
		return this.#committedTicket === this.#lastTicket;
	}

	add(author: Author, data: Uint8Array): void {
		const entry: Entry = { ticket: ++this.#lastTicket, author, data, title: this.#hooks.takeTitle() };
		this.#unwritten.push(entry);
		this.#unshown.push(entry);
		this.#unwrittenBytes += data.length;
	}

	/** What nobody has been sent yet, oldest first. */
	unshownUpdates(): Uint8Array[] {
		return this.#unshown.map(({ data }) => data);
	}

	/** Calls back once everything that happened until now is committed; at once if it is. */
	whenCommitted(
		call: () => void,
		{ first = false, fail }: { first?: boolean; fail?: () => void } = {}
	): void {
		if (this.isSettled) call();
		else this.#waiting.push({ ticket: this.#lastTicket, first, call, fail });
	}

	take(bytesMax: number, rowsMax: number): BoardAppend {
		const all = this.#unwritten;
		let count = 0;
		let bytes = 0;
		for (const { data } of all) {
			if (count > 0 && (bytes + data.length > bytesMax || count >= rowsMax)) break;
			bytes += data.length;
			count++;
		}
		this.#taken = all.slice(0, count);
		this.#takenBytes = bytes;
		this.#unwritten = all.slice(count);
		this.#unwrittenBytes -= bytes;
		const entries = mergeRuns(this.#taken);
		this.#takenRows = entries.length;
		// What others wrote may have changed it since; then the document says which it is.
		const title =
			this.#hooks.takeTitle() ?? this.#taken.findLast((entry) => entry.title !== undefined)?.title;
		return { boardId: this.boardId, headBefore: this.head, entries, title };
	}

	committed(head: number): void {
		const last = this.#taken.at(-1);
		const rows = this.#takenRows;
		const bytes = this.#takenBytes;
		this.#taken = [];
		this.#takenBytes = 0;
		this.#takenRows = 0;
		// Rows of others before ours are read next. Ours may go out first: nothing in them builds on what was not read.
		if (head - rows <= this.head) this.head = Math.max(this.head, head);
		if (last !== undefined) this.#committedTicket = last.ticket;
		this.#callWaiting((waiting) => waiting.first && waiting.ticket <= this.#committedTicket);
		this.showUpTo(this.#committedTicket);
		this.#callWaiting((waiting) => waiting.ticket <= this.#committedTicket);
		this.#hooks.settled(rows, bytes, head);
	}

	held(): void {
		this.#callWaiting((waiting) => waiting.first);
		this.showUpTo(this.#lastTicket);
	}

	lost(reason: 'gone' | 'refused'): void {
		// It builds on what is not stored.
		this.#unwritten = [];
		this.#unwrittenBytes = 0;
		for (const { fail } of this.#waiting.splice(0)) fail?.();
		this.#hooks.lost(reason);
	}

	showUpTo(ticket: number): void {
		const count = this.#unshown.findIndex((entry) => entry.ticket > ticket);
		const shown = this.#unshown.splice(0, count === -1 ? this.#unshown.length : count);
		if (shown.length > 0) this.#hooks.show(mergeUpdates(shown.map(({ data }) => data)));
	}

	#callWaiting(isDue: (waiting: Waiting) => boolean): void {
		const due = this.#waiting.filter(isDue);
		if (due.length === 0) return;
		this.#waiting = this.#waiting.filter((waiting) => !isDue(waiting));
		for (const { call } of due) call();
	}
}

/** One row per run of changes by one author, so that the log keeps the order and still says who wrote what. */
function mergeRuns(entries: readonly Entry[]): { author: Author; data: Uint8Array }[] {
	const runs: { author: Author; parts: Uint8Array[] }[] = [];
	for (const { author, data } of entries) {
		const run = runs.at(-1);
		if (run !== undefined && run.author.kind === author.kind && run.author.id === author.id)
			run.parts.push(data);
		else runs.push({ author, parts: [data] });
	}
	return runs.map(({ author, parts }) => ({ author, data: mergeUpdates(parts) }));
}
