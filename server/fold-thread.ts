// The place where a server folds: a worker thread, started when it is needed. Starting one costs more than many folds of a small
// board, so it stays for the next; what it used of memory goes back only with it, so after a large board it ends soon.
import { Worker } from 'node:worker_threads';
import type { Clock } from './clock.ts';
import type { FoldAnswer, FoldPlace } from './fold.ts';
import type { NumberedAnswer, NumberedRequest } from './fold-worker.ts';
import type { SyncLimits } from './limits.ts';

interface Job {
	resolve(answer: FoldAnswer): void;
	reject(error: Error): void;
}

export interface FoldThreadParts {
	clock: Clock;
	limits: Pick<SyncLimits, 'foldWorkerIdleMs' | 'foldWorkerIdleLargeMs' | 'foldWorkerLargeBytes'>;
}

export function createFoldThread({ clock, limits }: FoldThreadParts): FoldPlace {
	const jobs = new Map<number, Job>();
	let worker: Worker | null = null;
	/** Of the worker that runs: bytes of the largest board that it has folded. */
	let largest = 0;
	let nextId = 1;
	let cancelRest: (() => void) | null = null;

	function start(): Worker {
		const started = new Worker(new URL('./fold-worker.ts', import.meta.url));
		started.unref();
		largest = 0;
		started.on('message', (answer: NumberedAnswer) => {
			jobs.get(answer.id)?.resolve(answer);
			jobs.delete(answer.id);
		});
		started.on('error', (error) => drop(started, error instanceof Error ? error : new Error(String(error))));
		started.on('exit', () => drop(started, new Error('the fold worker ended')));
		return started;
	}

	function drop(ended: Worker, reason: Error): void {
		if (worker !== ended) return;
		worker = null;
		cancelRest?.();
		for (const job of jobs.values()) job.reject(reason);
		jobs.clear();
		void ended.terminate();
	}

	function restSoon(): void {
		if (worker === null || jobs.size > 0) return;
		cancelRest?.();
		const idleMs =
			largest > limits.foldWorkerLargeBytes ? limits.foldWorkerIdleLargeMs : limits.foldWorkerIdleMs;
		cancelRest = clock.after(idleMs, () => {
			if (worker !== null && jobs.size === 0) drop(worker, new Error('the fold worker had nothing to do'));
		});
	}

	return {
		fold(request) {
			cancelRest?.();
			const current = (worker ??= start());
			largest = Math.max(largest, bytesIn(request.parts));
			const id = nextId++;
			const answer = new Promise<FoldAnswer>((resolve, reject) => {
				jobs.set(id, { resolve, reject });
				current.postMessage({ id, ...request } satisfies NumberedRequest);
			});
			return answer.finally(restSoon);
		},
		giveUp(reason) {
			if (worker !== null) drop(worker, reason);
		}
	};
}

function bytesIn(parts: readonly Uint8Array[]): number {
	return parts.reduce((bytes, { length }) => bytes + length, 0);
}
