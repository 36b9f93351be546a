// Group commit over all boards: takes what their rooms have not written yet, appends it in one transaction, tells the rooms,
// and starts again. It knows no sockets; what is shown and acknowledged when is decided in the rooms.
import type { BoardAppend, BoardStore } from '#lib/server/board-store.ts';
import type { StorageState } from '#lib/protocol/kinds.ts';
import { wait, withDeadline, type Clock } from './clock.ts';
import { journalLimits, type JournalLimits } from './limits.ts';
import { errorFields, type Log } from './log.ts';

/** What the journal asks of a room. */
export interface JournalBoard {
	readonly boardId: string;
	/** What has not been taken yet; rows may turn out fewer. */
	readonly unwrittenBytes: number;
	readonly unwrittenRows: number;
	/** Hands over the oldest of it, within these bounds but at least one row; asked again only after `committed`. */
	take(bytesMax: number, rowsMax: number): BoardAppend;
	/** Everything taken is durable; `head` is the number of its last row. */
	committed(head: number): void;
	/** The storage is slow: show what there is without waiting for the commit. */
	held(): void;
	/** What was taken can never be written: the board is gone, or its rows are refused. */
	lost(reason: 'gone' | 'refused'): void;
}

export interface JournalParts {
	store: Pick<BoardStore, 'append'>;
	clock: Clock;
	log: Log;
	limits?: Partial<JournalLimits>;
	onState?: (state: StorageState) => void;
	onCommit?: (boards: number, rows: number, ms: number) => void;
	onFailure?: () => void;
}

export interface Journal {
	/** `board` has something to write. */
	mark(board: JournalBoard): void;
	readonly state: StorageState;
	readonly queuedBytes: number;
	/** Resolves when nothing is queued or under way. */
	settled(): Promise<void>;
}

const noAnswer = 'the database does not answer';

