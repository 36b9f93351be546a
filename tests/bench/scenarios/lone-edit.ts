// One edit at a time on a board where nothing else happens: from the hand of one person to the screen of the other.
import * as Y from 'yjs';
import { boardContent } from '../content.ts';
import type { Peer } from '../peers/peer.ts';
import { elapse, nowMs, within } from '../time.ts';
import { Replica } from '../wire/replica.ts';
import { percentile, type Scenario } from './scenario.ts';

const objects = 100;
const warmUpEdits = 50;
const edits = 300;
const pauseMs = { min: 10, max: 30 };
const editMaxMs = 10_000;

export const loneEdit: Scenario = {
	name: 'lone-edit',
	measures: [
		{ key: 'p50', label: 'a lone edit on an idle board: p50', unit: 'ms', goal: { max: 5 } },
		{ key: 'p99', label: 'a lone edit on an idle board: p99', unit: 'ms' }
	],
	async run(peer: Peer) {
		const [board = ''] = await peer.store(boardContent(objects), 1);
		const running = await peer.start();
		const [writer, reader] = [1, 2].map((person) => new Replica({ target: running.target, board, person }));
		try {
			if (!writer || !reader) throw new Error('Nobody is there.');
			await Promise.all([writer.client.synced, reader.client.synced]);
			const latencies = await measure(writer, reader);
			return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
		} finally {
			await Promise.all([writer?.close(), reader?.close()]);
			await running.stop();
		}
	}
};

async function measure(writer: Replica, reader: Replica): Promise<number[]> {
	const latencies: number[] = [];
	let seen: () => void = () => {};
	reader.onMove(() => seen());
	const [pin] = writer.doc.getMap<Y.Map<unknown>>('pins').values();
	if (!pin) throw new Error('The board came empty.');
	for (let n = 0; n < warmUpEdits + edits; n++) {
		const arrived = new Promise<void>((resolve) => (seen = resolve));
		const atMs = nowMs();
		pin.set('at', [n / 1_000, 25]);
		await within('An edit', editMaxMs, arrived);
		if (n >= warmUpEdits) latencies.push(nowMs() - atMs);
		await elapse(pauseMs.min + Math.random() * (pauseMs.max - pauseMs.min));
	}
	return latencies;
}
