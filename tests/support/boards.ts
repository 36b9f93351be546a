// What browser tests about boards begin with: people who are signed in, a board made of a file, and a colleague without a browser
// who sees what the server stored and sent.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { request, type BrowserContext, type Page, type WebSocketRoute } from '@playwright/test';
import type { BoardSnapshot } from '#lib/board/snapshot.ts';
import { addPerson, administer, personPassword } from './administer.ts';
import { expect, test as base } from './browser.ts';
import { observe, type Observer } from './observer.ts';
import type { ServerProcess } from './process.ts';

const names = { ana: 'Ana Lead', ben: 'Ben Analyst', vera: 'Vera Viewer' } as const;
const members = { ben: 'editor', vera: 'viewer' } as const;
export type Person = keyof typeof names;

type Cookies = Awaited<ReturnType<BrowserContext['storageState']>>;
type ContextOptions = NonNullable<Parameters<import('@playwright/test').Browser['newContext']>[0]>;
interface OpenOptions extends ContextOptions {
	layout?: 'both' | 'wall';
	/** The display in place of the board itself. */
	place?: '' | '/present';
}
export type OpenContext = (options?: ContextOptions) => Promise<BrowserContext>;

const emailOf = (person: Person) => `${person}@example.org`;

/** Ana owns the boards, Ben edits them, Vera reads them. */
export const test = base.extend<object, { signedIn: Record<Person, Cookies> }>({
	signedIn: [
		async ({ server }, use) => {
			const people = Object.keys(names) as Person[];
			// The first one owns the installation.
			await addPerson(server, emailOf('ana'), names.ana);
			const others = people.filter((person) => person !== 'ana');
			await Promise.all(others.map((person) => addPerson(server, emailOf(person), names[person])));
			const cookies = people.map(async (person) => [person, await signIn(server, person)] as const);
			await use(Object.fromEntries(await Promise.all(cookies)) as Record<Person, Cookies>);
		},
		{ scope: 'worker', timeout: 240_000 }
	]
});

/** A session of its own, for who ends it. */
export async function signIn(server: ServerProcess, person: Person): Promise<Cookies> {
	const browser = await request.newContext({
		baseURL: server.origin,
		extraHTTPHeaders: { Origin: server.origin, Accept: 'text/html' }
	});
	const form = { email: emailOf(person), password: personPassword };
	const response = await browser.post('/login', { form, maxRedirects: 0 });
	expect(response.status()).toBe(303);
	const cookies = await browser.storageState();
	await browser.dispose();
	return cookies;
}

export interface TestBoard {
	readonly id: string;
	readonly observer: Observer;
	/**
	 * Opens the board for a person, on the wall alone where the test needs no map: that takes long to draw without a graphics card.
	 * Without motion the map is where it should be as soon as it is drawn; without a service worker no basemap is fetched to be kept.
	 */
	open(openContext: OpenContext, person: Person, options?: OpenOptions): Promise<Page>;
	/** Waits until what the server stored and sent is so. */
	untilSeen(what: string, seen: (snapshot: BoardSnapshot) => boolean): Promise<void>;
}

export async function makeBoard(
	server: ServerProcess,
	signedIn: Record<Person, Cookies>,
	file: object
): Promise<TestBoard> {
	const folder = mkdtempSync(path.join(tmpdir(), 'sandtable-e2e-'));
	writeFileSync(path.join(folder, 'board.json'), JSON.stringify(file));
	const imported = ['board', 'import', path.join(folder, 'board.json'), '--owner', emailOf('ana')];
	const id = (await administer(server, imported)).trim();
	rmSync(folder, { recursive: true });
	const named = ['token', 'add', '--email', emailOf('ana'), '--name', 'observer'];
	const [token] = await Promise.all([
		administer(server, named),
		...Object.entries(members).map(([person, role]) =>
			administer(server, ['member', 'add', id, '--email', emailOf(person as Person), '--role', role])
		)
	]);
	const observer = await observe(server, id, token.trim());
	return {
		id,
		observer,
		open: async (openContext, person, { layout = 'both', place = '', ...options } = {}) => {
			const context = await openContext({
				storageState: signedIn[person],
				reducedMotion: 'reduce',
				serviceWorkers: 'block',
				...options
			});
			await context.addInitScript((chosen) => {
				localStorage.setItem('sandtable:layout', JSON.stringify(chosen));
			}, layout);
			const page = await context.newPage();
			await page.goto(`/boards/${id}${place}`);
			await settled(page);
			return page;
		},
		untilSeen: (message, seen) => expect.poll(() => seen(observer.snapshot()), { message }).toBe(true)
	};
}

/** Resolves once a page is on its board. */
export const settled = (page: Page): Promise<void> =>
	expect(page.getByRole('status').filter({ hasText: /^\s*(Saved|Read only|Live)\s*$/ })).toBeVisible();

/** Makes a display link and opens it, as a screen without an account would. */
export async function openDisplay(
	openContext: OpenContext,
	server: ServerProcess,
	boardId: string
): Promise<Page> {
	const answer = await administer(server, ['link', 'add', boardId, '--expires', '1h', '--name', 'Screen']);
	const page = await (await openContext({ reducedMotion: 'reduce', serviceWorkers: 'block' })).newPage();
	await page.goto(/http\S+\/display#\S+/.exec(answer)?.[0] ?? '');
	await page.waitForURL(/\/present$/);
	await settled(page);
	return page;
}

/** A browser whose network is cut at once: by itself a page waits half a minute in the silence. */
export function breakable(openContext: OpenContext) {
	const contexts: BrowserContext[] = [];
	const sockets: WebSocketRoute[] = [];
	return {
		openContext: async (options?: ContextOptions): Promise<BrowserContext> => {
			const context = await openContext(options);
			await context.routeWebSocket(/\/sync\//, (socket) => {
				socket.connectToServer();
				sockets.push(socket);
			});
			contexts.push(context);
			return context;
		},
		cut: async (): Promise<void> => {
			await Promise.all(contexts.map((context) => context.setOffline(true)));
			await Promise.all(sockets.splice(0).map((socket) => socket.close()));
		},
		mend: async (): Promise<void> => {
			await Promise.all(contexts.map((context) => context.setOffline(false)));
		}
	};
}

/** Resolves when what was asked for has been drawn. */
export const drawn = (page: Page): Promise<unknown> =>
	page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** A card of the wall by some of its words. */
export const card = (page: Page, name: string) =>
	page.locator('.svelte-flow__node').filter({ hasText: name });