export function createJournal(parts: JournalParts): Journal {
	const { store, clock, log } = parts;
	const limits = { ...journalLimits, ...parts.limits };
	const dirty = new Set<JournalBoard>();
	let inFlight: JournalBoard[] = [];
	let inFlightBytes = 0;
	let running = false;
	let oldestAt = 0;
	let state: StorageState = 'healthy';
	let idle: (() => void)[] = [];

	function setState(next: StorageState): void {
		if (next === state) return;
		state = next;
		if (next === 'healthy') log.info('storage keeps up again');
		else
			log.warn(
				next === 'slow'
					? 'storage is slow: work is shown before it is saved'
					: 'storage does not keep up: writes are refused'
			);
		parts.onState?.(next);
		if (next !== 'healthy') for (const board of [...inFlight, ...dirty]) board.held();
	}

	function queuedBytes(): number {
		let bytes = inFlightBytes;
		for (const board of dirty) bytes += board.unwrittenBytes;
		return bytes;
	}

	function checkFull(): void {
		if (state !== 'slow') return;
		const tooOld = inFlight.length > 0 && clock.monotonic() - oldestAt > limits.queueAgeMaxMs;
		if (tooOld || queuedBytes() > limits.queueBytesMax) setState('full');
	}

	function slowDown(): void {
		if (state === 'healthy') setState('slow');
		checkFull();
	}

	/** After a commit. With nothing left to write all is well, however long it took. */
	function recover(tookMs: number): void {
		if (dirty.size === 0 || (tookMs < limits.holdMs && queuedBytes() <= limits.batchBytesMax))
			setState('healthy');
		else if (state === 'full' && queuedBytes() <= limits.queueBytesMax) setState('slow');
		else checkFull();
	}

	/** Takes boards until the batch is full; what is left waits for the next one, also the rest of a board too large for one. */
	function collect(): { boards: JournalBoard[]; appends: BoardAppend[] } {
		const boards: JournalBoard[] = [];
		const appends: BoardAppend[] = [];
		const { batchBytesMax, batchRowsMax } = limits;
		let rows = 0;
		inFlightBytes = 0;
		for (const board of dirty) {
			const { unwrittenBytes, unwrittenRows } = board;
			const over = inFlightBytes + unwrittenBytes > batchBytesMax || rows + unwrittenRows > batchRowsMax;
			if (boards.length > 0 && over) break;
			boards.push(board);
			appends.push(board.take(batchBytesMax, batchRowsMax));
			inFlightBytes += unwrittenBytes - board.unwrittenBytes;
			rows += unwrittenRows - board.unwrittenRows;
		}
		for (const board of boards) {
			dirty.delete(board);
			// Behind the others.
			if (board.unwrittenRows > 0) dirty.add(board);
		}
		return { boards, appends };
	}

	/** Appends, again and again if need be; ends only when the outcome is known. */
	async function write(appends: BoardAppend[]): Promise<Map<string, number> | 'refused'> {
		let delayMs = limits.retryDelayMinMs;
		const answerMaxMs = Math.max(limits.appendMaxMs, bytesIn(appends) / limits.appendBytesPerMs);
		for (let retry = false; ; retry = true) {
			try {
				return await withDeadline(clock, store.append(appends, { retry }), answerMaxMs, noAnswer);
			} catch (error) {
				if (isRefusal(error)) return 'refused';
				parts.onFailure?.();
				log.error('append failed', { boards: appends.length, ...errorFields(error) });
				slowDown();
				await wait(clock, delayMs);
				delayMs = Math.min(limits.retryDelayMaxMs, delayMs * 2);
			}
		}
	}

	/** One board's refused rows must not hold up the others: each is tried by itself. */
	async function writeOneByOne(boards: JournalBoard[], appends: BoardAppend[]): Promise<void> {
		for (const [index, board] of boards.entries()) {
			const append = appends[index];
			if (append === undefined) continue;
			const heads = await write([append]);
			if (heads === 'refused') {
				log.error('the database refuses the rows of a board', { boardId: board.boardId });
				lose(board, 'refused');
			} else tell(board, heads);
		}
	}

	function tell(board: JournalBoard, heads: Map<string, number>): void {
		const head = heads.get(board.boardId);
		if (head === undefined) lose(board, 'gone');
		else board.committed(head);
	}

	/** What else waits of it builds on what was lost. */
	function lose(board: JournalBoard, reason: 'gone' | 'refused'): void {
		dirty.delete(board);
		board.lost(reason);
	}

	async function commitBatch(): Promise<void> {
		const startedAt = clock.monotonic();
		const { boards, appends } = collect();
		inFlight = boards;
		oldestAt = startedAt;
		const cancelHold = clock.after(limits.holdMs, slowDown);
		const cancelAge = clock.after(limits.queueAgeMaxMs + 1, checkFull);
		const heads = await write(appends);
		cancelHold();
		cancelAge();
		inFlight = [];
		inFlightBytes = 0;
		if (heads === 'refused') await writeOneByOne(boards, appends);
		else for (const board of boards) tell(board, heads);
		const tookMs = clock.monotonic() - startedAt;
		parts.onCommit?.(
			boards.length,
			appends.reduce((rows, { entries }) => rows + entries.length, 0),
			tookMs
		);
		recover(tookMs);
		const waitMs = intervalMs(boards.length) - tookMs;
		if (waitMs > 0 && dirty.size > 0) await wait(clock, waitMs);
	}

	function intervalMs(boards: number): number {
		const { batchIntervalMinMs, batchIntervalPerBoardMs, batchIntervalMaxMs } = limits;
		return Math.min(batchIntervalMaxMs, Math.max(batchIntervalMinMs, boards * batchIntervalPerBoardMs));
	}

	async function run(): Promise<void> {
		while (dirty.size > 0) await commitBatch();
		running = false;
		for (const resolve of idle.splice(0)) resolve();
	}

	return {
		mark(board) {
			dirty.add(board);
			checkFull();
			if (running) return;
			running = true;
			clock.soon(() => void run());
		},
		get state() {
			return state;
		},
		get queuedBytes() {
			return queuedBytes();
		},
		settled: () => (running ? new Promise<void>((resolve) => (idle = [...idle, resolve])) : Promise.resolve())
	};
}

function bytesIn(appends: readonly BoardAppend[]): number {
	let bytes = 0;
	for (const { entries } of appends) for (const { data } of entries) bytes += data.length;
	return bytes;
}

/** The rows themselves are at fault (data, integrity or size), so that trying again cannot help. */
function isRefusal(error: unknown): boolean {
	const code = error instanceof Error && 'code' in error ? error.code : null;
	return typeof code === 'string' && /^(22|23|54)...$/.test(code);
}
