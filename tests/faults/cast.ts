// The people of a fault test on a real installation: accounts, tokens and a board of theirs; and what the database holds of it.
import { expect, onTestFinished } from 'vitest';
import { openBoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createServices } from '#lib/server/services.ts';
import type { SilenceLimits } from '#lib/sync/silence-watch.ts';
import { silentLog } from '../../server/log.ts';
import { openDocument } from '../../server/open-document.ts';
import { Worker } from './worker.ts';

export interface Cast {
	boardId: string;
	tokens: string[];
}

const settleMaxMs = 120_000;

export async function makeCast(database: Database, count: number): Promise<Cast> {
	const services = createServices(database, {
		origin: 'http://127.0.0.1',
		dataDir: '/nowhere',
		secureCookies: false,
		log: silentLog
	});
	const tokens: string[] = [];
	let boardId = '';
	for (let n = 0; n < count; n++) {
		const userId = `person${n}`.padEnd(22, 'x');
		await database.sql`insert into users (id, email, name) values (${userId}, ${`p${n}@example.org`}, ${`Person ${n}`})
			on conflict do nothing`;
		const actor = { kind: 'user', id: userId } as const;
		if (n === 0) {
			const made = await services.boards.create(actor, { title: 'Under fire' });
			if (!made.ok) throw new Error(`no board: ${made.reason}`);
			boardId = made.id;
		} else {
			await database.sql`insert into board_members (board_id, user_id, role) values (${boardId}, ${userId}, 'editor')`;
		}
		tokens.push((await services.apiTokens.add(userId, 'fault test', actor)).token);
	}
	return { boardId, tokens };
}

/** For a server of tests/sync/harness.ts, where the token says who somebody is. */
export function madeUpTokens(count: number, first = 0): string[] {
	return Array.from({ length: count }, (_, n) => JSON.stringify({ id: `p${first + n}`, role: 'editor' }));
}

/** People at work, until the test is over; they are numbered from `first` on. */
export function workersOn(
	url: string,
	{ boardId, tokens }: Cast,
	first = 0,
	silence: Partial<SilenceLimits> = {}
): Worker[] {
	const people = tokens.map((token, n) => new Worker(`p${first + n}`, url, boardId, token, silence));
	onTestFinished(async () => void (await Promise.all(people.map((person) => person.close()))));
	return people;
}

/** What a server that started now would find. */
export async function durableKeys(database: Database, boardId: string): Promise<Set<string>> {
	const store = openBoardStore(database, 'fault-check');
	try {
		const stored = await store.load(boardId);
		if (stored === null) throw new Error('the board is gone');
		return new Set(openDocument(boardId, stored).doc.getMap('pins').keys());
	} finally {
		await store.close();
	}
}

export function lost(keys: Iterable<string>, durable: ReadonlySet<string>): string[] {
	return [...keys].filter((key) => !durable.has(key));
}

export function promisedTo(people: readonly Worker[]): string[] {
	return people.flatMap((person) => person.promised());
}

export async function areSaved(people: readonly Worker[]): Promise<void> {
	await expect
		.poll(() => people.map(({ status }) => status.kind), { timeout: settleMaxMs })
		.toEqual(people.map(() => 'saved'));
}

/** After healing: what was ever made is stored, everybody shows the same, and nothing waits for something that will not come. */
export async function haveEverything(
	people: readonly Worker[],
	database: Database,
	boardId: string
): Promise<number> {
	await areSaved(people);
	const made = people.flatMap((person) => person.made);
	const durable = await durableKeys(database, boardId);
	expect(lost(made, durable), 'made and not stored').toEqual([]);
	expect(durable.size).toBe(made.length);
	await expect
		.poll(() => people.map(({ doc }) => doc.getMap('pins').size), { timeout: settleMaxMs })
		.toEqual(people.map(() => made.length));
	for (const person of people) expect(person.doc.store.pendingStructs).toBeNull();
	return made.length;
}
