// The board on other screens: a phone, a dark one, and a display on the wall of a briefing room.
import type { Page } from '@playwright/test';
import { makeBoard, test, type TestBoard } from '../support/boards.ts';
import { expect } from '../support/browser.ts';

const boardFile = {
	format: 'sandtable-board',
	version: 1,
	board: { title: 'Screens', tlp: 'AMBER', marking: 'EXERCISE' },
	pins: [{ id: 'port', title: 'Port closed', at: [13.2, 32.9] }],
	actors: [{ id: 'gna', name: 'Government', type: 'government', colour: 'blue', at: [0, 0] }]
};

let board: TestBoard;
test.beforeAll(async ({ server, signedIn }) => {
	board = await makeBoard(server, signedIn, boardFile);
});
test.afterAll(() => board?.observer.close());

const boxOf = async (page: Page, selector: string) => {
	const box = await page.locator(selector).first().boundingBox();
	if (!box) throw new Error(`${selector} is not drawn`);
	return box;
};
/** What sticks out of the screen sideways, or could be scrolled to. */
const tooWide = (page: Page) =>
	page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('INS2 UI2 on a phone one pane is shown at a time, tools and details below, nothing beyond the screen', async ({
	openContext
}) => {
	const page = await board.open(openContext, 'ana', {
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		layout: 'wall'
	});
	const panes = page.getByRole('navigation', { name: 'Layout' });
	await expect(page.locator('.maplibregl-canvas')).toBeHidden();
	const card = page.locator('.svelte-flow__node').filter({ hasText: 'Government' });
	await card.tap();
	await page
		.getByRole('button', { name: /Government/ })
		.last()
		.tap();
	await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Government');
	const [inspector, wall] = [await boxOf(page, '[data-testid="inspector"]'), await boxOf(page, '#wall-pane')];
	expect(inspector.y).toBeGreaterThanOrEqual(wall.y + wall.height - 1);
	expect(await tooWide(page)).toBe(0);
	await panes.getByRole('button', { name: 'Map' }).tap();
	await expect(page.locator('.maplibregl-canvas')).toBeVisible();
	await expect(page.locator('.svelte-flow')).toBeHidden();
	expect(await tooWide(page)).toBe(0);
});

test('INS2 UI3 beside the panes the inspector covers nothing; light and dark follow the system', async ({
	openContext
}) => {
	const page = await board.open(openContext, 'ana', { colorScheme: 'dark', layout: 'wall' });
	const groundOf = (selector: string) =>
		page.locator(selector).evaluate((element) => {
			const [red = 0, green = 0, blue = 0] = (
				getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? []
			).map(Number);
			return (red + green + blue) / 3;
		});
	expect(await groundOf('.wall[role="region"]')).toBeLessThan(80);
	expect(await groundOf('[data-testid="board"]')).toBeLessThan(80);
	await page.locator('.svelte-flow__node').filter({ hasText: 'Government' }).click();
	const name = page.getByRole('textbox', { name: 'Name', exact: true });
	await expect(name).toBeVisible();
	await expect(async () => {
		const [wall, field] = [await boxOf(page, '#wall-pane'), await name.boundingBox()];
		expect(field?.x).toBeGreaterThanOrEqual(wall.x + wall.width);
		const card = await boxOf(page, '.svelte-flow__node');
		expect(card.x + card.width).toBeLessThanOrEqual(wall.x + wall.width);
	}).toPass();
	await page.emulateMedia({ colorScheme: 'light' });
	await page.reload();
	await expect(page.locator('#wall-pane')).toBeVisible();
	expect(await groundOf('.wall[role="region"]')).toBeGreaterThan(180);
});

test('SHOW1 a display changes nothing, whoever opened it, and tells nobody', async ({ openContext }) => {
	const ben = await board.open(openContext, 'ben', { layout: 'wall' });
	const ana = await board.open(openContext, 'ana', { layout: 'wall' });
	await expect(ben.getByRole('button', { name: /Ana Lead/ })).toBeVisible();
	await ana.goto(`/boards/${board.id}/present`);
	await expect(ana.getByRole('heading', { name: 'Screens' })).toBeVisible();
	await expect(ana.getByText('TLP:AMBER').first()).toBeInViewport();
	await expect(ana.getByRole('toolbar', { name: 'Tools' })).toHaveCount(0);
	await expect(ana.getByRole('textbox')).toHaveCount(0);
	await expect(ana.locator('.wall-handle')).toHaveCount(0);
	const cardOn = (page: Page) => page.locator('.svelte-flow__node').filter({ hasText: 'Government' });
	await cardOn(ana).dblclick();
	await ana.keyboard.press('Delete');
	// What Ben does is seen on the display; what is done there is seen by nobody.
	await ben.getByRole('textbox', { name: 'Title of the board' }).fill('Seen on the screen');
	await ben.keyboard.press('Enter');
	await expect(ana.getByRole('heading', { name: 'Seen on the screen' })).toBeVisible();
	await expect(cardOn(ana)).toBeVisible();
	await expect(cardOn(ben)).toBeVisible();
	await expect(ben.locator('.cursor, .mark')).toHaveCount(0);
	expect(board.observer.snapshot().actors).toHaveLength(1);
});
