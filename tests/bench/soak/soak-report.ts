// The long run in words and numbers: a row per five minutes, the slopes, and whether the goals are reached.
import { keepSection, provenance } from '../page.ts';
import type { ToldState } from '../peers/tell-state.ts';
import { percentile } from '../scenarios/scenario.ts';
import { soakLoad, type SoakResult, type SoakSample } from './run-soak.ts';
import { bucketPercentile, slopePerMinute, type Buckets } from './series.ts';

const heading = 'The long run';
const warmUpMinutes = 5;
const minutesPerRow = 5;
const slopeMinutes = 10;
const bytesPerMib = 1_048_576;
const msPerSecond = 1_000;
/** Of what authors who are gone have left behind, measured on 1,000 of them with 100 edits each. */
const bytesPerItem = 300;
const goals = { heapMibPerSlope: 1, rssMib: 512, acknowledgedP95Ms: 250 };

const mib = (bytes: number): number => bytes / bytesPerMib;

/** One line for whoever waits. */
export function soakLine(sample: SoakSample): string {
	return [
		`${sample.minutes.toFixed(1)} min`,
		...(sample.state ? [`heap ${mib(sample.state.heapUsed).toFixed(2)} MiB`] : []),
		`RSS ${mib(sample.rssBytes).toFixed(0)} MiB`,
		`files ${sample.openFiles}`,
		`sockets ${sample.sockets}`,
		`CPU ${percent(sample.cpuShare)}`,
		`updates ${sample.updates}`,
		`seen ${spread(sample.seenMs)}`,
		`acknowledged ${spread(sample.acknowledgedMs)} ms`,
		...(sample.state ? [`collecting ${sample.state.collectingMs.toFixed(0)} ms`] : [])
	].join(', ');
}

/** When, on what and of which commit: to be asked before the run, for commits may come meanwhile. */
export function soakOrigin(minutes: number): string {
	return provenance(`npm run bench -- --only soak --minutes ${minutes} --write`);
}

export function reportSoakTo(toFile: boolean, result: SoakResult, origin: string): void {
	const report = [table(result.samples), verdicts(result).join('\n'), aftermath(result)].join('\n\n');
	console.log(`\n${report}\n`);
	if (toFile) keepSection(heading, `${origin}\n\n${report}\n\n${explanation}`);
}

const explanation = `${soakLoad.boards * soakLoad.clientsPerBoard} clients on ${soakLoad.boards} boards of ${soakLoad.objectsEach.toLocaleString('en')} objects, in a process of their own. ${soakLoad.editorsPerBoard} of ${soakLoad.clientsPerBoard} on each board edit ${soakLoad.editsPerSecond === 1 ? 'once' : `${soakLoad.editsPerSecond} times`} a second, everybody
moves a pointer ${soakLoad.presencePerSecond} times a second, and every ${soakLoad.churnMs / msPerSecond} s one of ${soakLoad.clientsPerBoard} on each board takes away what they added and goes, and somebody else
comes. ${soakLoad.measuringPairs} more pairs of people, in a third process, measure with ${msPerSecond / soakLoad.measuringIntervalMs} edits a second each: *edit* is until the colleague's document has it,
*acknowledged* until the server has promised to keep it. Once a minute the server's process is made to collect its garbage and
then says what it uses; it stands still for that, and nobody measures meanwhile. The figures of a row are means of its samples, except for the
highest RSS and number of open files, and the percentiles, which are of all edits. In the end what the database holds is
compared with what was acknowledged. Thirty such documents by themselves take 488 MiB of heap in Yjs, 16.3 MiB each: more than the goal for RSS leaves to a server that holds them open. The load average is the whole machine's: from about its number of processors on, latencies are
those of waiting for one.`;

function table(samples: readonly SoakSample[]): string {
	const rows = Map.groupBy(samples, ({ minutes }) => Math.floor((minutes - 1e-3) / minutesPerRow));
	return [
		'| minutes | heap | external | of that buffers | RSS | open files | CPU | loop delay p99 | edits taken | commit p99 | edit p50 / p95 / p99 | acknowledged p50 / p95 / p99 | rows so far | folds so far | workers | load average |',
		`|${' --: |'.repeat(16)}`,
		...[...rows].map(([nth, of]) => row(nth, of))
	].join('\n');
}

