// A board in a running server with people who are signed in, for browser tests: made once by a file, opened by its tests.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { BoardSnapshot } from '#lib/board/snapshot.ts';
import { addPerson, administer, personPassword } from './administer.ts';
import { expect } from './browser.ts';
import { observe, type Observer } from './observer.ts';
import type { ServerProcess } from './process.ts';

export type OpenContext = (options?: Parameters<Browser['newContext']>[0]) => Promise<BrowserContext>;

export interface SharedBoard {
	readonly id: string;
	readonly observer: Observer;
	/** What the server has stored, until `seen` holds of it. */
	untilSeen(what: string, seen: (snapshot: BoardSnapshot) => boolean): Promise<void>;
}

export const seenMaxMs = 20_000;

/** A board from a file's content. The first of the people owns it, the others edit. */
export async function shareBoard(
	server: ServerProcess,
	content: object,
	people: readonly { readonly email: string; readonly name: string }[]
): Promise<SharedBoard> {
	const [owner, ...editors] = people;
	if (!owner) throw new Error('A board has an owner.');
	for (const { email, name } of people) await addPerson(server, email, name);
	const folder = mkdtempSync(path.join(tmpdir(), 'sandtable-e2e-'));
	const file = path.join(folder, 'board.json');
	writeFileSync(file, JSON.stringify(content));
	const id = (await administer(server, ['board', 'import', file, '--owner', owner.email])).trim();
	rmSync(folder, { recursive: true });
	for (const { email } of editors)
		await administer(server, ['member', 'add', id, '--email', email, '--role', 'editor']);
	const token = await administer(server, ['token', 'add', '--email', owner.email, '--name', 'observer']);
	const observer = await observe(server, id, token.trim());
	return {
		id,
		observer,
		untilSeen: (message, seen) =>
			expect.poll(() => seen(observer.snapshot()), { message, timeout: seenMaxMs }).toBe(true)
	};
}

export type Cookies = Awaited<ReturnType<BrowserContext['storageState']>>;

/** What a browser holds after somebody has signed in. */
export async function signIn(browser: Browser, server: ServerProcess, email: string): Promise<Cookies> {
	const context = await browser.newContext({ baseURL: server.origin });
	const page = await context.newPage();
	await page.goto('/login');
	await page.getByLabel('E-mail').fill(email);
	await page.getByLabel('Password').fill(personPassword);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/\/boards/);
	const cookies = await context.storageState();
	await context.close();
	return cookies;
}

/** A browser that shows of a board the wall alone: drawing the map takes long without a graphics card, as does keeping the basemap. */
export async function openWallOnly(
	openContext: OpenContext,
	storageState?: Cookies
): Promise<BrowserContext> {
	const context = await openContext({ storageState, reducedMotion: 'reduce', serviceWorkers: 'block' });
	await context.addInitScript(() => localStorage.setItem('sandtable:layout', '"wall"'));
	return context;
}

/** The board's page in a browser of its own, once all is saved. */
export async function openBoard(
	openContext: OpenContext,
	storageState: Cookies,
	boardId: string
): Promise<Page> {
	const page = await (await openWallOnly(openContext, storageState)).newPage();
	await page.goto(`/boards/${boardId}`);
	await expect(page.getByText('Saved', { exact: true })).toBeVisible({ timeout: 30_000 });
	return page;
}
