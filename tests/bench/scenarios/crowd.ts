// Many people at work: what the server's process pays for each edit that reaches somebody, and how long edits take to a
// colleague who sits in another process than the crowd.
import { boardContent } from '../content.ts';
import { LoadGenerator, type CrowdJob } from '../load/jobs.ts';
import { numberOf } from '../load/editor.ts';
import { Pointer } from '../load/pointer.ts';
import type { Peer, RunningPeer } from '../peers/peer.ts';
import { cpuMs } from '../process-cost.ts';
import { nowMs, within } from '../time.ts';
import { Replica } from '../wire/replica.ts';
import { percentile, type Scenario } from './scenario.ts';

type Work = Pick<CrowdJob, 'clientsPerBoard' | 'editorsPerBoard' | 'editsPerSecond' | 'presencePerSecond'> & {
	boardCount: number;
	/** Boards on which a colleague measures the latency. */
	watchedBoards: number;
};

const objectsEach = 100;
/**
 * A server runs for weeks, so it is measured once it runs the code that the engine makes of what runs often: V8 makes its best of a
 * function after 3,000 calls. What runs for each of 100 edits a second is called so often after half a minute, what runs for each of
 * the 29 commits in which they are written after 103 s. Both servers get so many edits before they are measured.
 */
const warmUpEdits = 11_000;
/** Long enough that both have stored something, and have loaded what they need for it. */
const warmUpMinMs = 15_000;
const windowMs = 15_000;
const runMaxMs = 180_000;

interface CrowdGoals {
	cpuRatioMax: number;
	p99MaxMs?: number;
}

function crowd(name: string, label: string, work: Work, goals: CrowdGoals): Scenario {
	return {
		name,
		measures: [
			{
				key: 'cpuPerDelivery',
				label: `${label}: server CPU per delivered edit`,
				unit: 'µs',
				goal: { ratioMax: goals.cpuRatioMax }
			},
			{ key: 'p50', label: `${label}: edit latency p50`, unit: 'ms' },
			{
				key: 'p99',
				label: `${label}: edit latency p99`,
				unit: 'ms',
				...(goals.p99MaxMs ? { goal: { max: goals.p99MaxMs } } : {})
			}
		],
		run: (peer) => runCrowd(peer, work)
	};
}

const manyEditors = { boardCount: 1, editorsPerBoard: 10, editsPerSecond: 10, presencePerSecond: 10 };

export const crowds: readonly Scenario[] = [
	crowd(
		'crowd-300',
		'300 clients on a board',
		{ ...manyEditors, clientsPerBoard: 300, watchedBoards: 1 },
		{ cpuRatioMax: 0.45, p99MaxMs: 40 }
	),
	crowd(
		'crowd-100',
		'100 clients on a board',
		{ ...manyEditors, clientsPerBoard: 100, watchedBoards: 1 },
		{ cpuRatioMax: 0.5 }
	),
	crowd(
		'boards-200',
		'200 boards × 5 clients, 2,000 edits/s',
		{
			boardCount: 200,
			clientsPerBoard: 5,
			editorsPerBoard: 5,
			editsPerSecond: 2,
			presencePerSecond: 2,
			watchedBoards: 10
		},
		{ cpuRatioMax: 0.55 }
	)
];

async function runCrowd(peer: Peer, work: Work): Promise<Record<string, number>> {
	const boards = await peer.store(boardContent(objectsEach), work.boardCount);
	const running = await peer.start();
	const editsPerMs = (work.boardCount * work.editorsPerBoard * work.editsPerSecond) / 1_000;
	const load = new LoadGenerator({
		kind: 'crowd',
		target: running.target,
		boards,
		...work,
		warmUpMs: Math.max(warmUpMinMs, warmUpEdits / editsPerMs),
		windowMs
	});
	try {
		return await within('A crowd', runMaxMs, measure(running, load, boards, work));
	} finally {
		await load.end();
		await running.stop();
	}
}

async function measure(
	{ pid, target }: RunningPeer,
	load: LoadGenerator,
	boards: readonly string[],
	work: Work
): Promise<Record<string, number>> {
	await load.next('ready');
	const seenAt = new Map<number, number>();
	const watchers = boards
		.slice(0, work.watchedBoards)
		.map((board, nth) => new Replica({ target, board, person: nth }));
	await Promise.all(watchers.map(({ client }) => client.synced));
	const pointers = watchers.map(({ client }) => new Pointer(client));
	for (const pointer of pointers) pointer.stay();
	for (const watcher of watchers)
		watcher.onMove(([longitude = 0]) => seenAt.set(numberOf(longitude), nowMs()));

	load.say({ kind: 'go' });
	const first = await load.next('mark');
	const cpuAtFirst = cpuMs(pid);
	const last = await load.next('mark');
	const cpu = cpuMs(pid) - cpuAtFirst;
	const { sentAt, incomplete } = await load.next('crowd-done');
	for (const pointer of pointers) pointer.stop();
	await Promise.all(watchers.map((watcher) => watcher.close()));
	if (incomplete > 0) throw new Error(`${incomplete} clients did not get every edit.`);

	const clients = work.boardCount * work.clientsPerBoard + watchers.length;
	const receiversPerEdit = clients / work.boardCount - 1;
	const latencies = sentAt.flatMap(([n, atMs]) => {
		const seen = seenAt.get(n);
		return n > first.edits && n <= last.edits && seen !== undefined ? [seen - atMs] : [];
	});
	return {
		cpuPerDelivery: (cpu * 1_000) / ((last.edits - first.edits) * receiversPerEdit),
		p50: percentile(latencies, 0.5),
		p99: percentile(latencies, 0.99)
	};
}
