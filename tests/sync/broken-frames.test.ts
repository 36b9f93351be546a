// Broken and hostile frames: that socket closes, nothing else happens.
import { connect } from 'node:net';
import fc from 'fast-check';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import {
	writeBarrier,
	writePresence,
	writeStep1,
	writeStep2,
	writeUpdate
} from '#lib/protocol/write-frame.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import {
	makeBoard,
	RawClient,
	startSyncServer,
	stockClient,
	synced,
	whenDoc,
	type TestServer
} from './harness.ts';

let database: Database;
let boardId: string;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
	boardId = await makeBoard(database);
});

const anna = { id: 'anna', role: 'editor' } as const;
const ben = { id: 'ben', role: 'editor' } as const;

/** Two colleagues who go on working, whatever happens beside them. */
async function bystanders(server: TestServer): Promise<() => Promise<void>> {
	const [first, second] = [stockClient(server, boardId, anna), stockClient(server, boardId, ben)];
	let closes = 0;
	first.on('connection-close', () => closes++);
	second.on('connection-close', () => closes++);
	await Promise.all([synced(first), synced(second)]);
	let n = 0;
	return async () => {
		const value = `still here ${++n}`;
		first.doc.getMap('pins').set('check', value);
		await whenDoc(second.doc, () => second.doc.getMap('pins').get('check') === value);
		expect(closes).toBe(0);
	};
}

function update(make: (doc: Y.Doc) => void): Uint8Array {
	const doc = new Y.Doc();
	make(doc);
	return Y.encodeStateAsUpdate(doc);
}

function nested(depth: number): Uint8Array {
	return update((doc) => {
		let map = doc.getMap('pins');
		for (let i = 0; i < depth; i++) map = map.set('x', new Y.Map());
	});
}

/** An object with the key `__proto__`, which JSON can spell and an object literal cannot. */
const protoObject = JSON.parse('{"__proto__":{"admin":true}}') as object;

