// The place where a server folds: a worker thread, started when it is first needed and again after it ended.
import { Worker } from 'node:worker_threads';
import type { FoldAnswer, FoldPlace } from './fold.ts';
import type { NumberedAnswer, NumberedRequest } from './fold-worker.ts';

interface Job {
	resolve(answer: FoldAnswer): void;
	reject(error: Error): void;
}

export function createFoldThread(): FoldPlace {
	const jobs = new Map<number, Job>();
	let worker: Worker | null = null;
	let nextId = 1;

	function start(): Worker {
		const started = new Worker(new URL('./fold-worker.ts', import.meta.url));
		started.unref();
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
		for (const job of jobs.values()) job.reject(reason);
		jobs.clear();
		void ended.terminate();
	}

	return {
		fold(request) {
			const current = (worker ??= start());
			const id = nextId++;
			return new Promise<FoldAnswer>((resolve, reject) => {
				jobs.set(id, { resolve, reject });
				current.postMessage({ id, ...request } satisfies NumberedRequest);
			});
		},
		giveUp(reason) {
			if (worker !== null) drop(worker, reason);
		}
	};
}
