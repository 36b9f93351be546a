// Who is here, across nodes: everybody sees the same people in the same colours, and nobody who has gone. And rights: what is
// taken away on one node ends sockets on the other.
import { beforeAll, describe, expect, test } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { writeUpdate } from '#lib/protocol/write-frame.ts';
import { accessChannel, type AccessChange } from '#lib/server/grant.ts';
import type { Database } from '#lib/server/db/open.ts';
import { silentLog } from '../../server/log.ts';
import { createNotifyRelay } from '../../server/notify-relay.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
	makeBoard,
	RawClient,
	stockClient,
	synced,
	whenDoc,
	whenPresence,
	type Person,
	type TestServer
} from '../sync/harness.ts';
import { knowEachOther, lossy, startNode } from './node.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
	testDatabase = await createTestDatabase();
	database = testDatabase.open();
});

const anna = { id: 'anna', role: 'editor' } as const;
const ben = { id: 'ben', role: 'editor' } as const;
const cleo = { id: 'cleo', role: 'viewer' } as const;

interface User {
	id: string;
	color: string;
}

const usersSeenBy = (provider: WebsocketProvider): User[] =>
	[...provider.awareness.getStates()]
		.filter(([clientId]) => clientId !== provider.doc.clientID)
		.map(([, { user }]) => user as User)
		.toSorted((a, b) => a.id.localeCompare(b.id));

const coloursSeenBy = (provider: WebsocketProvider) =>
	Object.fromEntries(usersSeenBy(provider).map(({ id, color }) => [id, color]));

async function join(node: TestServer, boardId: string, person: Person): Promise<WebsocketProvider> {
	const provider = stockClient(node, boardId, person);
	await synced(provider);
	provider.awareness.setLocalStateField('editing', person.id);
	return provider;
}

const sees = (provider: WebsocketProvider, ...ids: string[]) =>
	whenPresence(
		provider,
		() =>
			usersSeenBy(provider)
				.map(({ id }) => id)
				.join() === ids.join()
	);

describe('presence', () => {
	test('NODE5 people on two nodes see each other, come, move and go', async () => {
		const boardId = await makeBoard(database);
		const [a, b] = [await startNode(testDatabase), await startNode(testDatabase)];
		await knowEachOther(a, b);
		const onA = await join(a, boardId, anna);
		const onB = await join(b, boardId, ben);
		await Promise.all([sees(onA, 'ben'), sees(onB, 'anna')]);
		onA.awareness.setLocalStateField('editing', 'p1');
		await whenPresence(onB, () =>
			[...onB.awareness.getStates().values()].some(({ editing }) => editing === 'p1')
		);
		const late = await join(b, boardId, cleo);
		await sees(late, 'anna', 'ben');
		onA.destroy();
		await Promise.all([sees(onB, 'cleo'), sees(late, 'ben')]);
	});

	test('NODE6 the people of a node that ends have gone at once; of one that falls silent, after a while', async () => {
		const boardId = await makeBoard(database);
		const relay = lossy(createNotifyRelay(database.sql, silentLog));
		const quick = { nodeBeatMs: 50, presenceElsewhereMs: 400, nodeSilenceMs: 400, presenceRenewalMs: 100 };
		const [a, b] = [await startNode(testDatabase), await startNode(testDatabase, undefined, quick)];
		const silent = await startNode(testDatabase, relay);
		await knowEachOther(a, b, silent);
		const onB = await join(b, boardId, ben);
		await join(a, boardId, anna);
		await sees(onB, 'anna');
		await a.stop();
		await sees(onB);
		await join(silent, boardId, cleo);
		await sees(onB, 'cleo');
		relay.loses = true;
		await sees(onB);
		await expect.poll(() => b.rooms.stats().otherNodes).toBe(0);
	});

	test('NODE7 everybody sees the same colours: one per person, the earlier comer keeps it', async () => {
		const boardId = await makeBoard(database);
		const relay = lossy(createNotifyRelay(database.sql, silentLog));
		const [a, b] = [await startNode(testDatabase), await startNode(testDatabase, relay)];
		await knowEachOther(a, b);
		// Neither node hears of the other's person: both hand out the first colour.
		relay.loses = true;
		const onA = await join(a, boardId, anna);
		const onB = await join(b, boardId, ben);
		const again = await join(b, boardId, anna);
		relay.loses = false;
		const watcher = await join(a, boardId, cleo);
		const move = () => {
			for (const { awareness } of [onA, onB, again, watcher])
				awareness.setLocalStateField('editing', String(Math.random()));
		};
		await expect
			.poll(
				() => {
					move();
					const views = [coloursSeenBy(onA), coloursSeenBy(onB), coloursSeenBy(watcher)];
					const [, byBen = {}, byCleo = {}] = views;
					const all = { ...byBen, ...byCleo };
					const agree = views.every((view) => Object.entries(view).every(([id, color]) => all[id] === color));
					const annas = [...usersSeenBy(watcher), ...usersSeenBy(onB)].filter(({ id }) => id === 'anna');
					return (
						agree &&
						Object.keys(all).length === 3 &&
						new Set(Object.values(all)).size === 3 &&
						annas.length === 4 &&
						new Set(annas.map(({ color }) => color)).size === 1
					);
				},
				{ timeout: 10_000, interval: 100 }
			)
			.toBe(true);
	});

	test('NODE8 nobody speaks under the id of somebody on another node', async () => {
		const boardId = await makeBoard(database);
		const [a, b] = [await startNode(testDatabase), await startNode(testDatabase)];
		await knowEachOther(a, b);
		const onA = await join(a, boardId, anna);
		const onB = await join(b, boardId, ben);
		await sees(onB, 'anna');
		const mallory = stockClient(b, boardId, { id: 'mallory', role: 'editor' });
		mallory.awareness.clientID = onA.awareness.clientID;
		mallory.awareness.setLocalState({ editing: 'stolen' });
		await synced(mallory);
		mallory.awareness.setLocalStateField('editing', 'stolen');
		onA.awareness.setLocalStateField('editing', 'mine');
		await whenPresence(onB, () =>
			[...onB.awareness.getStates().values()].some(({ editing }) => editing === 'mine')
		);
		expect(usersSeenBy(onB).map(({ id }) => id)).toEqual(['anna']);
	});
});

