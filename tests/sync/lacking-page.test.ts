// A page that something got lost to on the way notices and asks for it; one whose work is too large for any message stays away.
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { readFrame } from '#lib/protocol/read-frame.ts';
import type { Database } from '#lib/server/db/open.ts';
import { connectBoard, type BoardConnection } from '#lib/sync/connect-board.ts';
import type { SaveStatus } from '#lib/sync/save-status.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, socketClassFor, startSyncServer, stockClient, synced, whenDoc } from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const anna = { id: 'anna', role: 'editor' } as const;
const ben = { id: 'ben', role: 'editor' } as const;
/** Waiting goes by this many times faster in a page under test. */
const haste = 20;

function openPage(
	url: string,
	boardId: string,
	{ doc = new Y.Doc(), webSocket = socketClassFor(ben) } = {}
): { doc: Y.Doc; connection: BoardConnection; seen: SaveStatus[] } {
	const awareness = new Awareness(doc);
	const connection = connectBoard({
		boardId,
		doc,
		awareness,
		readOnly: false,
		url,
		userId: null,
		webSocket,
		now: () => Date.now() * haste
	});
	const seen: SaveStatus[] = [];
	connection.subscribe((status) => seen.push(status));
	onTestFinished(async () => {
		await connection.close();
		awareness.destroy();
	});
	return { doc, connection, seen };
}

interface Emitter {
	emit(event: string, ...args: unknown[]): boolean;
}

/** A socket that loses the next update it is sent. */
function lossySocketClass(): { socketClass: typeof WebSocket; loss: { isNext: boolean } } {
	const loss = { isNext: false };
	const Base = socketClassFor(ben) as unknown as new (url: string, protocols?: string[]) => Emitter;
	class LossyWebSocket extends Base {
		override emit(event: string, ...args: unknown[]): boolean {
			const isUpdate =
				event === 'message' && readFrame(new Uint8Array(args[0] as ArrayBuffer)).kind === 'update';
			if (!isUpdate || !loss.isNext) return super.emit(event, ...args);
			loss.isNext = false;
			return true;
		}
	}
	return { socketClass: LossyWebSocket as unknown as typeof WebSocket, loss };
}

test('SAVE18 a page that lacks something says that it is not up to date, asks for it, and has it', async () => {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database);
	const colleague = stockClient(server, boardId, anna);
	await synced(colleague);
	const { socketClass, loss } = lossySocketClass();
	const page = openPage(server.url, boardId, { webSocket: socketClass });
	await expect.poll(() => page.connection.status.kind).toBe('saved');

	loss.isNext = true;
	colleague.doc.getMap('pins').set('lost', 1);
	await expect.poll(() => loss.isNext).toBe(false);
	const seenBefore = page.seen.length;
	colleague.doc.getMap('pins').set('after it', 2);
	await whenDoc(page.doc, () => page.doc.getMap('pins').get('after it') === 2);
	expect(page.doc.getMap('pins').get('lost')).toBe(1);
	expect(page.doc.store.pendingStructs).toBeNull();
	await expect.poll(() => page.connection.status.kind).toBe('saved');
	expect(page.seen.slice(seenBefore).map(({ kind }) => kind)).toContain('connecting');
});

test('SAVE14 a page whose work no message can carry is told so, and does not try for ever', async () => {
	const boardId = await makeBoard(database);
	const server = await startSyncServer(database, { limits: { socketPayloadBytesMax: 20_000 } });
	const doc = new Y.Doc();
	doc.getMap('pins').set('large', 'x'.repeat(30_000));
	const page = openPage(server.url, boardId, { doc });
	await expect
		.poll(() => page.connection.status)
		.toMatchObject({ kind: 'ended', code: 1009, reason: 'too-large' });
	const { upgradesTotal } = server.rooms.stats();
	expect(upgradesTotal).toBe(1);
});
