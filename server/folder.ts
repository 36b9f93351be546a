// Writes checkpoints: reads a board's stored rows, folds them in a worker thread within a time limit, and stores the result.
// It works on what is stored, never on a room's document, so a checkpoint holds exactly what was committed.
import { Worker } from 'node:worker_threads';
import { schemaVersion } from '#lib/board/schema/version.ts';
import type { BoardStore } from '#lib/server/board-store.ts';
import { ClientOwners } from './client-owners.ts';
import { withDeadline, type Clock } from './clock.ts';
import type { FoldAnswer, FoldRequest } from './fold-worker.ts';

export interface Folder {
	/**
	 * Folds the board when it is its turn, one after the other, and resolves with the sequence number that the checkpoint covers;
	 * null if there was nothing to fold, or the server stops before.
	 */
	fold(boardId: string): Promise<number | null>;
	close(): void;
}

interface Job {
	resolve(answer: FoldAnswer): void;
	reject(error: Error): void;
}

export function createFolder(parts: {
	store: Pick<BoardStore, 'load' | 'checkpoint'>;
	clock: Clock;
	foldMaxMs: number;
	foldWorkerIdleMs: number;
}): Folder {
	const { store, clock, foldMaxMs, foldWorkerIdleMs } = parts;
	const jobs = new Map<number, Job>();
	let worker: Worker | null = null;
	let cancelRest: (() => void) | null = null;
	let nextId = 1;
	/** Boards that began together ask together; at once they would take the memory of all of them, and both processors. */
	let lastTurn: Promise<unknown> = Promise.resolve();
	let isClosed = false;

	function startWorker(): Worker {
		const started = new Worker(new URL('./fold-worker.ts', import.meta.url));
		started.unref();
		started.on('message', (answer: FoldAnswer) => {
			jobs.get(answer.id)?.resolve(answer);
			jobs.delete(answer.id);
		});
		started.on('error', (error) =>
			dropWorker(started, error instanceof Error ? error : new Error(String(error)))
		);
		started.on('exit', () => dropWorker(started, new Error('the fold worker ended')));
		return started;
	}

	function dropWorker(ended: Worker, error: Error): void {
		if (worker !== ended) return;
		worker = null;
		for (const job of jobs.values()) job.reject(error);
		jobs.clear();
		void ended.terminate();
	}

	/** What a worker has used of memory goes back only with it. */
	function restSoon(): void {
		cancelRest = clock.after(foldWorkerIdleMs, () => {
			if (worker !== null) dropWorker(worker, new Error('the fold worker had nothing to do'));
		});
	}

	function inWorker(parts: Uint8Array[], rows: Uint8Array[]): Promise<FoldAnswer> {
		const current = (worker ??= startWorker());
		const request: FoldRequest = { id: nextId++, parts, rows };
		return new Promise<FoldAnswer>((resolve, reject) => {
			jobs.set(request.id, { resolve, reject });
			current.postMessage(request);
		});
	}

	async function foldNow(boardId: string): Promise<number | null> {
		const stored = await store.load(boardId);
		if (stored === null || stored.rows.length === 0) return null;
		const updates = [
			...(stored.checkpoint ? [stored.checkpoint.data] : []),
			...stored.rows.map(({ data }) => data)
		];
		const signed = [...stored.earlierRows, ...stored.rows];
		const answer = await inWorker(
			updates,
			signed.map(({ data }) => data)
		);
		const owners = new ClientOwners(stored.checkpoint?.owners);
		for (const [index, { author }] of signed.entries()) owners.note(author, answer.clients[index] ?? []);
		const { data, stateVector } = answer;
		await store.checkpoint({
			boardId,
			seq: stored.head,
			schemaVersion,
			data,
			stateVector,
			owners: owners.toStored()
		});
		return stored.head;
	}

	async function takeTurn(boardId: string): Promise<number | null> {
		if (isClosed) return null;
		cancelRest?.();
		try {
			return await withDeadline(clock, foldNow(boardId), foldMaxMs, 'folding takes too long');
		} catch (error) {
			// Whatever it still works at holds up the next one.
			if (worker !== null && jobs.size > 0) dropWorker(worker, new Error('folding takes too long'));
			throw error;
		} finally {
			if (!isClosed) restSoon();
		}
	}

	return {
		fold(boardId) {
			const turn = lastTurn.then(() => takeTurn(boardId));
			lastTurn = turn.catch(() => 'who asked for it hears of it');
			return turn;
		},
		close() {
			isClosed = true;
			cancelRest?.();
			if (worker !== null) dropWorker(worker, new Error('the server stops'));
		}
	};
}
