// What a hostile member could try, over real sockets: it fails, and colleagues hardly feel it.
import * as encoding from 'lib0/encoding';
import { beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writePresence, writeStep1, writeStep2, writeUpdate } from '#lib/protocol/write-frame.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, startSyncServer, type Person, type TestServer } from '../sync/harness.ts';
import { bystanders, type Bystanders } from './bystanders.ts';
import { fuzzOverSockets } from './fuzz-over-sockets.ts';

let database: Database;
let boardId: string;
let server: TestServer;
let colleagues: Bystanders;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

async function stage(): Promise<void> {
	boardId = await makeBoard(database);
	server = await startSyncServer(database);
	colleagues = await bystanders(server, boardId);
}

const mallory: Person = { id: 'mallory', role: 'editor' };
const viewer: Person = { id: 'vera', role: 'viewer' };
const display: Person = { id: 'display', role: 'viewer', isLink: true };

function update(make: (doc: Y.Doc) => void): Uint8Array {
	const doc = new Y.Doc();
	make(doc);
	return Y.encodeStateAsUpdate(doc);
}

async function rows(): Promise<number> {
	const [row] = await database.sql<{ n: number }[]>`
		select count(*)::int as n from board_updates where board_id = ${boardId} and author_id in ('vera', 'display', 'mallory')`;
	return row?.n ?? 0;
}

describe('presence', () => {
	test('ROOM5 nobody speaks for, removes or freezes a colleague, nor fills the room with people', async () => {
		await stage();
		const watcher = await new RawClient(server, boardId, { id: 'watch', role: 'viewer' }).opened();
		watcher.send(writeStep1(Uint8Array.of(0)));
		const known = (await watcher.frame('presence')).entries.filter(({ json }) => json.includes('anna'));
		const [anna] = known;
		expect(anna).toBeDefined();
		const client = anna?.clientId ?? 0;
		const clock = anna?.clock ?? 0;
		const evil = await new RawClient(server, boardId, mallory).opened();
		const from = watcher.frames.length;
		const said = JSON.stringify({ user: { id: 'anna', name: 'Name of anna', color: '#000000' } });
		evil.send(writePresence([{ clientId: client, clock: clock + 5, json: said }]));
		evil.send(writePresence([{ clientId: client, clock: clock + 6, json: 'null' }]));
		evil.send(writePresence([{ clientId: client, clock: 2 ** 31 - 1, json: said }]));
		evil.send(
			writePresence(Array.from({ length: 1_500 }, (_, n) => ({ clientId: 1_000 + n, clock: 1, json: said })))
		);
		evil.send(writeStep1(Uint8Array.of(0)));
		await evil.frame('step2');
		await colleagues.stillFine();
		const after = watcher.frames
			.slice(from)
			.flatMap((frame) => (frame.kind === 'presence' ? frame.entries : []));
		expect(
			after.filter(({ clientId }) => clientId === client && clientId !== 0).map(({ json }) => json)
		).not.toContain('null');
		const ofMallory = new Set(
			after.filter(({ clientId }) => clientId >= 1_000 && clientId < 2_500).map(({ clientId }) => clientId)
		);
		expect(ofMallory.size).toBeLessThanOrEqual(1);
		expect(after.every(({ json, clientId }) => clientId === client || !json.includes('"anna"'))).toBe(true);
		expect(colleagues.names().filter((name) => name === 'Name of anna')).toHaveLength(1);
	});

	test('WIRE10 a flood of it is read more slowly, and colleagues do not feel it', async () => {
		await stage();
		const evil = await new RawClient(server, boardId, mallory).opened();
		for (let n = 1; n <= 10_000; n++)
			evil.send(writePresence([{ clientId: 77, clock: n, json: `{"x":${n}}` }]));
		await colleagues.stillFine();
		expect(server.rooms.stats().writersPausedTotal).toBeGreaterThan(0);
	});
});

describe('a reader', () => {
	test.each([viewer, display])('ROOM4 writes nothing, however it is spelled: $id', async (reader) => {
		await stage();
		const write = update((doc) => doc.getMap('pins').set('evil', 1));
		const whole = await new RawClient(server, boardId, { id: 'anna', role: 'editor' }).opened();
		whole.send(writeStep1(Uint8Array.of(0)));
		const board = new Y.Doc();
		Y.applyUpdate(board, (await whole.frame('step2')).update);
		const before = Y.encodeStateVector(board);
		board.getMap('board').delete('title');
		const deletion = Y.encodeStateAsUpdate(board, before);
		const spelled: [Uint8Array, boolean][] = [
			[writeUpdate(write), false],
			[writeStep2(write), false],
			[writeUpdate(deletion), false],
			[Uint8Array.of(0x80, 0x00, ...writeUpdate(write).subarray(1)), true],
			[Uint8Array.of(...writeStep1(Uint8Array.of(0)), ...writeUpdate(write)), true],
			[Uint8Array.of(0, 0x82, 0x00, ...writeUpdate(write).subarray(2)), true]
		];
		for (const [frame, isMalformed] of spelled) {
			const client = await new RawClient(server, boardId, reader).opened();
			client.send(frame);
			if (isMalformed) expect((await client.closed).code).toBe(4400);
			else expect((await client.frame('denied')).reason).not.toBe('');
		}
		await colleagues.stillFine();
		expect(await rows()).toBe(0);
		const [row] = await database.sql<{ title: string }[]>`select title from boards where id = ${boardId}`;
		expect(row?.title).toBe('A board');
	});
});

