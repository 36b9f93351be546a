// Sandtable under measurement: the real server process on a database of its own, with people who have tokens.
import * as Y from 'yjs';
import { newId } from '#lib/board/id.ts';
import { schemaVersion } from '#lib/board/schema/version.ts';
import { openBoardStore, type BoardStore } from '#lib/server/board-store.ts';
import { openDatabase, type Database } from '#lib/server/db/open.ts';
import { createServices } from '#lib/server/services.ts';
import { silentLog } from '../../../server/log.ts';
import { clientsIn } from '../../../server/scan-update.ts';
import { startServer } from '../../support/process.ts';
import { createDatabaseIn } from '../../support/test-postgres.ts';
import { until } from '../time.ts';
import type { Peer, RunningPeer, StoredContent } from './peer.ts';

/** A person may have 20 sockets. */
const peopleCount = 320;
const releaseMaxMs = 90_000;

export async function createSandtable(postgresUrl: string): Promise<Peer> {
	const place = await createDatabaseIn(postgresUrl);
	const database = openDatabase(place.url);
	const store = openBoardStore(database, 'bench');
	const tokens = await addPeople(database);
	let last: RunningPeer | null = null;

	async function storeBoards(content: StoredContent, count: number): Promise<string[]> {
		const ids = Array.from({ length: count }, newId);
		for (const id of ids) await storeBoard(database, store, id, content);
		await database.sql`
			insert into board_members (board_id, user_id, role)
			select boards.id, users.id, 'editor' from users,
				jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as boards (id)`;
		return ids;
	}

	async function start({ nodeOptions = '' }: { nodeOptions?: string } = {}): Promise<RunningPeer> {
		const server = await startServer({ databaseUrl: place.url, env: { NODE_OPTIONS: nodeOptions } });
		last = {
			pid: server.pid,
			target: { dialect: 'sandtable', url: server.origin.replace(/^http/, 'ws'), tokens },
			output: server.output,
			stop: async () => void (await server.stop()),
			kill: server.kill
		};
		return last;
	}

	return {
		name: 'Sandtable',
		store: storeBoards,
		start,
		durable: async (board) => {
			const stored = await store.load(board);
			if (stored === null) throw new Error(`board ${board} is gone`);
			const checkpoint = stored.checkpoint === null ? [] : [stored.checkpoint.data];
			return [...checkpoint, ...stored.rows.map(({ data }) => data)];
		},
		untilAllReleased: ({ target }) =>
			until('the server lets its boards go', releaseMaxMs, async () => {
				const metrics = await fetch(`${target.url.replace(/^ws/, 'http')}/metrics`);
				return /^sandtable_rooms_open 0$/m.test(await metrics.text());
			}),
		close: async () => {
			await last?.kill();
			await store.close();
			await database.close();
			await place.drop();
		}
	};
}

async function addPeople(database: Database): Promise<string[]> {
	const services = createServices(database, {
		origin: 'http://127.0.0.1',
		dataDir: '/nowhere',
		secureCookies: false,
		log: silentLog
	});
	const ids = Array.from({ length: peopleCount }, newId);
	await database.sql`
		insert into users (id, email, name)
		select id, id || '@example.org', 'Person ' || id
		from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as id`;
	const tokens: string[] = [];
	for (const id of ids) tokens.push((await services.apiTokens.add(id, 'bench', { kind: 'system' })).token);
	return tokens;
}

async function storeBoard(
	database: Database,
	store: BoardStore,
	id: string,
	{ folded, tail }: StoredContent
): Promise<void> {
	const head = 1 + tail.length;
	await database.sql.begin(async (tx) => {
		await tx`insert into boards (id, title, head) values (${id}, 'Bench', ${head})`;
		for (const [index, data] of [folded, ...tail].entries()) {
			await tx`
				insert into board_updates (board_id, seq, author_kind, author_id, data)
				values (${id}, ${index + 1}, 'user', 'somebody', ${Buffer.from(data)})`;
		}
	});
	await store.checkpoint({
		boardId: id,
		seq: 1,
		schemaVersion,
		data: folded,
		stateVector: Y.encodeStateVectorFromUpdate(folded),
		owners: [{ owner: 'somebody', clients: clientsIn(folded) }]
	});
}
