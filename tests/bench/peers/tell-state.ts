// Loaded into a server under a long run (node --expose-gc --import): on SIGUSR2 it says how its event loop did since it was last
// asked, collects garbage, and says what is in use. Workers load it too and say nothing.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { isMainThread, type Worker } from 'node:worker_threads';

/** What the process tells of itself, in bytes and milliseconds. */
export interface ToldState {
	heapUsed: number;
	external: number;
	arrayBuffers: number;
	loopDelayP99Ms: number;
	workers: number;
	/** How long the process stood still for this answer. */
	collectingMs: number;
}

export const stateLinePattern = /^state: (.+)$/gm;

const resolutionMs = 5;
const nanosecondsPerMs = 1e6;

if (isMainThread && globalThis.gc !== undefined) tellWhenAsked(globalThis.gc);

function tellWhenAsked(collect: () => void): void {
	const loopDelay = monitorEventLoopDelay({ resolution: resolutionMs });
	loopDelay.enable();
	let workers = 0;
	process.on('worker', (worker: Worker) => {
		workers++;
		worker.on('exit', () => workers--);
	});
	process.on('SIGUSR2', () => {
		const loopDelayP99Ms = loopDelay.percentile(99) / nanosecondsPerMs;
		const startMs = performance.now();
		collect();
		const collectingMs = performance.now() - startMs;
		const { heapUsed, external, arrayBuffers } = process.memoryUsage();
		const state: ToldState = { heapUsed, external, arrayBuffers, loopDelayP99Ms, workers, collectingMs };
		console.log(`state: ${JSON.stringify(state)}`);
		loopDelay.reset();
	});
}
