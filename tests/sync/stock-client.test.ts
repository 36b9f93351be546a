// A stock y-websocket client, with nothing of ours, on the real server and a real database.
import { beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, startSyncServer, stockClient, synced, whenDoc, whenPresence } from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const anna = { id: 'anna', role: 'editor' } as const;
const ben = { id: 'ben', role: 'editor' } as const;

describe('a stock y-websocket client', () => {
	test('WIRE1 joins, edits, sees edits, and finds them again after a restart of the server', async () => {
		const boardId = await makeBoard(database, 'Tripoli');
		const server = await startSyncServer(database);
		const first = stockClient(server, boardId, anna);
		const second = stockClient(server, boardId, ben);
		await Promise.all([synced(first), synced(second)]);
		expect(first.doc.getMap('board').get('title')).toBe('Tripoli');

		first.doc.getMap('pins').set('p1', new Y.Map([['title', 'Airport']]));
		await whenDoc(second.doc, () => second.doc.getMap('pins').has('p1'));
		second.doc.getMap<Y.Map<string>>('pins').get('p1')?.set('title', 'Mitiga airport');
		await whenDoc(
			first.doc,
			() => first.doc.getMap<Y.Map<string>>('pins').get('p1')?.get('title') === 'Mitiga airport'
		);

		const authors = await database.sql<{ author_id: string | null }[]>`
			select author_id from board_updates where board_id = ${boardId} order by seq`;
		expect(authors.map(({ author_id }) => author_id)).toEqual([null, 'anna', 'ben']);

		await server.stop();
		const again = await startSyncServer(database);
		const third = stockClient(again, boardId, anna);
		await synced(third);
		expect(third.doc.getMap<Y.Map<string>>('pins').get('p1')?.get('title')).toBe('Mitiga airport');
	});

	test('WIRE2 shows its presence to the others, under the name that the server knows', async () => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database);
		const first = stockClient(server, boardId, anna);
		const second = stockClient(server, boardId, ben);
		await Promise.all([synced(first), synced(second)]);
		first.awareness.setLocalState({
			user: { id: 'ben', name: 'Mallory', color: '#000000' },
			editing: 'p1',
			hack: 1
		});
		await whenPresence(second, () => second.awareness.getStates().get(first.doc.clientID)?.editing === 'p1');
		expect(second.awareness.getStates().get(first.doc.clientID)).toEqual({
			editing: 'p1',
			user: { id: 'anna', name: 'Name of anna', color: expect.stringMatching(/^#/), role: 'editor' }
		});
		const gone = whenPresence(second, () => !second.awareness.getStates().has(first.doc.clientID));
		first.destroy();
		await gone;
	});
});
