// Decides when a board's log is folded into a checkpoint, so that loading stays short: one fold per board at a time, beside the work.
import type { BoardStore } from '#lib/server/board-store.ts';
import type { BoardSize } from './board-size.ts';
import type { Clock } from './clock.ts';
import type { FoldPlace } from './fold.ts';
import { createFoldQueue } from './fold-queue.ts';
import type { SyncLimits } from './limits.ts';
import { errorFields, type Log } from './log.ts';
import type { SyncMetrics } from './sync-metrics.ts';

/** What is asked of a room. */
interface Tail {
	readonly boardId: string;
	readonly size: BoardSize;
}

export interface CheckpointParts {
	store: Pick<BoardStore, 'load' | 'checkpoint'>;
	clock: Clock;
	limits: SyncLimits;
	metrics: SyncMetrics;
	log: Log;
	foldPlace: FoldPlace;
}

/** Every commit of a long log asks for a fold; while folding fails, not every commit shall try. */
const pauseAfterFailureMs = 30_000;

export function createCheckpoints({ store, clock, limits, metrics, log, foldPlace }: CheckpointParts) {
	const queue = createFoldQueue({ store, clock, foldMaxMs: limits.foldMaxMs, place: foldPlace });
	const folding = new Set<string>();
	let pausedUntilMs = 0;

	/** A checkpoint that fails is no loss: the log is whole without it. */
	async function fold(room: Tail): Promise<void> {
		if (folding.has(room.boardId) || clock.monotonic() < pausedUntilMs) return;
		folding.add(room.boardId);
		const { rows, bytes } = room.size.tail;
		try {
			const folded = await queue.fold(room.boardId);
			room.size.folded(folded, rows, bytes);
			metrics.count('checkpoints');
		} catch (error) {
			metrics.count('checkpointFailures');
			pausedUntilMs = clock.monotonic() + pauseAfterFailureMs;
			log.error('a checkpoint could not be written', { boardId: room.boardId, ...errorFields(error) });
		} finally {
			folding.delete(room.boardId);
		}
	}

	return {
		isFolding: (boardId: string) => folding.has(boardId),
		/** The log of an open room grew. */
		grown(room: Tail): void {
			const { rows, bytes } = room.size.tail;
			const isLong = rows > limits.checkpointRows || bytes > limits.checkpointBytes;
			if (isLong || room.size.takeNeedsFold()) void fold(room);
		},
		/** The room is about to be let go. */
		async leaving(room: Tail): Promise<void> {
			if (room.size.tail.rows > limits.checkpointRowsAtUnload) await fold(room);
		},
		close: () => queue.close()
	};
}
