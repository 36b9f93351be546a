// People at work on a board of theirs, for tests that take servers, databases and lines away from them: accounts, tokens, what
// everybody was promised, and what the database holds in the end.
import { expect, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { openBoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createServices, type Services } from '#lib/server/services.ts';
import type { SilenceLimits } from '#lib/sync/silence-watch.ts';
import { silentLog } from '../../server/log.ts';
import { openDocument } from '../../server/open-document.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import type { ServerProcess } from './process.ts';
import { Worker } from './worker.ts';

export const settleMaxMs = 120_000;

export interface Cast {
	boardId: string;
	ownerId: string;
	userIds: string[];
	tokens: string[];
}

export function testServices(database: Database): Services {
	return createServices(database, {
		origin: 'http://127.0.0.1',
		dataDir: '/nowhere',
		secureCookies: false,
		log: silentLog
	});
}

export interface Installation {
	/** For processes. */
	testDatabase: TestDatabase;
	database: Database;
	services: Services;
}

/** A database of the file's own, and services on it beside those of the processes; call it in beforeAll. */
export async function openInstallation(): Promise<Installation> {
	const testDatabase = await createTestDatabase();
	const database = testDatabase.open();
	return { testDatabase, database, services: testServices(database) };
}

let castCount = 0;

/** The first of them owns the board, the others edit it. */
export async function makeCast(database: Database, peopleCount: number): Promise<Cast> {
	const services = testServices(database);
	const run = castCount++;
	const userIds = Array.from({ length: peopleCount }, (_, n) => `cast${run}person${n}`.padEnd(22, 'x'));
	const tokens: string[] = [];
	let boardId = '';
	for (const [n, userId] of userIds.entries()) {
		await database.sql`insert into users (id, email, name) values (${userId}, ${`${userId}@example.org`}, ${`Person ${n}`})`;
		const actor = { kind: 'user', id: userId } as const;
		if (n === 0) {
			const made = await services.boards.create(actor, { title: 'Under fire' });
			if (!made.ok) throw new Error(`no board: ${made.reason}`);
			boardId = made.id;
		} else {
			await database.sql`insert into board_members (board_id, user_id, role) values (${boardId}, ${userId}, 'editor')`;
		}
		tokens.push((await services.apiTokens.add(userId, 'at work', actor)).token);
	}
	return { boardId, ownerId: userIds[0] ?? '', userIds, tokens };
}

/** For a server of tests/sync/harness.ts, where the token says who somebody is. */
export function madeUpTokens(count: number, first = 0): string[] {
	return Array.from({ length: count }, (_, n) => JSON.stringify({ id: `p${first + n}`, role: 'editor' }));
}

/** One worker for each token, on the addresses in turn, until the test is over; they are numbered from `first` on. */
export function workersOn(
	urls: string | readonly string[],
	{ boardId, tokens }: Pick<Cast, 'boardId' | 'tokens'>,
	first = 0,
	silence: Partial<SilenceLimits> = {}
): Worker[] {
	const doors = typeof urls === 'string' ? [urls] : urls;
	const workers = tokens.map(
		(token, n) => new Worker(`p${first + n}`, doors[n % doors.length] ?? '', boardId, token, silence)
	);
	onTestFinished(async () => void (await Promise.all(workers.map((worker) => worker.close()))));
	return workers;
}

/** One for each person, on the ports in turn, all of them in sync. */
export async function startWorkers(cast: Cast, ports: readonly number[]): Promise<Worker[]> {
	const workers = workersOn(
		ports.map((port) => `ws://127.0.0.1:${port}/sync`),
		cast
	);
	await areSaved(workers);
	return workers;
}

export const areSaved = (workers: readonly Worker[]) =>
	expect
		.poll(() => workers.map(({ status }) => status.kind), { timeout: settleMaxMs })
		.toEqual(workers.map(() => 'saved'));

/** Everybody has got `more` edits acknowledged. */
export const progress = (workers: readonly Worker[], more: number) => {
	const before = workers.map(({ acknowledged }) => acknowledged);
	const waiting = () =>
		workers
			.filter(({ acknowledged }, n) => acknowledged < (before[n] ?? 0) + more)
			.map(({ name, status, made, acknowledged }) => ({ name, status, made: made.length, acknowledged }));
	return expect.poll(waiting, { timeout: settleMaxMs }).toEqual([]);
};

/** What a server that started now would find; the log is checked for gaps by the load. */
export async function durableDocument(database: Database, boardId: string): Promise<Y.Doc> {
	const store = openBoardStore(database, 'cast-check');
	try {
		const stored = await store.load(boardId);
		if (stored === null) throw new Error('the board is gone');
		return openDocument(boardId, stored).doc;
	} finally {
		await store.close();
	}
}

export async function durableKeys(database: Database, boardId: string): Promise<Set<string>> {
	return new Set((await durableDocument(database, boardId)).getMap('pins').keys());
}

export const lost = (keys: Iterable<string>, durable: ReadonlySet<string>) =>
	[...keys].filter((key) => !durable.has(key));

export const promisedTo = (workers: readonly Worker[]) => workers.flatMap((worker) => worker.promised());

/** The node has said that its storage is slow, and not yet that it keeps up again. */
export function isInHold(node: ServerProcess): boolean {
	const output = node.output();
	return output.lastIndexOf('storage is slow') > output.lastIndexOf('storage keeps up again');
}

/** What people were told is safe is in the database at this moment. */
export async function expectPromisesKept(
	database: Database,
	boardId: string,
	workers: readonly Worker[],
	when: string
): Promise<void> {
	expect(
		lost(promisedTo(workers), await durableKeys(database, boardId)),
		`${when}: acknowledged and lost`
	).toEqual([]);
}

/** Everybody rests, and then everybody and the database have the same: all that was made. */
export async function expectNothingLost(
	database: Database,
	boardId: string,
	workers: readonly Worker[]
): Promise<number> {
	for (const worker of workers) worker.rest();
	await areSaved(workers);
	const made = workers.flatMap((worker) => worker.made);
	await expect
		.poll(() => workers.map(({ doc }) => doc.getMap('pins').size), { timeout: settleMaxMs })
		.toEqual(workers.map(() => made.length));
	const durable = await durableDocument(database, boardId);
	const keys = new Set(durable.getMap('pins').keys());
	expect(lost(made, keys), 'made and not stored').toEqual([]);
	expect(keys.size).toBe(made.length);
	for (const { doc } of workers) expectSame(doc, durable);
	return made.length;
}

/** The same content, from the same changes, and nothing that waits for others. */
export function expectSame(one: Y.Doc, other: Y.Doc): void {
	expect(one.store.pendingStructs).toBeNull();
	expect(one.getMap('pins').toJSON()).toEqual(other.getMap('pins').toJSON());
	expect(one.getMap('contested').toJSON()).toEqual(other.getMap('contested').toJSON());
	expect(Y.decodeStateVector(Y.encodeStateVector(one))).toEqual(
		Y.decodeStateVector(Y.encodeStateVector(other))
	);
}
