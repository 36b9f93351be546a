// Loaded into a server under measurement (node --expose-gc --import): on SIGUSR2 it collects garbage and says what is in use.
import { setImmediate } from 'node:timers/promises';

const collections = 3;

process.on('SIGUSR2', () => void tell());

async function tell(): Promise<void> {
	for (let n = 0; n < collections; n++) {
		globalThis.gc?.();
		await setImmediate();
	}
	const { heapUsed, external } = process.memoryUsage();
	console.log(`memory in use: ${heapUsed + external}`);
}
