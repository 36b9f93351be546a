// A small world for the tests of accounts and boards: services on a fresh database, people, and a board of theirs.
import { createServices, type Services } from '#lib/server/services.ts';
import type { CookieToSet } from '#lib/server/auth/lucia.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { silentLog } from '../../server/log.ts';

export const password = 'river lantern copper';
export const ip = '203.0.113.7';
export const unknownBoard = 'a'.repeat(22);

export interface World {
	test: TestDatabase;
	database: Database;
	services: Services;
	/** Moves the clock of the throttles on. */
	pass(ms: number): void;
	person(name: string, role?: 'owner' | 'member'): Promise<Person>;
}

export interface Person {
	id: string;
	email: string;
	actor: { kind: 'user'; id: string };
	signIn(): Promise<{ cookie: CookieToSet; header: string }>;
}

export async function createWorld(options: { secureCookies?: boolean } = {}): Promise<World> {
	const test = await createTestDatabase();
	const database = test.open();
	let time = 1_000_000;
	const services = createServices(database, {
		origin: 'http://127.0.0.1:4400',
		dataDir: '/nowhere',
		secureCookies: options.secureCookies ?? false,
		log: silentLog,
		now: () => time
	});
	return {
		test,
		database,
		services,
		pass: (ms) => (time += ms),
		person: async (name, role = 'member') => {
			const email = `${name.toLowerCase()}@example.org`;
			const added = await services.administration.addUser({ email, name, password }, role);
			if (!added.ok) throw new Error(`${name} was refused: ${JSON.stringify(added)}`);
			return {
				id: added.id,
				email,
				actor: { kind: 'user', id: added.id },
				signIn: async () => {
					const result = await services.accounts.signIn({ email, password, ip });
					if (!result.ok) throw new Error(`${name} cannot sign in: ${result.reason}`);
					return { cookie: result.cookie, header: cookieHeader(result.cookie) };
				}
			};
		}
	};
}

export const cookieHeader = ({ name, value }: CookieToSet) => `theme=dark; ${name}=${value}`;

export async function makeBoard(world: World, owner: Person, title = 'Libya'): Promise<string> {
	const made = await world.services.boards.create(owner.actor, { title });
	if (!made.ok) throw new Error(`no board: ${JSON.stringify(made)}`);
	return made.id;
}

/** The answer, or a failing test that shows why there is none. */
export function good<T extends { ok: boolean }>(result: T): Extract<T, { ok: true }> {
	if (!result.ok) throw new Error(`expected success, got ${JSON.stringify(result)}`);
	return result as Extract<T, { ok: true }>;
}

/** Collects what is announced about rights until `stop`; `next` waits for the first message after it was called. */
export async function listenToAccess(database: Database) {
	const heard: unknown[] = [];
	const waiting: (() => void)[] = [];
	const { unlisten } = await database.sql.listen('sandtable_access', (payload) => {
		heard.push(JSON.parse(payload));
		for (const wake of waiting.splice(0)) wake();
	});
	return {
		heard,
		/** Resolves once `count` messages have come. */
		async until(count: number): Promise<unknown[]> {
			while (heard.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
			return heard;
		},
		stop: unlisten
	};
}
