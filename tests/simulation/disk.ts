// The database of a simulation: a board store in memory that outlives servers, and that can be slow, fail before or after it wrote,
// or never answer.
import * as Y from 'yjs';
import type { BoardAppend, BoardStore, StoredBoard, StoredRow } from '#lib/server/board-store.ts';
import { below, type Random } from '../support/recorded-session.ts';
import type { VirtualTime } from './virtual-time.ts';

interface StoredLog {
	title: string;
	rows: StoredRow[];
	/** What a server that started now would find. */
	doc: Y.Doc;
}

export type DiskMood = 'well' | 'slow' | 'failing' | 'unsure' | 'silent';

const commitMs = { well: { min: 1, max: 8 }, slow: { min: 60, max: 900 } };

export class Disk {
	mood: DiskMood = 'well';
	failsLoads = false;
	readonly logs = new Map<string, StoredLog>();
	readonly problems: string[] = [];
	readonly #time: VirtualTime;
	readonly #random: Random;

	constructor(time: VirtualTime, random: Random) {
		this.#time = time;
		this.#random = random;
	}

	create(boardId: string, data: Uint8Array): void {
		const log: StoredLog = { title: boardId, rows: [], doc: new Y.Doc() };
		this.logs.set(boardId, log);
		this.#write(log, { author: { kind: 'system', id: null }, data });
	}

	docOf(boardId: string): Y.Doc {
		const log = this.logs.get(boardId);
		if (log === undefined) throw new Error(`no board ${boardId}`);
		return log.doc;
	}

	/** What one server process sees. What it has under way when it dies may or may not be written. */
	storeFor(isAlive: () => boolean): BoardStore & { died(): void } {
		let underWay: { commit: () => void } | null = null;
		const append = async (appends: readonly BoardAppend[], options?: { retry: boolean }) => {
			if (options?.retry) {
				underWay = null;
				const found = this.#find(appends);
				if (found !== null) return found;
			}
			const { mood } = this;
			const write = { commit: () => {}, heads: new Map<string, number>() };
			write.commit = () => (write.heads = this.#append(appends));
			underWay = write;
			await this.#wait(mood === 'slow' ? commitMs.slow : commitMs.well);
			if (underWay !== write || !isAlive()) throw new Error('the connection was cut');
			const isWritten = mood === 'well' || mood === 'slow' || (mood !== 'failing' && this.#random() < 0.5);
			if (isWritten) write.commit();
			if (mood === 'silent' && !isWritten) return new Promise<never>(() => {});
			underWay = null;
			if (mood === 'silent') return new Promise<never>(() => {});
			if (mood !== 'well' && mood !== 'slow') throw new Error('the database is away');
			return write.heads;
		};
		return {
			append,
			load: async (boardId) => {
				await this.#wait(this.mood === 'slow' ? commitMs.slow : commitMs.well);
				if (this.failsLoads) throw new Error('the database is away');
				return this.#load(boardId);
			},
			rowsAfter: async (boardId, seq) => this.logs.get(boardId)?.rows.slice(seq) ?? [],
			heads: async (boardIds) =>
				new Map(
					boardIds.flatMap((boardId) => {
						const log = this.logs.get(boardId);
						return log ? [[boardId, log.rows.length] as const] : [];
					})
				),
			listTitle: async () => {},
			alone: (_boardId, work) => work(),
			checkpoint: async () => {},
			close: async () => {},
			died: () => {
				if (underWay !== null && this.#random() < 0.5) underWay.commit();
				underWay = null;
			}
		};
	}

	#append(appends: readonly BoardAppend[]): Map<string, number> {
		const heads = new Map<string, number>();
		for (const { boardId, entries } of appends) {
			const log = this.logs.get(boardId);
			if (log === undefined) continue;
			for (const entry of entries) this.#write(log, entry);
			heads.set(boardId, log.rows.length);
		}
		return heads;
	}

	#write(log: StoredLog, { author, data }: Pick<StoredRow, 'author' | 'data'>): void {
		const isTwice = log.rows.some(
			(row) => row.author.id === author.id && Buffer.compare(row.data, data) === 0
		);
		if (isTwice) this.problems.push('a row was written twice');
		log.rows.push({ seq: log.rows.length + 1, author, data });
		Y.applyUpdate(log.doc, data);
		if (log.doc.store.pendingStructs !== null)
			this.problems.push('a row refers to what the log does not hold');
	}

	#find(appends: readonly BoardAppend[]): Map<string, number> | null {
		const heads = new Map<string, number>();
		for (const { boardId, headBefore, entries } of appends) {
			const last = entries.at(-1);
			const row = this.logs
				.get(boardId)
				?.rows.find(({ seq, data }) => seq > headBefore && last && Buffer.compare(data, last.data) === 0);
			if (row) heads.set(boardId, row.seq);
		}
		return heads.size === 0 ? null : heads;
	}

	#load(boardId: string): StoredBoard | null {
		const log = this.logs.get(boardId);
		return log ? { head: log.rows.length, checkpoint: null, earlierRows: [], rows: [...log.rows] } : null;
	}

	#wait({ min, max }: { min: number; max: number }): Promise<void> {
		return new Promise((resolve) => this.#time.after(min + below(this.#random, max - min), resolve));
	}
}
