// The first person to open a big board after a restart: until their document is complete, and what that took on the wire.
import * as Y from 'yjs';
import { boardContent } from '../content.ts';
import type { Peer } from '../peers/peer.ts';
import { nowMs, within } from '../time.ts';
import { Replica } from '../wire/replica.ts';
import type { Scenario } from './scenario.ts';

const openMaxMs = 120_000;
const objectsReadBefore = 50_000;

export const coldOpens: readonly Scenario[] = [5_000, 50_000].map((objects) => {
	const label = `cold open, ${objects.toLocaleString('en')} objects`;
	return {
		name: `cold-open-${objects / 1_000}k`,
		measures: [
			{ key: 'complete', label: `${label}: until all is there`, unit: 'ms', goal: { ratioMax: 0.5 } },
			{ key: 'synced', label: `${label}: until the server says so`, unit: 'ms' },
			{ key: 'bytes', label: `${label}: bytes`, unit: '× the document', goal: { max: 1.1 } }
		],
		isEarly: true,
		run: (peer) => coldOpen(peer, objects)
	};
});

async function coldOpen(peer: Peer, objects: number): Promise<Record<string, number>> {
	const { whole } = boardContent(objects);
	const [board = ''] = await peer.store(boardContent(objects), 1);
	// Read before, and as often as it takes until the engine has compiled that: how slow this process begins says nothing of servers.
	const expected = snapshotOf(whole);
	for (let read = objects; read < objectsReadBefore; read += objects) snapshotOf(whole);
	const running = await peer.start();
	const startMs = nowMs();
	const replica = new Replica({ target: running.target, board, person: 0 });
	try {
		const pins = replica.doc.getMap('pins');
		const complete = new Promise<number>((resolve) =>
			pins.observe(() => pins.size === objects && resolve(nowMs()))
		);
		const completeMs = await within('A cold open', openMaxMs, complete);
		await within('A cold open', openMaxMs, replica.client.synced);
		const syncedMs = nowMs();
		if (!Y.equalSnapshots(Y.snapshot(replica.doc), expected)) throw new Error('Something else came.');
		return {
			complete: completeMs - startMs,
			synced: syncedMs - startMs,
			bytes: replica.client.received / whole.length
		};
	} finally {
		await replica.close();
		await running.stop();
	}
}

function snapshotOf(update: Uint8Array): Y.Snapshot {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, update);
	return Y.snapshot(doc);
}
