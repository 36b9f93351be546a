// The long run: 300 people on 30 boards for half an hour, some of whom go while others come, and whether the server needs more and
// more of anything for it. It measures Sandtable alone and is no part of the short run.
import { loadavg } from 'node:os';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { boardContent } from '../content.ts';
import { LoadGenerator, type SoakOutcome } from '../load/jobs.ts';
import type { Peer, RunningPeer } from '../peers/peer.ts';
import { elapse, nowMs, within } from '../time.ts';
import { itemsOfDocuments, lostChanges } from './documents.ts';
import { MeasuringPair } from './measuring-pair.ts';
import type { ToldState } from '../peers/tell-state.ts';
import { ServerProbe, type ServerSample } from './server-probe.ts';

export const soakLoad = {
	boards: 30,
	clientsPerBoard: 10,
	/** 30 %. */
	editorsPerBoard: 3,
	editsPerSecond: 1,
	presencePerSecond: 5,
	objectsEach: 2_000,
	/** One of ten people on each board goes in this time. */
	churnMs: 30_000,
	measuringPairs: 5,
	measuringIntervalMs: 500
};

export interface SoakSample extends ServerSample {
	/** Since the beginning of the load. */
	minutes: number;
	/** Not asked for every time, because the server stands still for it. */
	state: ToldState | null;
	seenMs: number[];
	acknowledgedMs: number[];
	/** Of the whole machine, in the last minute. */
	loadAverage: number;
}

export interface SoakResult {
	minutes: number;
	/** Before anybody came, and after the last board was let go. */
	before: ServerSample & ToldState;
	after: ServerSample & ToldState;
	samples: SoakSample[];
	outcome: SoakOutcome;
	lostChanges: number;
	/** Edits of those who measured that were never seen or never acknowledged. */
	outstanding: number;
	/** Of how many items the documents consist. */
	items: { before: number; after: number };
}

const sampleIntervalMs = 10_000;
const samplesPerState = 6;
/** Until what piled up while the server collected its garbage is gone again. */
const settleMs = 2_000;
const gatherMaxMs = 180_000;
const endMaxMs = 120_000;
const msPerMinute = 60_000;
const helper = pathToFileURL(path.join(import.meta.dirname, '../peers/tell-state.ts')).href;

export async function runSoak(
	peer: Peer,
	minutes: number,
	say: (sample: SoakSample) => void
): Promise<SoakResult> {
	const content = boardContent(soakLoad.objectsEach);
	const boards = await peer.store(content, soakLoad.boards);
	const stored = await everyBoard(peer, boards);
	const running = await peer.start({ nodeOptions: `--expose-gc --import ${helper}` });
	const probe = new ServerProbe(running);
	const before = { ...(await probe.sample()), ...(await probe.state()) };
	const { churnMs, clientsPerBoard, editorsPerBoard, editsPerSecond, presencePerSecond } = soakLoad;
	const work = { clientsPerBoard, editorsPerBoard, editsPerSecond, presencePerSecond, churnMs };
	const load = new LoadGenerator({ kind: 'soak', target: running.target, boards, ...work });
	try {
		await within('Gathering', gatherMaxMs, load.next('ready'));
		const measured = await measure({ running, load, probe, boards }, minutes, say);
		await peer.untilAllReleased(running);
		const after = { ...(await probe.sample()), ...(await probe.state()) };
		const now = await everyBoard(peer, boards);
		const { acknowledged } = measured.outcome;
		const lost = boards.map((board, nth) =>
			lostChanges(
				now[nth] ?? [],
				acknowledged.filter((promise) => promise.board === board)
			)
		);
		return {
			minutes,
			before,
			after,
			...measured,
			lostChanges: lost.reduce((sum, count) => sum + count, 0),
			items: { before: itemsOfDocuments(stored), after: itemsOfDocuments(now) }
		};
	} finally {
		await load.end();
		await running.stop();
	}
}

interface Running {
	running: RunningPeer;
	load: LoadGenerator;
	probe: ServerProbe;
	boards: readonly string[];
}

async function measure(
	{ running, load, probe, boards }: Running,
	minutes: number,
	say: (sample: SoakSample) => void
): Promise<Pick<SoakResult, 'samples' | 'outcome' | 'outstanding'>> {
	const { clientsPerBoard, measuringIntervalMs, measuringPairs } = soakLoad;
	const pairs = boards
		.slice(0, measuringPairs)
		.map((board, nth) => new MeasuringPair(running.target, board, boards.length * clientsPerBoard + 2 * nth));
	await Promise.all(pairs.map((pair) => pair.join()));
	load.say({ kind: 'go' });
	for (const pair of pairs) pair.start(measuringIntervalMs);
	const samples: SoakSample[] = [];
	// Watched from the start, so that a load generator that fails ends the run at once.
	const ended = load.next('soak-done');
	const startMs = nowMs();
	const endMs = startMs + minutes * msPerMinute;
	for (let n = 1; startMs + n * sampleIntervalMs <= endMs; n++) {
		await Promise.race([elapse(startMs + n * sampleIntervalMs - nowMs()), ended]);
		const state = n % samplesPerState === 0 ? await stateOf(probe, pairs) : null;
		const taken = pairs.map((pair) => pair.take());
		const sample: SoakSample = {
			...(await probe.sample()),
			state,
			minutes: (n * sampleIntervalMs) / msPerMinute,
			seenMs: taken.flatMap(({ seenMs }) => seenMs),
			acknowledgedMs: taken.flatMap(({ acknowledgedMs }) => acknowledgedMs),
			loadAverage: loadavg()[0] ?? 0
		};
		samples.push(sample);
		say(sample);
	}
	for (const pair of pairs) pair.stop();
	load.say({ kind: 'leave' });
	const { outcome } = await within('The end of the load', endMaxMs, ended);
	const outstanding = pairs.reduce((sum, pair) => sum + pair.outstanding, 0);
	await Promise.all(pairs.map((pair) => pair.close()));
	load.say({ kind: 'leave' });
	await within('Leaving', endMaxMs, load.next('ready'));
	return { samples, outcome, outstanding };
}

/** Nobody measures meanwhile: this standstill is of the benchmark's making. */
async function stateOf(probe: ServerProbe, pairs: readonly MeasuringPair[]): Promise<ToldState> {
	for (const pair of pairs) pair.stop();
	await elapse(settleMs);
	const state = await probe.state();
	await elapse(settleMs);
	for (const pair of pairs) pair.start(soakLoad.measuringIntervalMs);
	return state;
}

/** The parts of each board that storage holds now. */
async function everyBoard(peer: Peer, boards: readonly string[]): Promise<Uint8Array[][]> {
	const stored: Uint8Array[][] = [];
	for (const board of boards) stored.push(await peer.durable(board));
	return stored;
}
