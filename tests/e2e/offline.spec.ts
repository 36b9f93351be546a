// Work without the server, in a real browser: its process is killed and started again on the same port and database.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, setupUrl, test as base } from '../support/browser.ts';
import { postgresUrlVariable } from '../support/browser-setup.ts';
import { startServer, type ServerProcess } from '../support/process.ts';
import { createDatabaseIn } from '../support/test-postgres.ts';

interface Installation extends ServerProcess {
	/** Killed, as by a cut cable: nothing is said to anybody. */
	away(): Promise<void>;
	back(): Promise<void>;
	/** Whether there is somebody who can sign in. */
	isSetUp: boolean;
}

// A server of this file's own in place of the worker's, because it is killed.
const test = base.extend<object, { server: Installation }>({
	server: [
		// Playwright reads the first parameter's braces.
		async ({}, use) => {
			const database = await createDatabaseIn(process.env[postgresUrlVariable] ?? '');
			const dataDir = mkdtempSync(path.join(tmpdir(), 'sandtable-offline-'));
			const start = (port?: number) => startServer({ databaseUrl: database.url, dataDir, port });
			const installation: Installation = {
				...(await start()),
				away: () => installation.kill(),
				back: async () => {
					Object.assign(installation, await start(installation.port));
				},
				isSetUp: false
			};
			await use(installation);
			await installation.stop();
			await database.drop();
			rmSync(dataDir, { recursive: true, force: true });
		},
		{ scope: 'worker', timeout: 90_000 }
	]
});

const password = 'harbour lantern copper';

/** Signs Ana in; the first time she sets the installation up. */
async function enter(page: Page, server: Installation): Promise<void> {
	await page.goto(server.isSetUp ? '/login' : setupUrl(server));
	await page.getByLabel('E-mail').fill('ana@example.org');
	if (!server.isSetUp) await page.getByLabel('Name').fill('Ana Lead');
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: server.isSetUp ? 'Sign in' : /^Set up/ }).click();
	await page.waitForURL(/\/boards/);
	server.isSetUp = true;
}

/** Addresses of what the service worker keeps under `cache`. */
function kept(page: Page, cache: string): Promise<string[]> {
	return page.evaluate(
		async (name) =>
			(await caches.has(name))
				? (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)
				: [],
		cache
	);
}

/** Rows that boards have left in this browser's databases. */
function copiedUpdates(page: Page): Promise<number> {
	return page.evaluate(async () => {
		const copies = (await indexedDB.databases()).filter(({ name }) => name?.startsWith('sandtable:'));
		const counts = copies.map(
			({ name }) =>
				new Promise<number>((resolve, reject) => {
					const request = indexedDB.open(name ?? '');
					request.onerror = () => reject(request.error ?? new Error('no database'));
					request.onsuccess = () => {
						const rows = request.result.transaction('updates').objectStore('updates').count();
						rows.onsuccess = () => {
							request.result.close();
							resolve(rows.result);
						};
					};
				})
		);
		return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
	});
}

test('OFF1 OFF5 the boards page and the basemap are there while the server is away', async ({
	page,
	server
}) => {
	await enter(page, server);
	await page.goto('/boards');
	await expect.poll(() => kept(page, 'sandtable-pages')).toContain('/boards');
	await expect.poll(() => kept(page, 'sandtable-basemap')).toContain('/basemap/world.pmtiles');

	await server.away();
	await page.reload();
	await expect(page.getByText('Libya, November 2019').first()).toBeVisible();
	const part = await page.evaluate(async () => {
		const response = await fetch('/basemap/world.pmtiles', { headers: { Range: 'bytes=0-6' } });
		return {
			status: response.status,
			range: response.headers.get('Content-Range'),
			text: await response.text()
		};
	});
	expect(part).toEqual({ status: 206, range: expect.stringMatching(/^bytes 0-6\/\d+$/), text: 'PMTiles' });

	await server.back();
	await page.reload();
	await expect(page.getByText('Libya, November 2019').first()).toBeVisible();
});

test('OFF3 OFF9 nothing of mine is left for the next person after I have signed out', async ({
	page,
	server
}) => {
	await enter(page, server);
	await page.goto('/boards');
	await expect.poll(() => kept(page, 'sandtable-pages')).toContain('/boards');
	await page.getByRole('link', { name: /Libya/ }).first().click();
	await expect(page.getByText('Saved', { exact: true })).toBeVisible();
	await expect.poll(() => copiedUpdates(page)).toBeGreaterThan(0);
	await page.goto('/boards');
	await page.getByRole('button', { name: 'Sign out' }).click();
	await page.waitForURL(/\/login/);
	await expect.poll(() => kept(page, 'sandtable-pages')).toEqual([]);
	await expect.poll(() => copiedUpdates(page)).toBe(0);

	await server.away();
	await expect(page.goto('/boards')).rejects.toThrow(/ERR_/);
	await server.back();
});

test('OFF7 an edit made while the server is away survives a reload and is seen by others on return', async ({
	page,
	server,
	openContext
}) => {
	await enter(page, server);
	await page.goto('/boards');
	await page.getByRole('link', { name: /Libya/ }).first().click();
	await page.waitForURL(/\/boards\/[a-z0-9]{22}$/);
	const board = new URL(page.url()).pathname;
	const title = page.getByRole('textbox', { name: 'Title of the board' });
	await expect(title).toHaveValue(/Libya/);
	await expect(page.getByText('Saved', { exact: true })).toBeVisible();
	await expect
		.poll(() => kept(page, 'sandtable-pages'))
		.toEqual(expect.arrayContaining([board, `${board}/__data.json`]));
	await expect.poll(() => kept(page, 'sandtable-basemap')).toHaveLength(1);

	await server.away();
	const renamed = 'Renamed while nobody could hear it';
	await title.fill(renamed);
	await title.press('Enter');
	const offline = page.getByText(/^Offline: 1 change kept on this device/);
	await expect(offline).toBeVisible();
	await page.reload();
	await expect(title).toHaveValue(renamed);
	await expect(offline).toBeVisible();

	await server.back();
	await expect(page.getByText('Saved', { exact: true })).toBeVisible();
	const other = await (await openContext()).newPage();
	await enter(other, server);
	await other.goto(board);
	await expect(other.getByRole('textbox', { name: 'Title of the board' })).toHaveValue(renamed);
});
