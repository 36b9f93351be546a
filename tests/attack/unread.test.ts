// Hostile members who ask for much with few bytes and do not read the answers: nothing heaps up for them, and colleagues hardly feel it.
import * as encoding from 'lib0/encoding';
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writePresence, writeQueryPresence, writeStep1, writeUpdate } from '#lib/protocol/write-frame.ts';
import type { Database } from '#lib/server/db/open.ts';
import { syncLimits, type SyncLimits } from '../../server/limits.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, startSyncServer, type Person, type TestServer } from '../sync/harness.ts';
import { bystanders, type Bystanders } from './bystanders.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

interface Stage {
	server: TestServer;
	boardId: string;
	colleagues: Bystanders;
}

async function stage(limits: Partial<SyncLimits> = {}): Promise<Stage> {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database, { limits });
	return { server, boardId, colleagues: await bystanders(server, boardId) };
}

const display: Person = { id: 'display', role: 'viewer', isLink: true };
const mallory: Person = { id: 'mallory', role: 'editor' };

async function crowdIn({ server, boardId }: Stage, people: number): Promise<void> {
	const cursor = { anchor: 'x'.repeat(1_000) };
	const crowd = Array.from(
		{ length: people },
		(_, n) => new RawClient(server, boardId, { id: `p${n}`, role: 'viewer' })
	);
	await Promise.all(crowd.map((client) => client.opened()));
	for (const [n, client] of crowd.entries())
		client.send(writePresence([{ clientId: n + 1, clock: 1, json: JSON.stringify({ cursor }) }]));
	const [first] = crowd;
	const areIn = () =>
		new Set(
			first?.frames
				.flatMap((frame) => (frame.kind === 'presence' ? frame.entries : []))
				.map((e) => e.clientId)
		).size >= people;
	await expect.poll(areIn).toBe(true);
}

const questions = 6_500;

test(`WIRE19 ${questions} times "who is here?" in one piece is answered once in a tick`, async () => {
	const set = await stage();
	await crowdIn(set, 30);
	const evil = await new RawClient(set.server, set.boardId, display).opened();
	const kept = evil.frames.length;
	evil.socket.pause();
	for (let n = 0; n < questions; n++) evil.send(writeQueryPresence());
	await expect.poll(() => set.server.rooms.stats().writersPausedTotal).toBeGreaterThan(0);
	await set.colleagues.stillFine();
	expect(set.server.unsentBytesMax()).toBeLessThan(syncLimits.behindBytes);
	evil.socket.resume();
	await evil.frame('presence', kept);
	await set.colleagues.stillFine();
	const full = evil.frames.filter((frame) => frame.kind === 'presence' && frame.entries.length >= 30);
	expect(full.length).toBeGreaterThan(0);
	expect(full.length).toBeLessThan(questions / 100);
});

/** A state vector that nobody else has, so that the answer is made for it alone. */
function ownVector(n: number): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const part of [1, n + 1, 0]) encoding.writeVarUint(encoder, part);
	return encoding.toUint8Array(encoder);
}

test('ROOM15 whoever asks for the whole state now and then and never reads gets one answer too much, then 4529', async () => {
	const answerBytes = 300_000;
	const behindBytes = 100_000;
	const set = await stage({ statesPerSecond: 1_000, statesBurst: 1_000, behindBytes, behindMaxMs: 500 });
	const doc = new Y.Doc();
	doc.getMap('pins').set('big', 'x'.repeat(answerBytes));
	const big = await new RawClient(set.server, set.boardId, { id: 'anna', role: 'editor' }).opened();
	big.send(writeUpdate(Y.encodeStateAsUpdate(doc)));
	const evil = await new RawClient(set.server, set.boardId, mallory).opened();
	evil.socket.pause();
	let mostBytes = 0;
	for (let n = 0; n < 200 && set.server.rooms.stats().readersBehindTotal === 0; n++) {
		evil.send(writeStep1(ownVector(n)));
		await set.colleagues.stillFine(1);
		mostBytes = Math.max(mostBytes, set.server.unsentBytesMax());
	}
	for (let n = 0; n < 50; n++) evil.send(writeStep1(ownVector(n)));
	await set.colleagues.stillFine();
	mostBytes = Math.max(mostBytes, set.server.unsentBytesMax());
	expect(mostBytes).toBeGreaterThan(behindBytes);
	expect(mostBytes).toBeLessThan(behindBytes + 2 * answerBytes);
	await expect.poll(() => set.server.rooms.stats()).toMatchObject({ closed: { tooFastTotal: 1 } });
	await expect.poll(() => set.server.unsentBytesMax()).toBe(0);
	await set.colleagues.stillFine();
});
