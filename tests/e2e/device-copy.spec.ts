// The copy of a board on the device, in a real browser's database and without a server: what several pages of one person leave in it,
// and what happens when there is no room.
import path from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { build } from 'vite';
import type { Device } from '../support/device-page.ts';

declare global {
	var device: Device;
	var page: ReturnType<Device['open']>;
}

const origin = 'http://localhost';

interface Fixtures {
	/** A new page on the board, whose copy is open; and how many unacknowledged changes it found. */
	open: () => Promise<{ page: Page; found: number }>;
}

const test = base.extend<Fixtures, { script: string }>({
	script: [
		// Playwright reads the first parameter's braces.
		async ({}, use) => {
			const entry = path.resolve(import.meta.dirname, '../support/device-page.ts');
			const built = await build({
				configFile: false,
				logLevel: 'error',
				build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'device' } }
			});
			const [bundle] = Array.isArray(built) ? built : [];
			if (bundle?.output[0].type !== 'chunk') throw new Error('the page was not built');
			await use(bundle.output[0].code);
		},
		{ scope: 'worker' }
	],

	open: async ({ context, script }, use) => {
		await context.route(`${origin}/**`, (route) =>
			route.request().url().endsWith('.js')
				? route.fulfill({ contentType: 'text/javascript', body: script })
				: route.fulfill({
						contentType: 'text/html',
						body: '<script type="module" src="/device.js"></script>'
					})
		);
		await use(async () => {
			const page = await context.newPage();
			await page.goto(origin);
			await page.waitForFunction(() => globalThis.device !== undefined);
			const found = await page.evaluate(() => {
				globalThis.page = globalThis.device.open();
				return globalThis.page.opened();
			});
			return { page, found };
		});
	}
});

const set = (page: Page, key: string, bytes = 1) =>
	page.evaluate(([key, bytes]) => globalThis.page.set(key, bytes), [key, bytes] as const);
const acknowledge = (page: Page) => page.evaluate(() => globalThis.page.acknowledge());
const pins = (page: Page) => page.evaluate(() => globalThis.page.pins());
const forget = (page: Page) => page.evaluate(() => globalThis.device.forget());
async function close(page: Page): Promise<void> {
	await page.evaluate(() => globalThis.page.close());
	await page.close();
}

const five = ['a', 'b', 'c', 'd', 'e'];

test('OFF9 SAVE12 what one page could not send stays, though another page of the same person is saved', async ({
	open
}) => {
	const { page: other } = await open();
	const { page: offline } = await open();
	for (const key of five) expect(await set(offline, key)).toBe('kept');
	await close(offline);
	await set(other, 'online');
	await acknowledge(other);
	await forget(other);
	await close(other);

	const { page: next, found } = await open();
	expect(found).toBe(five.length);
	expect(await pins(next)).toEqual([...five, 'online']);
	await set(next, 'later');
	await close(next);
	const { page: again, found: foundAgain } = await open();
	expect(foundAgain, 'what was taken over is not counted twice').toBe(five.length + 1);

	await acknowledge(again);
	await forget(again);
	await close(again);
	const { page: last, found: foundLast } = await open();
	expect([foundLast, await pins(last)]).toEqual([0, []]);
});

test('OFF9 SAVE12 a page that goes on after another took its changes over still counts', async ({ open }) => {
	const { page: first } = await open();
	for (const key of five) await set(first, key);
	const { page: second, found } = await open();
	expect(found).toBe(five.length);
	await set(first, 'f');
	await acknowledge(second);
	await close(first);
	await forget(second);

	const { page: third, found: foundThen } = await open();
	expect(foundThen).toBe(five.length + 1);
	expect(await pins(third)).toEqual([...five, 'f']);
});

test('SAVE16 a change for which there was no room is not called kept, nor is what follows', async ({
	open
}) => {
	const { page } = await open();
	expect(await set(page, 'a')).toBe('kept');
	await page.evaluate(() => globalThis.device.fill(1_000));
	expect(await set(page, 'large', 2_000)).toBe('failing');
	expect(await set(page, 'small')).toBe('failing');
});
