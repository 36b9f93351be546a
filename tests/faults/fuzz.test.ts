// Hundreds of thousands of mutated frames, fed to the server's core itself, and sent to it over real sockets.
import '../attack/fuzz-in-process.ts';
import { expect, test } from 'vitest';
import { bystanders } from '../attack/bystanders.ts';
import { fuzzInProcess } from '../attack/fuzz-in-process.ts';
import { fuzzOverSockets } from '../attack/fuzz-over-sockets.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, startSyncServer } from '../sync/harness.ts';
import { isFullRun, tellOutcome } from './rounds.ts';

const framesFull = 200_000;
const frames = Number(process.env.SANDTABLE_FUZZ_FRAMES ?? (isFullRun ? framesFull : 20_000));
const socketFrames = Number(process.env.SANDTABLE_FUZZ_SOCKET_FRAMES ?? (isFullRun ? framesFull : 5_000));
const seed = Number(process.env.SANDTABLE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const frameMaxMs = 500;
const heapGrowthMaxMiB = 64;
/** Garbage that nobody has collected yet is in this one. */
const socketHeapGrowthMaxMiB = 512;

test(`FAULT2 ${frames} mutated frames neither surprise, stall nor fill the server (seed ${seed})`, async (context) => {
	const report = await fuzzInProcess(seed, frames);
	tellOutcome(context, `fuzz: ${JSON.stringify(report)}`);
	expect(report.frames).toBeGreaterThanOrEqual(frames);
	expect(report.surprises).toEqual([]);
	expect(report.damagedBoards).toBe(0);
	expect(report.slowestMs).toBeLessThan(frameMaxMs);
	expect(report.heapGrowthMiB).toBeLessThan(heapGrowthMaxMiB);
});

test(`FAULT2 ${socketFrames} mutated frames over real sockets leave colleagues at work (seed ${seed})`, async (context) => {
	const database = (await createTestDatabase()).open();
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database);
	const colleagues = await bystanders(server, boardId);
	const report = await fuzzOverSockets(server, boardId, colleagues, { seed, frames: socketFrames });
	tellOutcome(context, `fuzz over sockets: ${JSON.stringify(report)}`);
	expect(report.closes, 'bad frames are answered').toBeGreaterThan(socketFrames / 100);
	expect(report.heapGrowthMiB).toBeLessThan(socketHeapGrowthMaxMiB);
});