describe('client ids', () => {
	test('NODE21 nobody is the first to write under the id of somebody who is present on another node', async () => {
		const boardId = await makeBoard(database);
		const [a, b] = [await startNode(testDatabase), await startNode(testDatabase)];
		await knowEachOther(a, b);
		const onA = await join(a, boardId, anna);
		const onB = await join(b, boardId, ben);
		await sees(onB, 'anna');
		const forged = new Y.Doc();
		forged.clientID = onA.doc.clientID;
		forged.getMap('pins').set('forged', 1);
		const mallory = new RawClient(b, boardId, { id: 'mallory', role: 'editor' });
		await mallory.opened();
		mallory.send(writeUpdate(Y.encodeStateAsUpdate(forged)));
		await expect.poll(() => b.rooms.stats().heldBackUpdatesTotal).toBe(1);
		onA.doc.getMap('pins').set('mine', 1);
		await whenDoc(onB.doc, () => onB.doc.getMap('pins').has('mine'));
		expect([...onB.doc.getMap('pins').keys()]).toEqual(['mine']);
	});
});

describe('rights', () => {
	test('NODE9 a role that is taken away anywhere ends the sockets on every node', async () => {
		const boardId = await makeBoard(database);
		const [a, b] = [await startNode(testDatabase), await startNode(testDatabase)];
		const sockets = await Promise.all([a, b].map((node) => new RawClient(node, boardId, anna).opened()));
		const change: AccessChange = { kind: 'role-changed', boardId, userId: anna.id, role: null };
		const startedAt = performance.now();
		await expect
			.poll(
				async () => {
					// A node that has just started may not listen yet.
					await database.sql`select pg_notify(${accessChannel}, ${JSON.stringify(change)})`;
					return sockets.every(({ socket }) => socket.readyState === socket.CLOSED);
				},
				{ timeout: 5_000 }
			)
			.toBe(true);
		const ends = await Promise.all(sockets.map(({ closed }) => closed));
		expect(ends.map(({ code }) => code)).toEqual([4403, 4403]);
		expect(performance.now() - startedAt).toBeLessThan(5_000);
	});

	test('NODE10 with the messages lost, the sweep finds it', async () => {
		const boardId = await makeBoard(database);
		const relay = lossy(createNotifyRelay(database.sql, silentLog));
		relay.loses = true;
		const node = await startNode(testDatabase, relay, { recheckIntervalMs: 300 });
		const socket = await new RawClient(node, boardId, anna).opened();
		node.revoked.add(anna.id);
		expect((await socket.closed).code).toBe(4403);
	});
});