function row(nth: number, samples: readonly SoakSample[]): string {
	const of = (value: (sample: SoakSample) => number) => samples.map(value);
	const states = statesOf(samples);
	const ofState = (value: (state: ToldState) => number) => states.map(({ state }) => value(state));
	const last = samples.at(-1);
	const cells = [
		`${nth * minutesPerRow}–${Math.round(last?.minutes ?? 0)}`,
		`${mean(ofState(({ heapUsed }) => mib(heapUsed))).toFixed(1)} MiB`,
		`${mean(ofState(({ external }) => mib(external))).toFixed(1)} MiB`,
		`${mean(ofState(({ arrayBuffers }) => mib(arrayBuffers))).toFixed(1)} MiB`,
		`${Math.max(...of(({ rssBytes }) => mib(rssBytes))).toFixed(0)} MiB`,
		String(Math.max(...of(({ openFiles }) => openFiles))),
		percent(mean(of(({ cpuShare }) => cpuShare))),
		`${percentile(
			ofState(({ loopDelayP99Ms }) => loopDelayP99Ms),
			0.5
		).toFixed(0)} ms`,
		sum(of(({ updates }) => updates)).toLocaleString('en'),
		`≤ ${bucketPercentile(together(samples.map(({ commits }) => commits)), 0.99) * msPerSecond} ms`,
		`${spread(samples.flatMap(({ seenMs }) => seenMs))} ms`,
		`${spread(samples.flatMap(({ acknowledgedMs }) => acknowledgedMs))} ms`,
		(last?.rows ?? 0).toLocaleString('en'),
		String(last?.folds ?? 0),
		String(states.at(-1)?.state.workers ?? 0),
		mean(of(({ loadAverage }) => loadAverage)).toFixed(1)
	];
	return `| ${cells.join(' | ')} |`;
}

function verdicts(result: SoakResult): string[] {
	const { samples, outcome, lostChanges, outstanding, items, minutes } = result;
	const warm = samples.filter((sample) => sample.minutes > Math.min(warmUpMinutes, minutes / 2));
	const states = statesOf(warm);
	const slope = (value: (state: ToldState & SoakSample) => number) =>
		slopePerMinute(
			states.map(({ sample, state }) => ({
				minutes: sample.minutes,
				value: mib(value({ ...sample, ...state }))
			}))
		) * slopeMinutes;
	const perSlope = `MiB per ${slopeMinutes} minutes`;
	const heap = slope(({ heapUsed }) => heapUsed);
	const buffers = slope(({ external }) => external);
	const traces = mib((items.after - items.before) * bytesPerItem);
	const rss = Math.max(...samples.map(({ rssBytes }) => mib(rssBytes)));
	const acknowledged = percentile(
		samples.flatMap(({ acknowledgedMs }) => acknowledgedMs),
		0.95
	);
	return [
		`- heap after collecting garbage, from minute ${warmUpMinutes} on: ${heap.toFixed(2)} ${perSlope} (goal ≤ ${goals.heapMibPerSlope}): ${verdict(heap <= goals.heapMibPerSlope)}`,
		`- external memory: ${buffers.toFixed(2)} ${perSlope}; RSS: ${slope(({ rssBytes }) => rssBytes).toFixed(1)}; the documents went from ${items.before.toLocaleString('en')} items to ${items.after.toLocaleString('en')}, for what was deleted leaves a trace in them (some ${bytesPerItem} bytes each: ${traces.toFixed(1)} MiB in all)`,
		`- RSS at most ${rss.toFixed(0)} MiB (goal ≤ ${goals.rssMib} MiB): ${verdict(rss <= goals.rssMib)}`,
		`- edit to acknowledgement: p95 ${acknowledged.toFixed(1)} ms (goal ≤ ${goals.acknowledgedP95Ms} ms): ${verdict(acknowledged <= goals.acknowledgedP95Ms)}`,
		`- ${outcome.edits.toLocaleString('en')} edits by the crowd, ${outcome.joins.toLocaleString('en')} people went and others came: ${lostChanges} acknowledged changes lost, ${outcome.incomplete} of ${soakLoad.boards * soakLoad.clientsPerBoard} clients without everything, ${outcome.lostSockets} sockets lost, ${outstanding} of the measured edits without an answer (goal 0 each): ${verdict(lostChanges + outcome.incomplete + outcome.lostSockets + outstanding === 0)}`
	];
}

function aftermath({ before, after }: SoakResult): string {
	const state = ({ heapUsed, rssBytes, openFiles, workers }: typeof before) =>
		`heap ${mib(heapUsed).toFixed(1)} MiB, RSS ${mib(rssBytes).toFixed(0)} MiB, ${openFiles} open files, ${workers} workers`;
	return `Before anybody came: ${state(before)}. After everybody had left and the boards were let go: ${state(after)}; ${after.folds} checkpoints folded, ${after.foldFailures} failed.`;
}

/** Only those samples for which the server was made to collect. */
function statesOf(samples: readonly SoakSample[]) {
	return samples.flatMap((sample) => (sample.state === null ? [] : [{ sample, state: sample.state }]));
}

function verdict(isReached: boolean): string {
	return isReached ? 'reached' : '**missed**';
}

function together(all: readonly Buckets[]): Map<number, number> {
	const sums = new Map<number, number>();
	for (const buckets of all)
		for (const [bound, count] of buckets) sums.set(bound, (sums.get(bound) ?? 0) + count);
	return sums;
}

function spread(values: readonly number[]): string {
	if (values.length === 0) return '–';
	return [0.5, 0.95, 0.99].map((share) => percentile(values, share).toFixed(1)).join(' / ');
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
