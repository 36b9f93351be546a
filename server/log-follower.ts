// Reads from the log what other processes appended to the boards that are open here. PostgreSQL's numbers have no gaps, so a
// number that does not follow on the last one known says exactly what is missing.
import { DamagedLogError, type BoardStore, type StoredRow } from '#lib/server/board-store.ts';
import { wait, type Clock } from './clock.ts';
import { errorFields, type Log } from './log.ts';

/** What is asked of a room. */
export interface FollowedRoom {
	readonly boardId: string;
	readonly isDestroyed: boolean;
	/** `head`: number of the last row that the room holds. */
	readonly ledger: { readonly head: number };
	takeStored(rows: readonly StoredRow[]): void;
	/** The title where the rows changed it. */
	takeContestedTitle(): string | undefined;
}

export interface LogFollowerParts<R extends FollowedRoom> {
	/** Its answers come in time or fail. */
	store: Pick<BoardStore, 'rowsAfter' | 'heads' | 'listTitle'>;
	clock: Clock;
	log: Log;
	/** What is stored cannot be followed. */
	onLost(room: R): void;
}

const retryDelayMs = 500;

export class LogFollower<R extends FollowedRoom> {
	readonly #parts: LogFollowerParts<R>;
	/** The highest number heard of, for rooms that are being brought up to it. */
	readonly #wanted = new Map<R, number>();

	constructor(parts: LogFollowerParts<R>) {
		this.#parts = parts;
	}

	/** The log of the room's board goes up to `head` at least. One reading at a time; it ends when the room holds all. */
	heard(room: R, head: number): void {
		if (head <= room.ledger.head) return;
		const wanted = this.#wanted.get(room);
		this.#wanted.set(room, Math.max(wanted ?? 0, head));
		if (wanted === undefined) void this.#catchUp(room);
	}

	async #catchUp(room: R): Promise<void> {
		try {
			while (!room.isDestroyed && room.ledger.head < (this.#wanted.get(room) ?? 0)) await this.#read(room);
		} finally {
			this.#wanted.delete(room);
		}
		await this.#listTitle(room);
	}

	/** Two nodes may have renamed the board at once, and the later commit need not be the name that the document settled on. */
	async #listTitle(room: R): Promise<void> {
		const title = room.isDestroyed ? undefined : room.takeContestedTitle();
		if (title === undefined) return;
		const { store, log } = this.#parts;
		await store.listTitle(room.boardId, room.ledger.head, title).catch((error: unknown) => {
			log.warn('a title cannot be listed', { boardId: room.boardId, ...errorFields(error) });
		});
	}

	async #read(room: R): Promise<void> {
		const { clock, log, onLost } = this.#parts;
		let rows: StoredRow[];
		try {
			rows = await this.#rowsFor(room);
		} catch (error) {
			// Opened anew it begins at the newest checkpoint, or says that it is damaged.
			if (error instanceof DamagedLogError) {
				log.warn('the log cannot be followed', { boardId: room.boardId, ...errorFields(error) });
				return onLost(room);
			}
			log.warn('what other nodes stored cannot be read yet', {
				boardId: room.boardId,
				...errorFields(error)
			});
			return wait(clock, retryDelayMs);
		}
		// The board is gone, or the number was wrong: there is nothing to wait for.
		if (rows.length === 0) return void this.#wanted.set(room, room.ledger.head);
		try {
			room.takeStored(rows);
		} catch (error) {
			log.error('a stored row cannot be applied', { boardId: room.boardId, ...errorFields(error) });
			onLost(room);
		}
	}

	/** Throws DamagedLogError also where rows were let go with the history before this process, which must have been cut off, read them. */
	async #rowsFor({ boardId, ledger }: R): Promise<StoredRow[]> {
		const { store } = this.#parts;
		const from = ledger.head;
		const rows = await store.rowsAfter(boardId, from);
		if (rows.length > 0) return rows;
		const head = (await store.heads([boardId])).get(boardId) ?? 0;
		if (head <= from) return rows;
		// Written just now, or not there any more?
		const again = await store.rowsAfter(boardId, from);
		if (again.length === 0) throw new DamagedLogError(`rows ${from + 1} to ${head} are not kept any more`);
		return again;
	}
}