describe('a frame', () => {
	const broken: [string, Uint8Array][] = [
		['of nothing', Uint8Array.of()],
		['of an unknown kind', Uint8Array.of(42)],
		['that only the server sends', Uint8Array.of(2, 0, 0)],
		['with a cut number', Uint8Array.of(0x80)],
		['with an update of noise', writeUpdate(Uint8Array.of(9, 9, 9, 9))],
		['with a cut update', writeUpdate(update((doc) => doc.getMap('pins').set('a', 'b')).subarray(0, 6))],
		['with types nested too deep', writeUpdate(nested(100))],
		[
			'with a document in the document',
			writeUpdate(update((doc) => doc.getMap('pins').set('sub', new Y.Doc())))
		],
		['with a forbidden key', writeUpdate(update((doc) => doc.getMap('pins').set('constructor', 1)))],
		[
			'with a forbidden key in a value',
			writeUpdate(update((doc) => doc.getMap('pins').set('a', protoObject)))
		],
		['with presence of broken text', writePresence([{ clientId: 1, clock: 1, json: '{}' }]).fill(0xff, -1)]
	];

	test.each(broken)('WIRE7 %s closes its own socket with 4400 and no other', async (_name, frame) => {
		const server = await startSyncServer(database);
		const check = await bystanders(server);
		const client = await new RawClient(server, boardId, { id: 'mallory', role: 'editor' }).opened();
		client.send(frame);
		expect((await client.closed).code).toBe(4400);
		await check();
	});

	test('WIRE7 as text, or over the limit, closes its own socket with 4400 or 4413', async () => {
		const server = await startSyncServer(database, { limits: { frameBytesMax: 10_000 } });
		const check = await bystanders(server);
		const text = await new RawClient(server, boardId, { id: 'mallory', role: 'editor' }).opened();
		text.socket.send('hello');
		expect((await text.closed).code).toBe(4400);
		const large = await new RawClient(server, boardId, { id: 'mallory', role: 'editor' }).opened();
		large.send(writeUpdate(new Uint8Array(10_000)));
		expect((await large.closed).code).toBe(4413);
		await check();
	});

	test('WIRE7 broken on the level of WebSocket itself leaves the process alive', async () => {
		const server = await startSyncServer(database);
		const check = await bystanders(server);
		for (const bytes of [
			[0xff, 0xff, 0, 0, 0, 0, 0],
			[0x82, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
			[0x81, 0x01, 0xff]
		]) {
			const client = await new RawClient(server, boardId, { id: 'mallory', role: 'editor' }).opened();
			const { _socket: tcp } = client.socket as unknown as { _socket: ReturnType<typeof connect> };
			tcp.write(Uint8Array.from(bytes));
			await client.closed.catch((error: unknown) => error);
		}
		await check();
	});

	test('WIRE8 that builds on unknown changes is never half applied: its sender is asked, then let go', async () => {
		const server = await startSyncServer(database);
		const check = await bystanders(server);
		const client = await new RawClient(server, boardId, { id: 'mallory', role: 'editor' }).opened();
		client.send(writeStep1(Uint8Array.of(0)));
		await client.frame('step1');
		const doc = new Y.Doc();
		const updates: Uint8Array[] = [];
		doc.on('update', (bytes: Uint8Array) => updates.push(bytes));
		for (const key of ['a', 'b', 'c']) doc.getMap('pins').set(key, key);

		client.send(writeUpdate(updates[2] as Uint8Array));
		client.send(writeBarrier(1));
		await client.frame('step1', client.frames.length);
		expect(
			client.frames.some(({ kind }) => kind === 'barrier'),
			'nothing is acknowledged before the gap is closed'
		).toBe(false);
		client.send(writeStep2(Y.encodeStateAsUpdate(doc)));
		await client.frame('barrier');
		await check();

		for (const key of ['d', 'e']) doc.getMap('pins').set(key, key);
		for (let i = 0; i < 3; i++) client.send(writeStep2(updates[4] as Uint8Array));
		expect((await client.closed).code).toBe(4400);
		await check();
	});

	test('WIRE9 of mutated real traffic never harms anybody but its sender', { timeout: 60_000 }, async () => {
		const server = await startSyncServer(database);
		const check = await bystanders(server);
		const frames = [
			writeStep1(Y.encodeStateVector(new Y.Doc())),
			writeUpdate(update((doc) => doc.getMap('pins').set('a', new Y.Map([['title', 'x']])))),
			writeStep2(update((doc) => doc.getText('t').insert(0, 'hello'))),
			writePresence([{ clientId: 5, clock: 3, json: '{"selection":["a"]}' }]),
			writeBarrier(12)
		];
		const mutation = fc.record({
			frame: fc.constantFrom(...frames),
			edits: fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 4 }),
			cut: fc.nat(3)
		});
		let client: RawClient | null = null;
		onTestFinished(() => client?.socket.terminate());
		await fc.assert(
			fc.asyncProperty(mutation, async ({ frame, edits, cut }) => {
				const bytes = frame.slice(0, frame.length - cut);
				for (const [at, value] of edits) if (bytes.length > 0) bytes[at % bytes.length] = value;
				if (client === null || client.socket.readyState !== client.socket.OPEN) {
					client?.socket.terminate();
					client = await new RawClient(server, boardId, { id: 'mallory', role: 'editor' }).opened();
				}
				client.send(bytes);
			}),
			{ numRuns: 1_500 }
		);
		await check();
	});
});

test('WIRE10 a burst is slowed down and answered whole; a senseless flood ends with 4529; colleagues go on', async () => {
	const server = await startSyncServer(database, {
		limits: { framesPerSecond: 1_000, framesBurst: 50, framesDebtMax: 1_000 }
	});
	const check = await bystanders(server);
	const eager = await new RawClient(server, boardId, { id: 'eager', role: 'editor' }).opened();
	for (let n = 1; n <= 300; n++) eager.send(writeBarrier(n));
	await expect.poll(() => eager.frames.filter(({ kind }) => kind === 'barrier').length).toBe(300);
	expect(server.rooms.stats().writersPausedTotal).toBeGreaterThan(0);
	const flood = await new RawClient(server, boardId, { id: 'mallory', role: 'editor' }).opened();
	for (let n = 1; n <= 20_000; n++) flood.send(writeBarrier(n));
	expect((await flood.closed).code).toBe(4529);
	await check();
});
