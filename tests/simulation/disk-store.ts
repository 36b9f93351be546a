// The database as one server process of a simulation reaches it: slow, failing before or after it wrote, never answering, or out
// of reach.
import * as Y from 'yjs';
import {
	DamagedLogError,
	type BoardAppend,
	type BoardStore,
	type StoredRow
} from '#lib/server/board-store.ts';
import { below } from '../support/recorded-session.ts';
import { raise } from './content.ts';
import type { Disk } from './disk.ts';

/** As the process stands to the database. */
export type Reach = 'well' | 'refused' | 'silent';

export interface DiskClient {
	isAlive(): boolean;
	reach(): Reach;
}

const commitMs = { well: { min: 1, max: 8 }, slow: { min: 60, max: 900 } };
const rowsPerReadMax = 20;
const never = <T>() => new Promise<T>(() => {});

export class DiskStore implements BoardStore {
	/** What the process was told that the database holds, per board: client → clock. */
	readonly told = new Map<string, Map<number, number>>();
	readonly #disk: Disk;
	readonly #client: DiskClient;
	/** The append that may yet be written. */
	#underWay: { commit(): Map<string, number> } | null = null;

	constructor(disk: Disk, client: DiskClient) {
		this.#disk = disk;
		this.#client = client;
	}

	/** What it has under way when it dies may or may not be written. */
	died(): void {
		if (this.#underWay !== null && this.#disk.random() < 0.5) this.#underWay.commit();
		this.#underWay = null;
		this.#disk.openQuestions.delete(this);
	}

	async append(appends: readonly BoardAppend[], options?: { retry: boolean }): Promise<Map<string, number>> {
		const disk = this.#disk;
		disk.openQuestions.add(this);
		const one = {
			commit: () => {
				const found = options?.retry ? disk.findWritten(appends) : new Map<string, number>();
				const missing = appends.filter(({ boardId }) => !found.has(boardId));
				return new Map([...found, ...disk.append(missing, this)]);
			}
		};
		// A retry ends whatever was under way before it.
		this.#underWay = null;
		await this.#arrive();
		const { mood } = disk;
		this.#underWay = one;
		await this.#wait();
		if (this.#underWay !== one || !this.#client.isAlive()) throw new Error('the connection was cut');
		this.#underWay = null;
		const isWell = mood === 'well' || mood === 'slow';
		const isReached = this.#client.reach() === 'well';
		const isWritten = (isWell && isReached) || (mood !== 'failing' && disk.random() < 0.5);
		const heads = isWritten ? one.commit() : new Map<string, number>();
		if (mood === 'silent' || this.#client.reach() === 'silent') return never();
		if (!isWell || !isReached) throw new Error('the database is away');
		disk.openQuestions.delete(this);
		for (const { boardId, entries } of appends) this.#learn(boardId, entries);
		return heads;
	}

	async load(boardId: string) {
		const stored = await this.query(() => {
			if (this.#disk.failsLoads) throw new Error('the database is away');
			return this.#disk.load(boardId);
		});
		// A later one may be for a fold, of which the room learns nothing.
		if (stored !== null && !this.told.has(boardId)) {
			if (stored.checkpoint) this.#learn(boardId, [stored.checkpoint]);
			this.#learn(boardId, stored.rows);
		}
		return stored;
	}

	async rowsAfter(boardId: string, seq: number): Promise<StoredRow[]> {
		const rows = await this.query(() => this.#disk.rowsAfter(boardId, seq).slice(0, rowsPerReadMax));
		if (rows.length > 0 && rows[0]?.seq !== seq + 1) throw new DamagedLogError('rows are missing');
		this.#learn(boardId, rows);
		return rows;
	}

	async heads(boardIds: readonly string[]) {
		return this.query(() => new Map(boardIds.map((boardId) => [boardId, this.#disk.head(boardId)] as const)));
	}

	async listTitle(): Promise<void> {
		await this.query(() => undefined);
	}

	alone<T>(_boardId: string, work: () => Promise<T>): Promise<T> {
		return work();
	}

	async checkpoint(checkpoint: Parameters<BoardStore['checkpoint']>[0]): Promise<void> {
		await this.query(() => this.#disk.checkpoint(checkpoint));
	}

	async close(): Promise<void> {}

	/** A question and its answer; neither has to arrive. */
	async query<T>(work: () => T): Promise<T> {
		await this.#arrive();
		await this.#wait();
		const { mood, random } = this.#disk;
		if (!this.#client.isAlive() || mood === 'silent' || this.#client.reach() === 'silent') return never();
		if (mood === 'failing' || this.#client.reach() === 'refused') throw new Error('the database is away');
		const answer = work();
		if (mood === 'unsure' && random() < 0.5) throw new Error('the database is away');
		return answer;
	}

	async #arrive(): Promise<void> {
		if (!this.#client.isAlive() || this.#client.reach() === 'silent') return never();
		if (this.#client.reach() === 'well') return;
		await this.#wait();
		throw new Error('the database is out of reach');
	}

	#learn(boardId: string, rows: Iterable<{ data: Uint8Array }>): void {
		const ends = this.told.get(boardId) ?? new Map<number, number>();
		this.told.set(boardId, ends);
		for (const { data } of rows) raise(ends, Y.parseUpdateMeta(data).to);
	}

	#wait(): Promise<void> {
		const { min, max } = this.#disk.mood === 'slow' ? commitMs.slow : commitMs.well;
		const { random, time } = this.#disk;
		return new Promise((resolve) => time.after(min + below(random, max - min), resolve));
	}
}
