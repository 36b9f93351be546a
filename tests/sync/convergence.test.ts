// Any number of honest clients, any work, any breaks: in the end all have the same board, the database too, and nobody honest was
// ever refused.
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, socketClassFor, startSyncServer, synced, type TestServer } from './harness.ts';

let database: Database;

beforeAll(async () => {
	database = (await createTestDatabase()).open();
});

const runs = Number(process.env.SANDTABLE_CONVERGENCE_RUNS ?? 25);
const keys = ['a', 'b', 'c', 'd'];

type Step =
	| { kind: 'add' | 'remove'; who: number; key: string }
	| { kind: 'edit'; who: number; key: string; value: number }
	| { kind: 'type'; who: number; key: string; at: number; text: string; remove: number }
	| { kind: 'undo' | 'redo' | 'break' | 'return' | 'reload'; who: number };

const who = fc.nat(3);
const key = fc.constantFrom(...keys);
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), who, key }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), who, key }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('edit' as const), who, key, value: fc.nat(99) }) },
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant('type' as const),
			who,
			key,
			at: fc.nat(20),
			text: fc.string({ maxLength: 5 }),
			remove: fc.nat(3)
		})
	},
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constantFrom(
				'undo' as const,
				'redo' as const,
				'break' as const,
				'return' as const,
				'reload' as const
			),
			who
		})
	}
);

/** The content and what it was made of; replicas may hold the keys of a map in any order. */
function state(doc: Y.Doc): string {
	return JSON.stringify([sorted(doc.getMap('pins').toJSON()), [...Y.encodeStateVector(doc)]]);
}

function sorted(value: unknown): unknown {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
	return entries.map(([key, item]) => [key, sorted(item)]);
}

/** One person's browser: a document that outlives sockets, and with `reload` even the document's client id. */
class Browser {
	doc = new Y.Doc();
	undo: Y.UndoManager;
	provider: WebsocketProvider;
	refused = 0;
	readonly #server: TestServer;
	readonly #boardId: string;
	readonly #id: string;

	constructor(server: TestServer, boardId: string, id: string) {
		this.#server = server;
		this.#boardId = boardId;
		this.#id = id;
		[this.provider, this.undo] = this.#open();
	}

	#open(): [WebsocketProvider, Y.UndoManager] {
		const provider = new WebsocketProvider(this.#server.url, this.#boardId, this.doc, {
			WebSocketPolyfill: socketClassFor({ id: this.#id, role: 'editor' }),
			disableBc: true
		});
		provider.on('connection-close', (event) => event && this.refused++);
		return [provider, new Y.UndoManager(this.doc.getMap('pins'), { captureTimeout: 0 })];
	}

	/** As a page that is loaded anew from the copy on its device. */
	reload(): void {
		const copy = Y.encodeStateAsUpdate(this.doc);
		this.close();
		this.doc = new Y.Doc();
		Y.applyUpdate(this.doc, copy);
		[this.provider, this.undo] = this.#open();
	}

	do(step: Step): void {
		const pins = this.doc.getMap<Y.Map<unknown>>('pins');
		switch (step.kind) {
			case 'add':
				if (!pins.has(step.key)) pins.set(step.key, new Y.Map([['text', new Y.Text()]]));
				return;
			case 'remove':
				return pins.delete(step.key);
			case 'edit':
				return void pins.get(step.key)?.set('value', step.value);
			case 'type': {
				const text = pins.get(step.key)?.get('text');
				if (!(text instanceof Y.Text)) return;
				const at = Math.min(step.at, text.length);
				text.delete(at, Math.min(step.remove, text.length - at));
				text.insert(Math.min(at, text.length), step.text, step.remove === 1 ? { bold: true } : {});
				return;
			}
			case 'undo':
				return void this.undo.undo();
			case 'redo':
				return void this.undo.redo();
			case 'break':
				return this.provider.disconnect();
			case 'return':
				return this.provider.connect();
			case 'reload':
				return this.reload();
		}
	}

	close(): void {
		this.undo.destroy();
		this.provider.destroy();
		this.provider.awareness.destroy();
		this.doc.destroy();
	}
}

test(
	'ROOM16 clients converge over the real wire, with each other and with the database',
	{ timeout: 120_000 },
	async () => {
		const server = await startSyncServer(database, {
			limits: { lingerMs: 0, checkpointRows: 5, checkpointRowsAtUnload: 1, restAfterMs: 20, restCheckMs: 20 }
		});
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80 }), async (steps) => {
				const boardId = await makeBoard(database);
				const browsers = [0, 1, 2, 3].map((n) => new Browser(server, boardId, `person-${n}`));
				try {
					for (const [index, one] of steps.entries()) {
						browsers[one.who]?.do(one);
						// Let the wire interleave with the work.
						if (index % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
					}
					for (const browser of browsers) browser.provider.connect();
					await Promise.all(browsers.map(({ provider }) => synced(provider)));
					await expect
						.poll(() => new Set(browsers.map(({ doc }) => state(doc))).size, { timeout: 8_000 })
						.toBe(1);
					const stored = new Y.Doc();
					await expect
						.poll(async () => {
							const rows = await database.sql<{ data: Buffer }[]>`
							select data from board_updates where board_id = ${boardId} order by seq`;
							for (const { data } of rows) Y.applyUpdate(stored, data);
							return state(stored);
						})
						.toBe(state((browsers[0] as Browser).doc));
					expect(browsers.map(({ refused, doc }) => [refused, doc.store.pendingStructs])).toEqual(
						browsers.map(() => [0, null])
					);
					expect(server.rooms.stats()).toMatchObject({ refusedUpdatesTotal: 0, heldBackUpdatesTotal: 0 });
				} finally {
					for (const browser of browsers) browser.close();
				}
			}),
			{ numRuns: runs, endOnFailure: true, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false }
		);
	}
);
