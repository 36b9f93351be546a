// Everybody comes back at once after a restart, empty-handed or with the board in hand: how long the last one waits, and what
// the server's process pays.
import { boardContent } from '../content.ts';
import { LoadGenerator } from '../load/jobs.ts';
import type { Peer } from '../peers/peer.ts';
import { cpuMs } from '../process-cost.ts';
import { within } from '../time.ts';
import { median, type Scenario } from './scenario.ts';

const objects = 5_000;
const clients = 300;
const stormMaxMs = 120_000;

export const storms: readonly Scenario[] = [
	storm('storm-cold', 'with nothing', false, 0.2),
	storm('storm-warm', 'who hold the board', true, 0.6)
];

function storm(name: string, who: string, isHeld: boolean, ratioMax: number): Scenario {
	const label = `${clients} clients at once ${who}, ${objects.toLocaleString('en')} objects`;
	return {
		name,
		measures: [
			{ key: 'last', label: `${label}: last one synced`, unit: 'ms', goal: { ratioMax } },
			{ key: 'middle', label: `${label}: half of them synced`, unit: 'ms' },
			{ key: 'cpu', label: `${label}: server CPU`, unit: 'ms' }
		],
		run: (peer) => runStorm(peer, isHeld)
	};
}

async function runStorm(peer: Peer, isHeld: boolean): Promise<Record<string, number>> {
	const content = boardContent(objects);
	const [board = ''] = await peer.store(content, 1);
	const { pid, target, stop } = await peer.start();
	const held = isHeld ? content.whole : null;
	const load = new LoadGenerator({ kind: 'storm', target, board, clients, held });
	try {
		await load.next('ready');
		const cpuBefore = cpuMs(pid);
		load.say({ kind: 'go' });
		const { syncedMs, receivedBytes } = await within('A storm', stormMaxMs, load.next('storm-done'));
		const cpu = cpuMs(pid) - cpuBefore;
		if (!isHeld && receivedBytes < clients * content.whole.length) throw new Error('Not everything came.');
		return { last: Math.max(...syncedMs), middle: median(syncedMs), cpu };
	} finally {
		await load.end();
		await stop();
	}
}
