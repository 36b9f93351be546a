// The database of a simulation: logs and checkpoints in memory that outlive servers, and what must hold of them at every write.
// How a server process reaches it stands in disk-store.ts.
import * as Y from 'yjs';
import type { BoardAppend, Checkpoint, StoredBoard, StoredRow } from '#lib/server/board-store.ts';
import { openDocument } from '../../server/open-document.ts';
import { below, type Random } from '../support/recorded-session.ts';
import { contentOf } from './content.ts';
import type { VirtualTime } from './virtual-time.ts';

interface StoredLog {
	/** Every row that was ever written, also those that were let go. */
	rows: (StoredRow & { writer: object | null })[];
	/** So many of the first rows were let go. */
	gone: number;
	checkpoints: (Checkpoint & { at: number })[];
	/** Who first brought changes under a client id. */
	bringers: Map<number, string | null>;
	/** What a server that started now would find. */
	doc: Y.Doc;
}

export type DiskMood = 'well' | 'slow' | 'failing' | 'unsure' | 'silent';

export class Disk {
	mood: DiskMood = 'well';
	failsLoads = false;
	readonly logs = new Map<string, StoredLog>();
	readonly problems: string[] = [];
	readonly time: VirtualTime;
	readonly random: Random;
	/** Appends whose outcome the process that asked for them does not know yet, and will want to know. */
	readonly openQuestions = new Set<object>();

	constructor(time: VirtualTime, random: Random) {
		this.time = time;
		this.random = random;
	}

	create(boardId: string, data: Uint8Array): void {
		this.logs.set(boardId, { rows: [], gone: 0, checkpoints: [], bringers: new Map(), doc: new Y.Doc() });
		this.append(
			[{ boardId, headBefore: 0, entries: [{ author: { kind: 'system', id: null }, data }] }],
			null
		);
	}

	docOf(boardId: string): Y.Doc {
		return this.#log(boardId).doc;
	}

	head(boardId: string): number {
		return this.logs.get(boardId)?.rows.length ?? 0;
	}

	/** Rows that `process` did not write. */
	rowsOfOthers(process: object): number {
		let count = 0;
		for (const { rows } of this.logs.values())
			count += rows.filter(({ writer }) => writer !== process).length;
		return count;
	}

	append(appends: readonly BoardAppend[], writer: object | null): Map<string, number> {
		const heads = new Map<string, number>();
		for (const { boardId, entries } of appends) {
			const log = this.logs.get(boardId);
			if (log === undefined) continue;
			for (const { author, data } of entries) {
				const isTwice = log.rows.some(
					(row) => row.writer === writer && row.author.id === author.id && areEqual(row.data, data)
				);
				if (isTwice) this.problem('a row was written twice');
				log.rows.push({ seq: log.rows.length + 1, author, data, writer });
				for (const client of Y.parseUpdateMeta(data).from.keys())
					if (!log.bringers.has(client)) log.bringers.set(client, author.id);
				Y.applyUpdate(log.doc, data);
				if (log.doc.store.pendingStructs !== null) this.problem('a row refers to what the log does not hold');
			}
			heads.set(boardId, log.rows.length);
			this.time.note(3, log.rows.length);
		}
		return heads;
	}

	/** As after an append whose outcome is unknown: boards whose log holds all the rows of their append, one after the other. */
	findWritten(appends: readonly BoardAppend[]): Map<string, number> {
		const found = new Map<string, number>();
		for (const { boardId, headBefore, entries } of appends) {
			const rows = this.logs.get(boardId)?.rows ?? [];
			for (let base = rows.length - entries.length; base >= headBefore; base--) {
				const isHere = entries.every(({ author, data }, nth) => {
					const row = rows[base + nth];
					return row !== undefined && row.author.id === author.id && areEqual(row.data, data);
				});
				if (!isHere) continue;
				found.set(boardId, base + entries.length);
				break;
			}
		}
		return found;
	}

