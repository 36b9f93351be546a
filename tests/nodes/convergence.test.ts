// People who edit at random on two nodes, leave, come back to the other node, and work offline in between, while the bus loses
// messages and the database cuts connections: in the end everybody and the database hold the same, and the log has no gap.
import { beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { WebsocketProvider } from 'y-websocket';
import { createBoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { silentLog } from '../../server/log.ts';
import { createNotifyRelay } from '../../server/notify-relay.ts';
import { openDocument } from '../../server/open-document.ts';
import { below, randomFrom } from '../support/recorded-session.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeBoard, stockClient, synced, type TestServer } from '../sync/harness.ts';
import { knowEachOther, lossy, startNode } from './node.ts';

const seed = Number(process.env.SANDTABLE_NODES_SEED ?? Math.floor(Math.random() * 2 ** 31));
const stepCount = 400;
const peopleCount = 5;
const settleMaxMs = 30_000;

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
	testDatabase = await createTestDatabase();
	database = testDatabase.open();
});

interface Person {
	id: string;
	doc: Y.Doc;
	provider: WebsocketProvider | null;
}

function contentOf(doc: Y.Doc): string {
	const pins = Object.entries(doc.getMap('pins').toJSON()).toSorted(([a], [b]) => (a < b ? -1 : 1));
	return JSON.stringify([pins, doc.getText('text').toString()]);
}

function editAtRandom(doc: Y.Doc, random: (below: number) => number, n: number): void {
	const text = doc.getText('text');
	const pins = doc.getMap('pins');
	switch (random(4)) {
		case 0:
			text.insert(random(text.length + 1), `<${n}>`);
			break;
		case 1:
			if (text.length > 4) text.delete(random(text.length - 4), 1 + random(3));
			break;
		case 2:
			pins.delete(`p${random(20)}`);
			break;
		default:
			pins.set(`p${random(20)}`, n);
	}
}

function leave(person: Person): void {
	person.provider?.destroy();
	person.provider = null;
}

async function cutConnections(): Promise<void> {
	await database.sql`
		select pg_terminate_backend(pid) from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid()`;
}

async function storedContent(boardId: string): Promise<{ content: string; seqs: number[] }> {
	const stored = await createBoardStore(database.sql).load(boardId);
	if (stored === null) throw new Error('the board is gone');
	const rows = await database.sql<{ seq: string }[]>`
		select seq from board_updates where board_id = ${boardId} order by seq`;
	return {
		content: contentOf(openDocument(boardId, stored).doc),
		seqs: rows.map(({ seq }) => Number(seq))
	};
}

test(`NODE18 whatever is lost or cut, all converge (seed ${seed})`, { timeout: 120_000 }, async () => {
	const draw = randomFrom(seed);
	const random = (max: number) => below(draw, max);
	const boardId = await makeBoard(database);
	const quick = { nodeBeatMs: 100, headsPollMs: 300, lingerMs: 50 };
	const relays = [0, 1].map(() => lossy(createNotifyRelay(testDatabase.open().sql, silentLog)));
	const nodes: TestServer[] = [];
	for (const relay of relays) nodes.push(await startNode(testDatabase, relay, quick));
	await knowEachOther(...nodes);
	const people: Person[] = Array.from({ length: peopleCount }, (_, n) => ({
		id: `p${n}`,
		doc: new Y.Doc(),
		provider: null
	}));
	const come = (person: Person, node: number) => {
		const server = nodes[node] as TestServer;
		person.provider = stockClient(server, boardId, { id: person.id, role: 'editor' }, person.doc);
	};

	for (let n = 0; n < stepCount; n++) {
		const person = people[random(peopleCount)] as Person;
		const what = random(40);
		if (what === 0) leave(person);
		else if (what <= 3 && person.provider === null) come(person, random(nodes.length));
		else if (what === 4) {
			const relay = relays[random(relays.length)];
			if (relay) relay.loses = !relay.loses;
		} else if (what === 5 && random(8) === 0) await cutConnections();
		else editAtRandom(person.doc, random, n);
		await new Promise((resolve) => setImmediate(resolve));
	}

	for (const relay of relays) relay.loses = false;
	for (const [n, person] of people.entries()) {
		leave(person);
		come(person, n % nodes.length);
	}
	await Promise.all(people.map(({ provider }) => (provider ? synced(provider) : null)));
	await expect
		.poll(
			async () => {
				const { content } = await storedContent(boardId);
				return new Set([content, ...people.map(({ doc }) => contentOf(doc))]).size;
			},
			{ timeout: settleMaxMs, interval: 100 }
		)
		.toBe(1);
	const { seqs } = await storedContent(boardId);
	expect(seqs).toEqual(seqs.map((_seq, index) => index + 1));
	for (const { doc } of people) {
		expect(doc.store.pendingStructs).toBeNull();
		expect(doc.store.pendingDs).toBeNull();
	}
	for (const { rooms } of nodes) expect(rooms.stats().refusedUpdatesTotal).toBe(0);
});
