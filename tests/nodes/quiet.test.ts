// Nodes do not answer each other's messages with messages: where nobody does anything, only signs of life travel.
import { beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../server/log.ts';
import { createNotifyRelay } from '../../server/notify-relay.ts';
import type { Relay } from '../../server/relay.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeBoard, stockClient, synced, whenDoc } from '../sync/harness.ts';
import { knowEachOther, startNode } from './node.ts';

let testDatabase: TestDatabase;

beforeAll(async () => {
	testDatabase = await createTestDatabase();
});

const nodeCount = 3;
const beatsWatched = 20;

/** Notes the kind of each message on its way out. */
function watched(relay: Relay): Relay & { sent: string[] } {
	const sent: string[] = [];
	return {
		...relay,
		sent,
		send: (messages) => {
			for (const message of messages) sent.push((JSON.parse(message) as { kind: string }).kind);
			return relay.send(messages);
		}
	};
}

test('NODE22 three nodes with the same board open say nothing but that they live, while nobody does anything', async () => {
	const database = testDatabase.open();
	const boardId = await makeBoard(database);
	const relays = Array.from({ length: nodeCount }, () => watched(createNotifyRelay(database.sql, silentLog)));
	const nodes = await Promise.all(
		relays.map((relay) => startNode(testDatabase, relay, { nodeBeatMs: 50, headsPollMs: 100 }))
	);
	await knowEachOther(...nodes);
	const people = nodes.map((node, n) => stockClient(node, boardId, { id: `p${n}`, role: 'editor' }));
	await Promise.all(people.map(synced));
	for (const [n, { doc }] of people.entries()) doc.getMap('pins').set(`p${n}`, n);
	await Promise.all(people.map(({ doc }) => whenDoc(doc, () => doc.getMap('pins').size === nodeCount)));

	const beats = (relay: { sent: string[] }) => relay.sent.filter((kind) => kind === 'here').length;
	const pass = async (count: number) => {
		const before = relays.map(beats);
		await expect
			.poll(() => relays.every((relay, n) => beats(relay) >= (before[n] ?? 0) + count), { timeout: 20_000 })
			.toBe(true);
	};
	const heard = async () => {
		const from = relays.map(({ sent }) => sent.length);
		await pass(beatsWatched);
		return [...new Set(relays.flatMap(({ sent }, n) => sent.slice(from[n])))];
	};
	// What the edits set off ends, and so does what a late sign of life sets off on a busy machine; answers to answers never would.
	await expect.poll(heard, { timeout: 25_000 }).toEqual(['here']);
});
