// As many tiny frames as fit into one piece from the kernel, each of which costs the process much: they are handled in turns with
// everybody else's.
import * as encoding from 'lib0/encoding';
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeStep2, writeUpdate } from '#lib/protocol/write-frame.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, startSyncServer } from '../sync/harness.ts';
import { bystanders } from './bystanders.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const frames = 3_500;
const client = 7;
const keys = 5_000;
const changes = 40_000;

/** Changes of which all but the last of each key are gone. */
function wornBoard(): Uint8Array {
	const doc = new Y.Doc({ gc: false });
	doc.clientID = client;
	const pins = doc.getMap('pins');
	doc.transact(() => {
		for (let n = 0; n < changes; n++) pins.set(`k${n % keys}`, n);
	});
	return Y.encodeStateAsUpdate(doc);
}

/** Of what is gone already, which can only be told by looking at all of it. */
function removal(): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const part of [0, 1, client, 1, 0, changes - keys]) encoding.writeVarUint(encoder, part);
	return encoding.toUint8Array(encoder);
}

test.each([
	['a writer', 'editor', writeUpdate],
	['a reader', 'viewer', writeStep2]
] as const)(
	'WIRE9 thousands of frames of few bytes from %s, each of which costs much, stop nobody else',
	async (_who, role, write) => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		await server.rooms.edit(boardId, { kind: 'user', id: 'anna' }, (doc) => Y.applyUpdate(doc, wornBoard()));
		const colleagues = await bystanders(server, boardId);
		// What it took to make and to give them the board is not of the attack.
		await colleagues.begin();
		const evil = await new RawClient(server, boardId, { id: 'mallory', role }).opened();
		const frame = write(removal());
		for (let n = 0; n < frames; n++) evil.send(frame);
		await colleagues.stillFine();
		const { writersPausedTotal, closesTotal } = server.rooms.stats();
		expect(Number(writersPausedTotal)).toBeGreaterThan(0);
		expect(closesTotal).toBe(0);
	}
);
