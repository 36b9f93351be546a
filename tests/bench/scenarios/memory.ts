// What open boards cost in memory while somebody is there, and whether it comes back when they have left, twice over.
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { boardContent } from '../content.ts';
import { LoadGenerator } from '../load/jobs.ts';
import type { Peer, RunningPeer } from '../peers/peer.ts';
import { until, within } from '../time.ts';
import type { Scenario } from './scenario.ts';

const boardCount = 100;
const objectsEach = 100;
const gatherMaxMs = 60_000;
const answerMaxMs = 20_000;
const bytesPerKb = 1_024;
const helper = pathToFileURL(path.join(import.meta.dirname, '../peers/tell-memory.ts')).href;

export const memory: Scenario = {
	name: 'memory',
	roundsMax: 1,
	measures: [
		{ key: 'open', label: 'memory per open idle board', unit: 'KB', goal: { ratioMax: 0.5 } },
		{ key: 'left', label: 'memory per board after all left, second time over the first', unit: 'KB' }
	],
	async run(peer: Peer) {
		const boards = await peer.store(boardContent(objectsEach), boardCount);
		const running = await peer.start({ nodeOptions: `--expose-gc --import ${helper}` });
		try {
			const atRest = await usedBytes(running);
			const first = await openAndLeave(peer, running, boards);
			const second = await openAndLeave(peer, running, boards);
			const perBoard = (bytes: number) => bytes / boardCount / bytesPerKb;
			return { open: perBoard(first.open - atRest), left: perBoard(second.left - first.left) };
		} finally {
			await running.stop();
		}
	}
};

async function openAndLeave(peer: Peer, running: RunningPeer, boards: readonly string[]) {
	const load = new LoadGenerator({ kind: 'idle', target: running.target, boards });
	try {
		await within('Opening the boards', gatherMaxMs, load.next('ready'));
		const open = await usedBytes(running);
		load.say({ kind: 'leave' });
		await within('Leaving the boards', gatherMaxMs, load.next('ready'));
		await peer.untilAllReleased(running);
		return { open, left: await usedBytes(running) };
	} finally {
		await load.end();
	}
}

/** Heap and buffers of the process after its garbage was collected. */
async function usedBytes({ pid, output }: RunningPeer): Promise<number> {
	const answers = () => [...output().matchAll(/^memory in use: (\d+)$/gm)];
	const before = answers().length;
	process.kill(pid, 'SIGUSR2');
	await until('the process tells its memory', answerMaxMs, () => answers().length > before);
	return Number(answers().at(-1)?.[1]);
}
