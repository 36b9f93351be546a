// What the hand finds on a board and on a display, in real browsers: keys, legend, hints, following, and what is read out.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import type { BoardSnapshot } from '#lib/board/snapshot.ts';
import { addPerson, administer, personPassword } from '../support/administer.ts';
import { expect as briefly, test } from '../support/browser.ts';
import { observe, type Observer } from '../support/observer.ts';
import type { ServerProcess } from '../support/process.ts';

test.describe.configure({ mode: 'serial', timeout: 240_000 });
/** The limit is for what never comes, not for slow machines. */
const expect = briefly.configure({ timeout: 40_000 });

type Person = 'ana' | 'ben';

const boardFile = {
	format: 'sandtable-board',
	version: 1,
	board: { title: 'Exercise', subtitle: 'Who holds the airport', bottomLine: 'Two sides, one airport.' },
	pins: [
		{
			id: 'mitiga',
			title: 'Airport closed',
			at: [13.276, 32.894],
			status: 'claimed',
			actorId: 'lna',
			citations: { report: { speaker: 'A spokesman', credibility: '3' } }
		}
	],
	actors: [
		{ id: 'lna', name: 'Libyan National Army', type: 'armed-group', colour: 'orange', at: [0, 0] },
		{ id: 'un', name: 'United Nations', type: 'mission', colour: 'sky', at: [380, 0] }
	],
	sources: [{ id: 'report', title: 'Evening report', reliability: 'B' }]
};

let boardId = '';
let observer: Observer;
type Cookies = Awaited<ReturnType<BrowserContext['storageState']>>;
const signedIn = new Map<Person, Cookies>();

async function makeBoard(server: ServerProcess): Promise<void> {
	await addPerson(server, 'ana@example.org', 'Ana Lead');
	await addPerson(server, 'ben@example.org', 'Ben Analyst');
	const folder = mkdtempSync(path.join(tmpdir(), 'sandtable-e2e-'));
	const file = path.join(folder, 'board.json');
	writeFileSync(file, JSON.stringify(boardFile));
	boardId = (await administer(server, ['board', 'import', file, '--owner', 'ana@example.org'])).trim();
	rmSync(folder, { recursive: true });
	await administer(server, ['member', 'add', boardId, '--email', 'ben@example.org', '--role', 'editor']);
	const token = await administer(server, [
		...['token', 'add', '--email', 'ana@example.org', '--name', 'observer']
	]);
	observer = await observe(server, boardId, token.trim());
}

test.beforeAll(async ({ server, browser }) => {
	await makeBoard(server);
	for (const person of ['ana', 'ben'] as const) {
		const context = await browser.newContext({ baseURL: server.origin });
		const page = await context.newPage();
		await page.goto('/login');
		await page.getByLabel('E-mail').fill(`${person}@example.org`);
		await page.getByLabel('Password').fill(personPassword);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.waitForURL(/\/boards/);
		signedIn.set(person, await context.storageState());
		await context.close();
	}
});
test.afterAll(() => observer?.close());

async function untilSeen(what: string, seen: (snapshot: BoardSnapshot) => boolean): Promise<void> {
	await expect.poll(() => seen(observer.snapshot()), { message: what, timeout: 40_000 }).toBe(true);
}

type OpenContext = (options?: {
	storageState?: Cookies;
	reducedMotion?: 'reduce';
}) => Promise<BrowserContext>;

async function open(openContext: OpenContext, person: Person, place = ''): Promise<Page> {
	const storageState = signedIn.get(person);
	if (!storageState) throw new Error(`${person} is not signed in`);
	const page = await (await openContext({ storageState, reducedMotion: 'reduce' })).newPage();
	await page.goto(`/boards/${boardId}${place}`);
	await settled(page);
	return page;
}

const settled = (page: Page): Promise<void> => expect(page.getByText(/^(Saved|Live)$/)).toBeVisible();

interface KeyPress {
	key: string;
	code?: string;
	ctrlKey?: boolean;
}

/** All in one go, so that it does not matter how fast the machine is. */
const pressAtOnce = (page: Page, keys: readonly KeyPress[]): Promise<void> =>
	page.evaluate((presses) => {
		for (const press of presses) {
			document.body.dispatchEvent(
				new KeyboardEvent('keydown', { ...press, bubbles: true, cancelable: true })
			);
		}
	}, keys);

const card = (page: Page, name: string) => page.locator('.svelte-flow__node').filter({ hasText: name });
const following = (page: Page) => page.getByText(/^Following Ana Lead/);

test('WALL22 a held arrow key is one step of undo, also when undo comes at once', async ({ openContext }) => {
	const ana = await open(openContext, 'ana');
	const at = (x: number) => (snapshot: BoardSnapshot) =>
		snapshot.actors.find(({ name }) => name === 'United Nations')?.at[0] === x;
	await ana.keyboard.press('3');
	await card(ana, 'United Nations').click();
	await pressAtOnce(ana, Array<KeyPress>(30).fill({ key: 'ArrowRight' }));
	await untilSeen('the whole way', at(410));
	await ana.locator('body').press('Control+z');
	await untilSeen('where it was', at(380));
	await ana.locator('body').press('Control+Shift+z');
	await untilSeen('the whole way again', at(410));
	await pressAtOnce(ana, [
		...Array<KeyPress>(5).fill({ key: 'ArrowDown' }),
		{ key: 'z', code: 'KeyZ', ctrlKey: true }
	]);
	// Had undo not found the five, it would have taken back the thirty.
	await ana.locator('body').press('Control+z');
	await untilSeen('both taken back', at(380));
	expect(observer.snapshot().actors.find(({ name }) => name === 'United Nations')?.at).toEqual([380, 0]);
});

