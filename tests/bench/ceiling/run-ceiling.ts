// How many people one process serves: more come every few seconds, until acknowledgements take too long, the load generator itself
// has no more to give, or the time is over. It measures Sandtable alone.
import { boardContent } from '../content.ts';
import { LoadGenerator, type ClimbStep } from '../load/jobs.ts';
import type { Peer } from '../peers/peer.ts';
import { percentile } from '../scenarios/scenario.ts';
import { MeasuringPair } from '../soak/measuring-pair.ts';
import { ServerProbe } from '../soak/server-probe.ts';
import { nowMs, within } from '../time.ts';

export const ceilingLoad = {
	boards: 30,
	objectsEach: 100,
	stepClients: 100,
	stepMs: 10_000,
	editorShare: 0.3,
	editsPerSecond: 1,
	presencePerSecond: 5,
	measuringPairs: 5,
	measuringIntervalMs: 250
};
export const acknowledgedP95MaxMs = 250;
const runMaxMs = 300_000;
/** One slow step may be somebody else's doing. */
const slowStepsMax = 2;
const loadShareMax = 0.9;
/** What a node takes, less those who measure. */
const clientsMax = 3_900;
const stepEndMaxMs = 60_000;

export interface CeilingStep extends ClimbStep {
	serverShare: number;
	rssBytes: number;
	acknowledgedP95Ms: number;
	updatesPerSecond: number;
}

export interface CeilingResult {
	steps: CeilingStep[];
	endedBy: string;
}

export async function runCeiling(peer: Peer, say: (step: CeilingStep) => void): Promise<CeilingResult> {
	const { boards: count, measuringIntervalMs, measuringPairs, objectsEach, ...work } = ceilingLoad;
	const boards = await peer.store(boardContent(objectsEach), count);
	const running = await peer.start();
	const { target } = running;
	const load = new LoadGenerator({ kind: 'climb', target, boards, ...work });
	const pairs = boards
		.slice(0, measuringPairs)
		.map((board, nth) => new MeasuringPair(target, board, clientsMax + 2 * nth));
	try {
		await load.next('ready');
		await Promise.all(pairs.map((pair) => pair.join()));
		for (const pair of pairs) pair.start(measuringIntervalMs);
		load.say({ kind: 'go' });
		const result = await climb(load, new ServerProbe(running), pairs, say);
		for (const pair of pairs) await pair.close();
		return result;
	} finally {
		await load.end();
		await running.stop();
	}
}

async function climb(
	load: LoadGenerator,
	probe: ServerProbe,
	pairs: readonly MeasuringPair[],
	say: (step: CeilingStep) => void
): Promise<CeilingResult> {
	const steps: CeilingStep[] = [];
	const endMs = nowMs() + runMaxMs;
	for (;;) {
		const { step } = await within('A step', stepEndMaxMs, load.next('step'));
		const { cpuShare, rssBytes, updates, seconds } = await probe.sample();
		const taken = pairs.flatMap((pair) => pair.take().acknowledgedMs);
		steps.push({
			...step,
			serverShare: cpuShare,
			rssBytes,
			acknowledgedP95Ms: taken.length === 0 ? Infinity : percentile(taken, 0.95),
			updatesPerSecond: updates / seconds
		});
		const last = steps.at(-1) as CeilingStep;
		say(last);
		const endedBy = reasonToEnd(steps, last, endMs);
		if (endedBy !== null) return { steps, endedBy };
	}
}

function reasonToEnd(steps: readonly CeilingStep[], last: CeilingStep, endMs: number): string | null {
	const recent = steps.slice(-slowStepsMax);
	const areSlow = recent.every(({ acknowledgedP95Ms }) => acknowledgedP95Ms > acknowledgedP95MaxMs);
	if (recent.length === slowStepsMax && areSlow)
		return `acknowledgements took more than ${acknowledgedP95MaxMs} ms at the 95th percentile`;
	if (last.loadShare > loadShareMax) return 'the load generator had no more to give';
	if (last.clients + ceilingLoad.stepClients > clientsMax) return 'a node takes no more sockets';
	return nowMs() > endMs ? 'the time was over' : null;
}
