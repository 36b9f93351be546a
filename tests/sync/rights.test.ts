// Who gets in, who may write, and what happens to open sockets when that changes.
import { createConnection } from 'node:net';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { newId } from '#lib/board/id.ts';
import {
	writeBarrier,
	writeQueryPresence,
	writePresence,
	writeStep1,
	writeStep2,
	writeUpdate
} from '#lib/protocol/write-frame.ts';
import type { Database } from '#lib/server/db/open.ts';
import { accessChannel, type AccessChange } from '#lib/server/grant.ts';
import { createTestDatabase } from '../support/database.ts';
import {
	grantOf,
	makeBoard,
	RawClient,
	startSyncServer,
	stockClient,
	synced,
	whenPresence,
	type TestServer
} from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const anna = { id: 'anna', role: 'editor' } as const;
const vera = { id: 'vera', role: 'viewer' } as const;
const screen = { id: 'screen', role: 'viewer', isLink: true } as const;
const emptyVector = Uint8Array.of(0);

function changeOf(make: (doc: Y.Doc) => void): Uint8Array {
	const doc = new Y.Doc();
	make(doc);
	return Y.encodeStateAsUpdate(doc);
}

async function contentOf(server: TestServer, boardId: string): Promise<unknown> {
	const reader = new RawClient(server, boardId, { id: 'reader', role: 'editor' });
	await reader.opened();
	reader.send(writeStep1(emptyVector));
	const doc = new Y.Doc();
	Y.applyUpdate(doc, (await reader.frame('step2')).update);
	reader.socket.terminate();
	return doc.getMap('pins').toJSON();
}

describe('the upgrade', () => {
	test('ROOM1 is refused with 401 without a sign-in, 404 without a right, and 404 on any other path', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		server.revoked.add('mallory');
		expect(await new RawClient(server, boardId, null).refused()).toBe(401);
		expect(await new RawClient(server, boardId, { id: 'mallory', role: 'editor' }).refused()).toBe(404);
		for (const path of [
			'',
			'short',
			`${boardId}/x`,
			`%61${boardId.slice(1)}`,
			`../sync/${boardId}`,
			boardId.toUpperCase()
		]) {
			expect(await rawStatus(server, `/sync/${path}`), path).toBe(404);
		}
	});

	test('ROOM1 with a cookie needs the exact origin of the application', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const own = server.url.replace('ws:', 'http:').replace('/sync', '');
		const statusFor = (headers: Record<string, string>) =>
			new RawClient(server, boardId, null, { headers }).refused();
		expect(await statusFor({ cookie: 'a=b' })).toBe(403);
		expect(await statusFor({ cookie: 'a=b', origin: 'https://evil.example' })).toBe(403);
		expect(await statusFor({ cookie: 'a=b', origin: `${own}.evil.example` })).toBe(403);
		expect(await statusFor({ cookie: 'a=b', origin: 'null' })).toBe(403);
		expect(await statusFor({ cookie: 'a=b', origin: own }), 'the origin is right, the cookie unknown').toBe(
			401
		);
	});

	test('ROOM2 is refused beyond the number of sockets that a person or a board may have', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database, {
			limits: { socketsPerUserMax: 2, socketsPerBoardMax: 3 }
		});
		await new RawClient(server, boardId, anna).opened();
		await new RawClient(server, boardId, anna).opened();
		expect(await new RawClient(server, boardId, anna).refused()).toBe(429);
		await new RawClient(server, boardId, vera).opened();
		expect(await new RawClient(server, boardId, screen).refused()).toBe(503);
	});

	test('ROOM2 a display link has a number of its own, so that it cannot take the board from people', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database, {
			limits: { socketsPerUserMax: 1, socketsPerLinkMax: 2, socketsPerBoardMax: 4 }
		});
		for (let n = 0; n < 2; n++) await new RawClient(server, boardId, screen).opened();
		const surplus = new RawClient(server, boardId, screen);
		const text = new Promise<string>((resolve) =>
			surplus.socket.on('unexpected-response', (_request, response) =>
				response.on('data', (bytes: Buffer) => resolve(bytes.toString()))
			)
		);
		expect(await surplus.refused()).toBe(429);
		expect(await text).toContain('display link');
		await new RawClient(server, boardId, { ...screen, id: 'another link' }).opened();
		await new RawClient(server, boardId, anna).opened();
		expect(server.rooms.stats()).toMatchObject({ crowdedUpgradesTotal: 1, refusedUpgradesTotal: 1 });
	});

	test('ROOM2 counts also those whose rights are told at one moment', async () => {
		const boardId = await makeBoard(database);
		const asked = Promise.withResolvers<void>();
		let questions = 0;
		const server = await startSyncServer(database, {
			limits: { socketsPerUserMax: 2 },
			access: {
				async authorizeSync() {
					if (++questions === 6) asked.resolve();
					await asked.promise;
					return { ok: true, grant: grantOf(boardId, anna) };
				},
				recheck: async (grant) => grant
			}
		});
		const clients = Array.from({ length: 6 }, () => new RawClient(server, boardId, anna));
		const statuses = await Promise.all(clients.map((client) => client.refused().catch(() => 101)));
		expect(statuses.toSorted()).toEqual([101, 101, 429, 429, 429, 429]);
	});

	test('ROOM3 to a board that does not exist ends with 4404', async () => {
		const server = await startSyncServer(database);
		expect((await new RawClient(server, newId(), anna).closed).code).toBe(4404);
	});
});

