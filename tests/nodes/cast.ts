// People with accounts and a board of theirs, for tests with real processes; and what the database holds of that board in the end.
import { expect, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { openBoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createServices, type Services } from '#lib/server/services.ts';
import { silentLog } from '../../server/log.ts';
import { openDocument } from '../../server/open-document.ts';
import { Worker } from '../faults/worker.ts';
import type { ServerProcess } from '../support/process.ts';

export const settleMaxMs = 60_000;

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

let castCount = 0;

export async function cast(database: Database, services: Services, peopleCount: number): Promise<Cast> {
	const run = castCount++;
	const userIds = Array.from({ length: peopleCount }, (_, n) => `cast${run}person${n}`.padEnd(22, 'x'));
	const tokens: string[] = [];
	let boardId = '';
	for (const [n, userId] of userIds.entries()) {
		await database.sql`insert into users (id, email, name) values (${userId}, ${`${userId}@example.org`}, ${`Person ${n}`})`;
		const actor = { kind: 'user', id: userId } as const;
		if (n === 0) {
			const made = await services.boards.create(actor, { title: 'On two nodes' });
			if (!made.ok) throw new Error(`no board: ${made.reason}`);
			boardId = made.id;
		} else {
			await database.sql`insert into board_members (board_id, user_id, role) values (${boardId}, ${userId}, 'editor')`;
		}
		tokens.push((await services.apiTokens.add(userId, 'node test', actor)).token);
	}
	return { boardId, ownerId: userIds[0] ?? '', userIds, tokens };
}

/** One worker for each person, on the ports in turn, all of them in sync. */
export async function startWorkers({ boardId, tokens }: Cast, ports: readonly number[]): Promise<Worker[]> {
	const workers = tokens.map(
		(token, n) => new Worker(`p${n}`, `ws://127.0.0.1:${ports[n % ports.length]}/sync`, boardId, token)
	);
	onTestFinished(async () => void (await Promise.all(workers.map((worker) => worker.close()))));
	await saved(workers);
	return workers;
}

export const saved = (workers: readonly Worker[]) =>
	expect
		.poll(() => workers.map(({ status }) => status.kind), { timeout: settleMaxMs })
		.toEqual(workers.map(() => 'saved'));

/** Everybody has got `more` edits acknowledged. */
export const progress = (workers: readonly Worker[], more: number) => {
	const before = workers.map(({ acknowledged }) => acknowledged);
	return expect
		.poll(() => workers.every(({ acknowledged }, n) => acknowledged >= (before[n] ?? 0) + more), {
			timeout: settleMaxMs
		})
		.toBe(true);
};

/** What a server that started now would find; the log is checked for gaps by the load. */
export async function durableDocument(database: Database, boardId: string): Promise<Y.Doc> {
	const store = openBoardStore(database, 'node-check');
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
	const promised = workers.flatMap((worker) => worker.promised());
	expect(lost(promised, await durableKeys(database, boardId)), `${when}: acknowledged and lost`).toEqual([]);
}

/** Everybody rests, and then everybody and the database have the same: all that was made. */
export async function expectNothingLost(
	database: Database,
	boardId: string,
	workers: readonly Worker[]
): Promise<number> {
	for (const worker of workers) worker.rest();
	await saved(workers);
	const made = workers.flatMap((worker) => worker.made);
	await expect
		.poll(() => workers.map(({ doc }) => doc.getMap('pins').size), { timeout: settleMaxMs })
		.toEqual(workers.map(() => made.length));
	const durable = await durableDocument(database, boardId);
	expect(lost(made, new Set(durable.getMap('pins').keys()))).toEqual([]);
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
