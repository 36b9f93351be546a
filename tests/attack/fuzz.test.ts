// A short run of what tests/faults/fuzz.test.ts does at length.
import './fuzz-in-process.ts';
import { expect, test } from 'vitest';
import { fuzzInProcess } from './fuzz-in-process.ts';

const frames = 10_000;
const seed = Number(process.env.SANDTABLE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`WIRE9 ${frames} mutated frames surprise nobody (seed ${seed})`, { timeout: 120_000 }, async () => {
	const report = await fuzzInProcess(seed, frames);
	expect(report.surprises).toEqual([]);
	expect(report.damagedBoards).toBe(0);
	expect(report.closes, 'bad frames are answered').toBeGreaterThan(100);
	expect(report.updatesTaken, 'good ones get through').toBeGreaterThan(20);
});
