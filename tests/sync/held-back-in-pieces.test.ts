// A page that holds so much of a colleague's lost work that its answer leaves in pieces: it reads "Saved" when the server has all of
// it, and not before.
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { pieceBytesMax } from '#lib/protocol/limits.ts';
import type { Database } from '#lib/server/db/open.ts';
import { connectBoard } from '#lib/sync/connect-board.ts';
import type { SaveStatus } from '#lib/sync/save-status.ts';
import { createTestDatabase } from '../support/database.ts';
import {
	makeBoard,
	socketClassFor,
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

const anna: Person = { id: 'anna', role: 'editor' };
const ben: Person = { id: 'ben', role: 'editor' };
const quick = { askAgainMinMs: 10, askAgainMaxMs: 50 };
/** Anna's pieces and the last one are held back, each time that Ben is asked. */
const heldBackPerAnswerMin = 2;
const answers = 5;

/** Anna was here, and then made more than fits in one piece, which was shown and lost with the server. */
async function annasLostWork(server: TestServer, boardId: string): Promise<Y.Doc> {
	const provider = stockClient(server, boardId, anna);
	await synced(provider);
	const { doc } = provider;
	doc.getMap('pins').set('before', 1);
	const watcher = stockClient(server, boardId, { id: 'watcher', role: 'viewer' });
	await whenDoc(watcher.doc, () => watcher.doc.getMap('pins').has('before'));
	watcher.destroy();
	provider.disconnect();
	doc.transact(() => {
		const note = new Y.Text('A new note. ');
		doc.getMap('notes').set('note', note);
		for (let n = 0; n < 600; n++) doc.getMap('pins').set(`pin ${n}`, 'x'.repeat(1_024));
	});
	expect(Y.encodeStateAsUpdate(doc).length).toBeGreaterThan(pieceBytesMax);
	return doc;
}

const noteOf = (doc: Y.Doc) => doc.getMap<Y.Text>('notes').get('note') as Y.Text;

test.each([
	['', () => undefined],
	// Ranges that the server cannot know are removed then.
	[', some of which moved', (doc: Y.Doc) => doc.getMap('pins').set('pin 7', 'elsewhere')]
])(
	'SAVE20 work that builds on a colleague’s lost work%s is not called saved before that is back',
	async (_what, alsoDoes) => {
		const boardId = await makeBoard(database);
		const server = await startSyncServer(database, { limits: quick });
		const annas = await annasLostWork(server, boardId);
		alsoDoes(annas);
		const doc = new Y.Doc();
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(annas));
		noteOf(doc).insert(noteOf(doc).length, 'Ben agrees.');

		const awareness = new Awareness(doc);
		const seen: SaveStatus[] = [];
		const connection = connectBoard({
			boardId,
			doc,
			awareness,
			readOnly: false,
			url: server.url,
			userId: null,
			webSocket: socketClassFor(ben)
		});
		onTestFinished(async () => {
			await connection.close();
			awareness.destroy();
		});
		connection.subscribe((status) => seen.push(status));
		const wrong = () => seen.filter(({ kind }) => kind === 'saved' || kind === 'ended');
		const heldBack = () => Number(server.rooms.stats().heldBackUpdatesTotal);
		await expect.poll(() => wrong().length > 0 || heldBack() > answers * heldBackPerAnswerMin).toBe(true);
		expect(wrong()).toEqual([]);

		const back = stockClient(server, boardId, anna, annas);
		await whenDoc(annas, () => noteOf(annas).toJSON() === 'A new note. Ben agrees.');
		await expect.poll(() => connection.status).toEqual({ kind: 'saved' });
		expect(back.synced).toBe(true);
		const stored = stockClient(server, boardId, { id: 'checker', role: 'viewer' });
		await synced(stored);
		expect(noteOf(stored.doc).toJSON()).toBe('A new note. Ben agrees.');
		expect(stored.doc.getMap('pins').toJSON()).toEqual(doc.getMap('pins').toJSON());
	}
);