describe('an update', () => {
	function manyClients(count: number): Uint8Array {
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, count);
		for (let n = 0; n < count; n++) {
			for (const part of [1, 100_000 + n, 0]) encoding.writeVarUint(encoder, part);
			encoding.writeUint8Array(encoder, Uint8Array.of(0, 1));
		}
		encoding.writeVarUint(encoder, 0);
		return encoding.toUint8Array(encoder);
	}

	function manyStructs(count: number): Uint8Array {
		const encoder = encoding.createEncoder();
		for (const part of [1, count, 7, 0]) encoding.writeVarUint(encoder, part);
		encoding.writeUint8Array(
			encoder,
			new Uint8Array(2 * count).map((_, n) => n % 2)
		);
		encoding.writeVarUint(encoder, 0);
		return encoding.toUint8Array(encoder);
	}

	test.each([
		['of a million structs', () => manyStructs(1_000_000)],
		['of a hundred thousand client ids', () => manyClients(100_000)]
	])('WIRE15 %s is refused, and colleagues do not feel it', async (_name, make) => {
		await stage();
		const frame = writeUpdate(make());
		for (let n = 0; n < 5; n++) {
			const evil = await new RawClient(server, boardId, mallory).opened();
			evil.send(frame);
			expect((await evil.closed).code).toBe(4400);
			await colleagues.stillFine(5);
		}
		expect(await rows()).toBe(0);
	});

	test('WIRE8 two thousand that build on nothing are not kept, and colleagues do not feel them', async () => {
		await stage();
		const doc = new Y.Doc();
		const gaps: Uint8Array[] = [];
		doc.on('update', (bytes: Uint8Array) => gaps.push(bytes));
		for (let n = 0; n < 4_001; n++) doc.getMap('pins').set('x', n);
		const evil = await new RawClient(server, boardId, mallory).opened();
		for (let n = 2; n < 4_000; n += 2) evil.send(writeUpdate(gaps[n] as Uint8Array));
		await colleagues.stillFine(40);
		expect(await rows()).toBe(0);
	});
});

test('WIRE10 asking for the whole state again and again, and not reading the answers, costs only the one who does', async () => {
	await stage();
	const big = await new RawClient(server, boardId, { id: 'anna', role: 'editor' }).opened();
	big.send(writeUpdate(update((doc) => doc.getMap('pins').set('big', 'x'.repeat(300_000)))));
	const greedy = await Promise.all(
		Array.from({ length: 5 }, () => new RawClient(server, boardId, mallory).opened())
	);
	const before = process.memoryUsage().rss;
	for (const { socket } of greedy) socket.pause();
	for (const client of greedy) for (let n = 0; n < 300; n++) client.send(writeStep1(Uint8Array.of(0)));
	await colleagues.stillFine();
	expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(192);
	for (const client of greedy) client.socket.resume();
	expect((await Promise.all(greedy.map(({ closed }) => closed))).map(({ code }) => code)).toEqual(
		greedy.map(() => 4529)
	);
});

test('ROOM2 one person gets no more than twenty sockets, and colleagues still come in', async () => {
	await stage();
	const clients = Array.from({ length: 40 }, () => new RawClient(server, boardId, mallory));
	const outcomes = await Promise.all(
		clients.map((client) =>
			Promise.race([client.opened().then(() => 101), client.refused().catch(() => 101)])
		)
	);
	expect(outcomes.filter((status) => status === 101).length).toBeLessThanOrEqual(20);
	expect(outcomes.filter((status) => status === 429).length).toBeGreaterThanOrEqual(20);
	await colleagues.stillFine();
});

const frameCount = Number(process.env.SANDTABLE_ATTACK_FRAMES ?? 3_000);

test(`WIRE9 ${frameCount} mutated frames over real sockets harm nobody`, { timeout: 300_000 }, async () => {
	await stage();
	const seed = Math.floor(Math.random() * 2 ** 31);
	const report = await fuzzOverSockets(server, boardId, colleagues, { seed, frames: frameCount });
	expect(report.malformedFrames, `seed ${seed}`).toBeGreaterThan(10);
});
