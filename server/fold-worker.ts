// Worker thread: folds what it is sent, so that no room stands still for it.
import { parentPort } from 'node:worker_threads';
import { fold, type FoldAnswer, type FoldRequest } from './fold.ts';

export interface NumberedRequest extends FoldRequest {
	id: number;
}

export interface NumberedAnswer extends FoldAnswer {
	id: number;
}

parentPort?.on('message', ({ id, ...request }: NumberedRequest) => {
	parentPort?.postMessage({ id, ...fold(request) } satisfies NumberedAnswer);
});