	load(boardId: string): StoredBoard | null {
		const log = this.logs.get(boardId);
		if (log === undefined) return null;
		const checkpoint = log.checkpoints.at(-1);
		return {
			head: log.rows.length,
			checkpoint: checkpoint ? { ...checkpoint, owners: structuredClone([...checkpoint.owners]) } : null,
			earlierRows: [],
			rows: log.rows.slice(Math.max(log.gone, checkpoint?.seq ?? 0))
		};
	}

	rowsAfter(boardId: string, seq: number): StoredRow[] {
		const log = this.logs.get(boardId);
		return log === undefined ? [] : log.rows.slice(Math.max(log.gone, seq));
	}

	checkpoint(checkpoint: Checkpoint): void {
		const log = this.#log(checkpoint.boardId);
		const { seq } = checkpoint;
		if (log.checkpoints.some((other) => other.seq === seq)) return;
		log.checkpoints.push({ ...checkpoint, at: this.time.now });
		log.checkpoints.sort((a, b) => a.seq - b.seq);
		this.time.note(4, seq);
		const folded = new Y.Doc();
		Y.applyUpdate(folded, checkpoint.data);
		if (contentOf(folded) !== contentOf(this.#replay(log, seq)))
			this.problem(`a checkpoint does not hold what its ${seq} rows say`);
		folded.destroy();
	}

	/** Lets go of what nobody wants kept: rows that a checkpoint older than `ageMs` holds, and the checkpoints before it. */
	prune(ageMs: number, rowsMax: number): number {
		// In a simulation the history is short. No process waits for an answer for as long as it is kept.
		if (this.openQuestions.size > 0) return 0;
		let count = 0;
		for (const log of this.logs.values()) {
			const base = log.checkpoints.findLast(({ at }) => at < this.time.now - ageMs);
			if (base === undefined) continue;
			const before = log.gone;
			log.gone = Math.max(log.gone, Math.min(base.seq, log.gone + rowsMax - count));
			count += log.gone - before;
			log.checkpoints = log.checkpoints.filter(({ seq }) => seq >= base.seq);
			this.#checkLoadable(log);
		}
		return count;
	}

	/** Only a mistake does this. */
	forgetRows(boardId: string, seq: number): void {
		const log = this.#log(boardId);
		log.gone = Math.max(log.gone, seq);
		this.#checkLoadable(log);
	}

	#checkLoadable({ gone, checkpoints }: StoredLog): void {
		if (gone > 0 && !checkpoints.some(({ seq }) => seq >= gone))
			this.problem('rows were let go that no checkpoint holds');
	}

	/** Every board can be opened from each of its checkpoints with any beginning of the rows behind it. */
	checkEveryWayIn(): void {
		for (const [boardId, log] of this.logs) {
			for (const { seq, data } of [{ seq: 0, data: null }, ...log.checkpoints]) {
				if (seq < log.gone) continue;
				const head = seq + below(this.random, log.rows.length - seq + 1);
				const rows = log.rows.slice(seq, head);
				const checkpoint = data === null ? null : { seq, data };
				const { doc, isIncomplete } = openDocument(boardId, { checkpoint, rows });
				const isSame = contentOf(doc) === contentOf(this.#replay(log, head));
				if (isIncomplete || !isSame) this.problem(`a board differs when opened from ${seq} to ${head}`);
				doc.destroy();
			}
		}
	}

	problem(what: string): void {
		if (!this.problems.includes(what)) this.problems.push(what);
	}

	#replay(log: StoredLog, head: number): Y.Doc {
		const doc = new Y.Doc();
		for (const { data } of log.rows.slice(0, head)) Y.applyUpdate(doc, data);
		return doc;
	}

	#log(boardId: string): StoredLog {
		const log = this.logs.get(boardId);
		if (log === undefined) throw new Error(`no board ${boardId}`);
		return log;
	}
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
	return Buffer.compare(a, b) === 0;
}
