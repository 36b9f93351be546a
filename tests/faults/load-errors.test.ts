// A board is opened while the database cannot give it: out of reach, an error, a connection that breaks, a lock that nobody lets go
// of. It is refused, never shown blank, and opens as soon as the database can.
import { beforeAll, expect, test } from 'vitest';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase } from '../support/database.ts';
import { makeBoard, RawClient, startSyncServer, type TestServer } from '../sync/harness.ts';
import { behindDoor, type Door } from './door.ts';
import { roundsOf, tellOutcome } from './rounds.ts';

const rounds = roundsOf({ short: 5, full: 40 });
const failures = roundsOf({ short: 6, full: 100 });
const refusedCode = 4503;
const loadMaxMs = 1_000;
const openMaxMs = 60_000;
const titleBytesMin = 50;

let database: Database;
let door: Door;

beforeAll(async () => {
	const testDatabase = await createTestDatabase();
	database = testDatabase.open();
	door = await behindDoor(testDatabase.url);
});

async function asks(server: TestServer, boardId: string): Promise<RawClient> {
	const client = await new RawClient(server, boardId, { id: 'anna', role: 'editor' }).opened();
	client.send(Uint8Array.of(0, 0, 1, 0));
	return client;
}

/** Nothing that a page could take for the board. */
async function isRefused(server: TestServer, boardId: string, round: string): Promise<void> {
	const client = await asks(server, boardId);
	const end = await Promise.race([client.closed, client.frame('step2')]);
	expect(end, round).toMatchObject({ code: refusedCode });
	expect(
		client.frames.filter(({ kind }) => kind === 'step2' || kind === 'update'),
		round
	).toEqual([]);
}

/** Whoever tries again gets in, and gets all of it. */
async function opens(server: TestServer, boardId: string, round: string): Promise<void> {
	const tries = async () => {
		const client = await asks(server, boardId);
		const answer = await Promise.race([client.frame('step2'), client.closed]);
		client.socket.terminate();
		return 'update' in answer && answer.update.length > titleBytesMin;
	};
	await expect.poll(tries, { message: round, timeout: openMaxMs }).toBe(true);
}

test('FAULT4 a board whose database is out of reach at load is not opened, never blank, and opens when it is back', async (context) => {
	const boardId = await makeBoard(database, 'Tripoli');
	const server = await startSyncServer(door.database, { limits: { loadMaxMs } });
	for (let round = 0; round < rounds; round++) {
		door.proxy.shut();
		await isRefused(server, boardId, `round ${round}`);
		door.proxy.isShut = false;
	}
	await opens(server, boardId, 'at the end');
	tellOutcome(context, `${rounds} loads without a database: each refused, none blank`);
});

/** What makes loads fail; the answer ends it. */
const faults = {
	error: async () => {
		await database.sql`alter table board_checkpoints rename to board_checkpoints_away`;
		return async () =>
			void (await database.sql`alter table board_checkpoints_away rename to board_checkpoints`);
	},
	cut: async (boardId: string) => {
		door.proxy.cutAt = boardId;
		return async () => void (door.proxy.cutAt = null);
	},
	lock: async () => {
		const holder = await database.sql.reserve();
		await holder`begin`;
		await holder`lock table board_checkpoints in access exclusive mode`;
		return async () => {
			await holder`rollback`;
			holder.release();
		};
	}
};

test(`FAULT13 ${failures} loads that fail in the database: each is refused, and the next one that can opens the board`, async (context) => {
	const server = await startSyncServer(door.database, { limits: { loadMaxMs, lingerMs: 0 } });
	const names = Object.keys(faults) as (keyof typeof faults)[];
	for (let round = 0; round < failures; round++) {
		const name = names[round % names.length] ?? 'error';
		const boardId = await makeBoard(database, `A board that cannot be read ${round}`);
		const end = await faults[name](boardId);
		try {
			await isRefused(server, boardId, `round ${round}, ${name}`);
		} finally {
			await end();
		}
		await opens(server, boardId, `round ${round}, ${name}`);
	}
	tellOutcome(
		context,
		`${failures} loads failed (${names.join(', ')}): each refused, none blank, all opened afterwards`
	);
});
