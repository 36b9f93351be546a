import { expect, onTestFinished, test } from 'vitest';
import { startStallMeter, threadCpuMs } from './stall-meter.ts';

function workFor(ms: number): void {
	const end = threadCpuMs() + ms;
	while (threadCpuMs() < end);
}

test('WIRE9 a stall is found, and neither waiting nor much work in small pieces is taken for one', async () => {
	const meter = startStallMeter();
	onTestFinished(() => meter.stop());
	meter.takeLongestMs();
	for (let piece = 0; piece < 100; piece++) {
		workFor(2);
		await new Promise((resolve) => setImmediate(resolve));
	}
	expect(meter.takeLongestMs()).toBeLessThan(100);
	await new Promise((resolve) => setImmediate(resolve));
	workFor(300);
	await new Promise((resolve) => setImmediate(resolve));
	expect(meter.takeLongestMs()).toBeGreaterThanOrEqual(300);
});
