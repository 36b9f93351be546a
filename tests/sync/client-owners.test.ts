// Nobody can write, or fill up, what a colleague has yet to send.
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeBarrier, writePresence, writeStep2, writeUpdate } from '#lib/protocol/write-frame.ts';
import type { Database } from '#lib/server/db/open.ts';
import { fillerFor } from '../support/attacks.ts';
import { createTestDatabase } from '../support/database.ts';
import {
	makeBoard,
	RawClient,
	startSyncServer,
	stockClient,
	synced,
	whenDoc,
	type Person,
	type TestServer
} from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const ben: Person = { id: 'ben', role: 'editor' };
const mallory: Person = { id: 'mallory', role: 'editor' };
const pins = (doc: Y.Doc) => doc.getMap<unknown>('pins');

/** Sends frames as Mallory; the answer is whether they were acknowledged before she is asked again. */
async function attack(server: TestServer, boardId: string, frame: Uint8Array): Promise<RawClient> {
	const client = await new RawClient(server, boardId, mallory, { query: '?saved=1' }).opened();
	client.send(frame);
	client.send(writeBarrier(1));
	await client.frame('step1');
	expect(client.frames.filter(({ kind }) => kind === 'barrier')).toEqual([]);
	return client;
}

async function waitForRows(boardId: string, rows: number): Promise<void> {
	await expect
		.poll(async () => {
			const [row] = await database.sql<{ head: number }[]>`
				select head::int from boards where id = ${boardId}`;
			return row?.head;
		})
		.toBeGreaterThanOrEqual(rows);
}

async function offlineEditsArrive(server: TestServer, boardId: string, away: Y.Doc): Promise<void> {
	for (let n = 0; n < 5; n++) pins(away).set(`offline ${n}`, n);
	const back = stockClient(server, boardId, ben, away);
	const colleague = stockClient(server, boardId, { id: 'anna', role: 'editor' });
	await synced(back);
	await whenDoc(colleague.doc, () => pins(colleague.doc).get('offline 4') === 4);
	expect(away.store.pendingStructs).toBeNull();
}

/** Ben writes something and goes offline. */
async function benWasHere(server: TestServer, boardId: string): Promise<Y.Doc> {
	const provider = stockClient(server, boardId, ben);
	await synced(provider);
	pins(provider.doc).set('before', 1);
	await waitForRows(boardId, 2);
	provider.disconnect();
	return provider.doc;
}

const quick = { askAgainMinMs: 10, askAgainMaxMs: 50 };

test('WIRE14 filler under a colleague’s id is not taken: their offline edits arrive', async () => {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database, { limits: quick });
	const away = await benWasHere(server, boardId);
	await attack(server, boardId, writeUpdate(fillerFor(away.clientID, 1)));
	await offlineEditsArrive(server, boardId, away);
	expect(server.rooms.stats().heldBackUpdatesTotal).toBeGreaterThan(0);
});

test('WIRE14 whose an id is outlives restarts and checkpoints', async () => {
	const boardId = await makeBoard(database);
	const first = await startSyncServer(database);
	const away = await benWasHere(first, boardId);
	await first.stop();
	const second = await startSyncServer(database, {
		limits: { ...quick, lingerMs: 0, checkpointRowsAtUnload: 0 }
	});
	(await attack(second, boardId, writeUpdate(fillerFor(away.clientID, 1)))).socket.terminate();
	await expect
		.poll(async () => database.sql`select owners from board_checkpoints where board_id = ${boardId}`, {
			timeout: 20_000
		})
		.toHaveLength(1);
	await second.stop();
	const third = await startSyncServer(database, { limits: quick });
	await attack(third, boardId, writeUpdate(fillerFor(away.clientID, 1)));
	await offlineEditsArrive(third, boardId, away);
});

test('WIRE14 an id that somebody is present under is theirs before they write', async () => {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database, { limits: quick });
	const away = new Y.Doc();
	const present = await new RawClient(server, boardId, ben).opened();
	present.send(writePresence([{ clientId: away.clientID, clock: 1, json: '{}' }]));
	present.send(Uint8Array.of(3));
	await present.frame('presence');
	present.socket.terminate();
	await attack(server, boardId, writeStep2(fillerFor(away.clientID, 0)));
	await offlineEditsArrive(server, boardId, away);
});

test('WIRE14 what an honest client holds of others waits for its owner; its own work does not', async () => {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database, { limits: quick });
	const away = await benWasHere(server, boardId);
	// Shown to Mia, and lost with the server before it was committed.
	pins(away).set('shown and lost', 1);
	const mias = new Y.Doc();
	Y.applyUpdate(mias, Y.encodeStateAsUpdate(away));
	pins(mias).set('mine', 1);
	const mia = new RawClient(server, boardId, { id: 'mia', role: 'editor' }, { query: '?saved=1' });
	await mia.opened();
	mia.send(writeStep2(Y.encodeStateAsUpdate(mias)));
	mia.send(writeBarrier(1));
	await mia.frame('step1');
	const colleague = stockClient(server, boardId, { id: 'anna', role: 'editor' });
	await whenDoc(colleague.doc, () => pins(colleague.doc).get('mine') === 1);
	expect(pins(colleague.doc).has('shown and lost')).toBe(false);
	expect(mia.frames.filter(({ kind }) => kind === 'barrier')).toEqual([]);

	const back = stockClient(server, boardId, ben, away);
	await synced(back);
	await whenDoc(colleague.doc, () => pins(colleague.doc).has('shown and lost'));
	// Mia is asked again; now there is nothing to hold back.
	const asked = mia.frames.length;
	await mia.frame('step1', asked);
	mia.send(writeStep2(Y.encodeStateAsUpdate(mias)));
	expect(await mia.frame('barrier')).toEqual({ kind: 'barrier', n: 1 });
	expect(server.rooms.stats().refusedUpdatesTotal).toBe(0);
});

test('WIRE14 several tabs and restored tabs of one person go on under one another’s ids', async () => {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database);
	const away = await benWasHere(server, boardId);
	pins(away).set('never sent by this tab', 1);
	// Another tab has the first one's work from the copy on the device.
	const other = new Y.Doc();
	Y.applyUpdate(other, Y.encodeStateAsUpdate(away));
	pins(other).set('of the other tab', 2);
	const [tab, again] = [stockClient(server, boardId, ben, other), stockClient(server, boardId, ben, away)];
	await Promise.all([synced(tab), synced(again)]);
	await whenDoc(away, () => pins(away).get('of the other tab') === 2);
	expect(server.rooms.stats()).toMatchObject({ heldBackUpdatesTotal: 0, refusedUpdatesTotal: 0 });
});
