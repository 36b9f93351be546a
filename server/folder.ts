// Writes checkpoints: reads a board's stored rows, folds them in a worker thread within a time limit, and stores the result.
// It works on what is stored, never on a room's document, so a checkpoint holds exactly what was committed.
import { Worker } from 'node:worker_threads';
import { schemaVersion } from '#lib/board/schema/version.ts';
import type { BoardStore } from '#lib/server/board-store.ts';
import { ClientOwners } from './client-owners.ts';
import type { Clock } from './clock.ts';
import type { FoldAnswer, FoldRequest } from './fold-worker.ts';

export interface Folder {
	/** Folds the board and resolves with the size of the checkpoint in bytes; null if there was nothing to fold. */
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
}): Folder {
	const { store, clock, foldMaxMs } = parts;
	const jobs = new Map<number, Job>();
	let worker: Worker | null = null;
	let nextId = 1;

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

	function inWorker(parts: Uint8Array[], rows: Uint8Array[]): Promise<FoldAnswer> {
		const current = (worker ??= startWorker());
		const request: FoldRequest = { id: nextId++, parts, rows };
		return new Promise<FoldAnswer>((resolve, reject) => {
			const cancel = clock.after(foldMaxMs, () => dropWorker(current, new Error('folding takes too long')));
			jobs.set(request.id, {
				resolve: (answer) => (cancel(), resolve(answer)),
				reject: (error) => (cancel(), reject(error))
			});
			current.postMessage(request);
		});
	}

	return {
		async fold(boardId) {
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
			return data.length;
		},
		close() {
			if (worker !== null) dropWorker(worker, new Error('the server stops'));
		}
	};
}