test('LEG1 LEG2 HINT1 the legend names the sides and selects one; a hint goes after use', async ({
	openContext
}) => {
	const ana = await open(openContext, 'ana');
	const hints = ana.getByRole('complementary', { name: 'First steps' });
	await expect(hints.getByRole('listitem')).toHaveCount(3);
	await ana.locator('#map-pane').getByRole('button', { name: 'Legend' }).click();
	const legend = ana.getByRole('dialog', { name: 'What the signs on the map mean' });
	for (const words of ['Under investigation', 'Refuted', 'The place lies within the dashed circle']) {
		await expect(legend.getByText(words, { exact: false })).toBeVisible();
	}
	// Who has no pin is not on the map.
	await expect(legend.getByRole('button', { name: 'United Nations' })).toHaveCount(0);
	await legend.getByRole('button', { name: 'Libyan National Army' }).click();
	await expect(ana.getByTestId('inspector').getByRole('heading', { name: 'Actor' })).toBeVisible();
	await ana.keyboard.press('Escape');
	await expect(legend).toHaveCount(0);

	await ana.keyboard.press('p');
	await ana.locator('.maplibregl-canvas').click();
	await untilSeen('two pins', ({ pins }) => pins.length === 2);
	await expect(hints.getByRole('listitem')).toHaveCount(2);
	await ana.reload();
	await settled(ana);
	await expect(hints.getByRole('listitem')).toHaveCount(2);
	await hints.getByRole('button', { name: 'Got it' }).click();
	await expect(hints).toHaveCount(0);
});

test('FOLLOW1 FOLLOW2 FOLLOW3 following outlives a reload and ends with a choice of my own', async ({
	openContext
}) => {
	const [ana, ben] = await Promise.all([open(openContext, 'ana'), open(openContext, 'ben')]);
	const layout = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });
	await ben.getByRole('button', { name: 'Follow Ana Lead' }).click();
	await expect(following(ben)).toBeVisible();
	await ana.getByRole('button', { name: 'Followed by Ben Analyst' }).click();
	await expect(ana.getByText(/Ben Analyst follows you, so you cannot/)).toBeVisible();

	await ana.reload();
	await settled(ana);
	await expect(following(ben)).toBeVisible();
	await ana.keyboard.press('3');
	await expect(layout(ben, 'Wall')).toBeChecked();
	await expect(ana.getByText('Followed by Ben Analyst')).toBeVisible();

	await ben.setViewportSize({ width: 390, height: 844 });
	await ben.getByRole('navigation', { name: 'Layout' }).getByRole('button', { name: 'Map' }).click();
	await expect(following(ben)).toHaveCount(0);
	await expect(ana.getByText('Followed by Ben Analyst')).toHaveCount(0);
});

test('SHOW3 SHOW4 FOLLOW1 a display reads out what is selected, and its keys end following', async ({
	openContext
}) => {
	const [ana, screen] = await Promise.all([open(openContext, 'ana'), open(openContext, 'ben', '/present')]);
	await expect(screen.getByText('Two sides, one airport.')).toBeVisible();
	await screen.keyboard.press('3');
	await card(screen, 'Libyan National Army').click();
	const reading = screen.getByTestId('reading');
	await expect(reading.getByRole('heading', { name: 'Libyan National Army' })).toBeVisible();
	await expect(reading.getByText('Armed group')).toBeVisible();
	await expect(screen.getByRole('textbox')).toHaveCount(0);
	await screen.keyboard.press('Escape');
	await expect(reading).toHaveCount(0);

	await screen.getByRole('button', { name: 'Follow Ana Lead' }).click();
	await expect(following(screen)).toBeVisible();
	await ana.keyboard.press('1');
	await expect(screen.getByRole('radio', { name: 'Map', exact: true })).toBeChecked();
	await screen.keyboard.press('2');
	await expect(following(screen)).toHaveCount(0);

	await screen.getByRole('button', { name: 'Theme' }).click();
	await screen.getByRole('menuitemcheckbox', { name: 'Dark' }).click();
	await expect(screen.locator('html')).toHaveAttribute('data-theme', 'dark');
	const smallest = await screen.evaluate(() => {
		const sizes = [...document.querySelectorAll('header *, main aside *, section p, [role="menu"] *')]
			.filter((element) => element.textContent?.trim() && element.getClientRects().length > 0)
			.map((element) => parseFloat(getComputedStyle(element).fontSize));
		return Math.min(...sizes);
	});
	expect(smallest).toBeGreaterThanOrEqual(18);
});
