// Hundreds of thousands of mutated frames, fed to the server's core itself.
import '../attack/fuzz-in-process.ts';
import { expect, test } from 'vitest';
import { fuzzInProcess } from '../attack/fuzz-in-process.ts';
import { isFullRun, tellOutcome } from './rounds.ts';

const frames = Number(process.env.SANDTABLE_FUZZ_FRAMES ?? (isFullRun ? 200_000 : 20_000));
const fuzzSeed = Number(process.env.SANDTABLE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const frameMaxMs = 500;
const heapGrowthMaxMiB = 64;

test(`FAULT2 ${frames} mutated frames neither surprise, stall nor fill the server (seed ${fuzzSeed})`, async (context) => {
	const report = await fuzzInProcess(fuzzSeed, frames);
	tellOutcome(context, `fuzz: ${JSON.stringify(report)}`);
	expect(report.surprises).toEqual([]);
	expect(report.damagedBoards).toBe(0);
	expect(report.slowestMs).toBeLessThan(frameMaxMs);
	expect(report.heapGrowthMiB).toBeLessThan(heapGrowthMaxMiB);
});