function rawStatus(server: TestServer, path: string): Promise<number> {
	const { hostname, port } = new URL(server.url);
	return new Promise((resolve, reject) => {
		const socket = createConnection({ host: hostname, port: Number(port) }, () =>
			socket.write(
				`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
					'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
			)
		);
		socket.on('data', (data) => resolve(Number(data.toString().split(' ')[1])));
		socket.on('error', reject);
		onTestFinished(() => void socket.destroy());
	});
}

describe.each([vera, screen])('read-only: $id', (reader) => {
	test('ROOM4 no message kind that can write changes anything, and the reader is told once', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		await server.rooms.edit(boardId, { kind: 'user', id: 'anna' }, (doc) =>
			doc.getMap('pins').set('kept', 'yes')
		);
		const before = await contentOf(server, boardId);
		const client = new RawClient(server, boardId, reader);
		await client.opened();
		client.send(writeStep1(emptyVector));
		const stored = (await client.frame('step2')).update;

		client.send(writeStep2(stored));
		client.send(writeUpdate(Uint8Array.of(0, 0)));
		client.send(writeBarrier(1));
		await client.frame('barrier');
		expect(
			client.frames.some(({ kind }) => kind === 'denied'),
			'what changes nothing is no write'
		).toBe(false);

		client.send(writeUpdate(changeOf((doc) => doc.getMap('pins').set('new', 1))));
		client.send(writeStep2(changeOf((doc) => doc.getMap('pins').set('new', 2))));
		client.send(writeUpdate(deleteOnly(stored)));
		client.send(writeStep2(deleteOnly(stored)));
		client.send(writeBarrier(2));
		await client.frame('barrier', client.frames.findIndex(({ kind }) => kind === 'barrier') + 1);
		expect(client.frames.filter(({ kind }) => kind === 'denied')).toHaveLength(1);
		expect(
			client.frames.some(({ kind }) => kind === 'step1'),
			'a reader is not asked for its state'
		).toBe(false);
		expect(await contentOf(server, boardId)).toEqual(before);
	});

	test('ROOM4 an overlong spelling or a second message in the frame closes the socket instead of slipping by', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const write = writeUpdate(changeOf((doc) => doc.getMap('pins').set('new', 1)));
		const overlong = [
			Uint8Array.of(0x80, 0x00, ...write.subarray(1)),
			Uint8Array.of(0x00, 0x82, 0x00, ...write.subarray(2)),
			Uint8Array.of(...writeQueryPresence(), ...write),
			Uint8Array.of(...writeBarrier(1), ...write)
		];
		for (const frame of overlong) {
			const client = new RawClient(server, boardId, reader);
			await client.opened();
			client.send(frame);
			expect((await client.closed).code).toBe(4400);
		}
		expect(await contentOf(server, boardId)).toEqual({});
	});
});

/** An update that carries no struct and deletes everything that `stored` holds. */
function deleteOnly(stored: Uint8Array): Uint8Array {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, stored);
	const before = Y.encodeStateVector(doc);
	const pins = doc.getMap('pins');
	for (const key of [...pins.keys()]) pins.delete(key);
	const board = doc.getMap('board');
	for (const key of [...board.keys()]) board.delete(key);
	return Y.encodeStateAsUpdate(doc, before);
}

describe('presence', () => {
	test('ROOM5 of a viewer is shown under its own name; a display link has none', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const watcher = stockClient(server, boardId, anna);
		await synced(watcher);
		const silent = new RawClient(server, boardId, screen);
		await silent.opened();
		silent.send(writePresence([{ clientId: 7, clock: 1, json: '{"editing":"x"}' }]));
		const viewer = new RawClient(server, boardId, vera);
		await viewer.opened();
		viewer.send(writePresence([{ clientId: 8, clock: 1, json: '{"editing":"x"}' }]));
		await whenPresence(watcher, () => watcher.awareness.getStates().has(8));
		expect(watcher.awareness.getStates().get(8)?.user).toMatchObject({ id: 'vera', role: 'viewer' });
		expect(watcher.awareness.getStates().has(7)).toBe(false);
	});

	test('ROOM5 nobody can speak for, rename, freeze or remove somebody else', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const victim = stockClient(server, boardId, anna);
		const watcher = stockClient(server, boardId, vera);
		await Promise.all([synced(victim), synced(watcher)]);
		const id = victim.doc.clientID;
		victim.awareness.setLocalStateField('editing', 'p1');
		await whenPresence(watcher, () => watcher.awareness.getStates().get(id)?.editing === 'p1');

		const mallory = new RawClient(server, boardId, { id: 'mallory', role: 'editor' });
		await mallory.opened();
		mallory.send(writePresence([{ clientId: 666, clock: 1, json: '{"user":{"id":"anna","name":"Anna"}}' }]));
		mallory.send(writePresence([{ clientId: id, clock: 900, json: '{"editing":"hacked"}' }]));
		mallory.send(writePresence([{ clientId: id, clock: 2 ** 40, json: '{}' }]));
		mallory.send(writePresence([{ clientId: id, clock: 901, json: 'null' }]));
		mallory.send(writePresence([{ clientId: 667, clock: 1, json: '{}' }]));
		mallory.send(writeBarrier(1));
		await mallory.frame('barrier');
		victim.awareness.setLocalStateField('editing', 'p2');
		await whenPresence(watcher, () => watcher.awareness.getStates().get(id)?.editing === 'p2');
		expect(watcher.awareness.getStates().get(666)?.user).toMatchObject({
			id: 'mallory',
			name: 'Name of mallory'
		});
		expect(watcher.awareness.getStates().has(667), 'one presence per socket').toBe(false);
		expect(watcher.awareness.getStates().get(id)?.user).toMatchObject({ id: 'anna' });
	});

	test('ROOM6 everybody gets the lowest free colour, one per person, the same in all their tabs', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const clients = [anna, anna, vera].map((person) => stockClient(server, boardId, person));
		await Promise.all(clients.map(synced));
		for (const client of clients) client.awareness.setLocalStateField('editing', 'x');
		const watcher = stockClient(server, boardId, { id: 'zoe', role: 'editor' });
		const colourOf = (client: { doc: Y.Doc }) =>
			watcher.awareness.getStates().get(client.doc.clientID)?.user.color as string;
		await whenPresence(watcher, () => clients.every(colourOf));
		const [first, second, third] = clients.map(colourOf);
		expect(first).toBe(second);
		expect(third).not.toBe(first);
	});
});

describe('open sockets follow their rights', () => {
	const changes: [string, (boardId: string) => AccessChange, number][] = [
		['a session that ended', () => ({ kind: 'session-ended', sessionId: 'session-anna' }), 4401],
		['a disabled account', () => ({ kind: 'user-disabled', userId: 'anna' }), 4401],
		[
			'a membership that ended',
			(boardId) => ({ kind: 'role-changed', boardId, userId: 'anna', role: null }),
			4403
		],
		['another role', (boardId) => ({ kind: 'role-changed', boardId, userId: 'anna', role: 'viewer' }), 4503],
		['a deleted board', (boardId) => ({ kind: 'board-deleted', boardId }), 4404]
	];

	test.each(changes)(
		'ROOM7 %s closes them within seconds, and nobody else’s',
		async (_name, changeFor, code) => {
			const [boardId, otherBoard] = [await makeBoard(database), await makeBoard(database)];
			const server = await startSyncServer(database);
			const client = await new RawClient(server, boardId, anna).opened();
			const other = await new RawClient(server, otherBoard, vera).opened();
			const change = changeFor(boardId);
			await expect
				.poll(async () => {
					await database.sql`select pg_notify(${accessChannel}, ${JSON.stringify(change)})`;
					return client.socket.readyState;
				})
				.toBe(WebSocket.CLOSED);
			expect((await client.closed).code).toBe(code);
			expect(other.socket.readyState).toBe(WebSocket.OPEN);
		}
	);

	test('ROOM7 a revoked link closes its screens', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const client = await new RawClient(server, boardId, screen).opened();
		server.rooms.applyAccessChange({ kind: 'link-revoked', linkId: 'screen' });
		expect((await client.closed).code).toBe(4403);
	});

	test('ROOM8 a sweep finds what no message told', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database, { limits: { recheckIntervalMs: 50 } });
		const client = await new RawClient(server, boardId, anna).opened();
		server.revoked.add('anna');
		expect((await client.closed).code).toBe(4403);
	});

	test('ROOM22 where nobody can say whether a writer still may, their next change is refused; readers stay', async () => {
		const boardId = await makeBoard(database);
		let asked = 0;
		const server = await startSyncServer(database, {
			limits: { recheckIntervalMs: 50, doubtMaxMs: 200 },
			access: {
				authorizeSync: async ({ authorizationHeader }) => {
					const person = authorizationHeader?.includes('vera') ? vera : anna;
					return { ok: true, grant: grantOf(boardId, person) };
				},
				recheck: () => Promise.reject(new Error(`the database is away ${++asked}`))
			}
		});
		const [reader, writer] = [
			await new RawClient(server, boardId, vera).opened(),
			await new RawClient(server, boardId, anna).opened()
		];
		for (const client of [reader, writer]) client.send(writeStep1(emptyVector));
		const { update: known } = await writer.frame('step2');
		await reader.frame('step2');
		// Two rights, asked about often enough for the limit to have passed.
		await expect.poll(() => asked).toBeGreaterThan(40);
		writer.send(writeUpdate(known));
		writer.send(writeBarrier(1));
		await writer.frame('barrier');
		writer.send(writeUpdate(changeOf((doc) => doc.getMap('pins').set('in doubt', true))));
		expect(await writer.closed).toMatchObject({ code: 4503, reason: 'the right to write cannot be checked' });
		expect(reader.socket.readyState).toBe(WebSocket.OPEN);
		const [row] = await database.sql<{ head: number }[]>`select head::int from boards where id = ${boardId}`;
		expect(row?.head).toBe(1);
	});

	test('ROOM8 a right that ends by itself closes its socket then', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const client = new RawClient(server, boardId, { ...anna, endsInMs: 300 });
		expect((await client.closed).code).toBe(4401);
	});
});
