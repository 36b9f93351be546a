// What the hand finds on a board and on a display, in real browsers: keys, legend, hints, following, and what is read out.
import type { Page } from '@playwright/test';
import type { BoardSnapshot } from '#lib/board/snapshot.ts';
import { card, drawn, makeBoard, settled, test, type TestBoard } from '../support/boards.ts';
import { expect } from '../support/browser.ts';

test.describe.configure({ mode: 'serial' });

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

let board: TestBoard;
test.beforeAll(async ({ server, signedIn }) => {
	board = await makeBoard(server, signedIn, boardFile);
});
test.afterAll(() => board?.observer.close());

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

/** Of the map: what its small bar holds lies there, one beside the other. */
async function inLowerCorner(page: Page): Promise<void> {
	const pane = page.locator('#map-pane');
	for (const name of ['Zoom in', 'Zoom out', 'Show all pins', 'Legend']) {
		await expect(pane.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
		const [whole, button] = [
			await pane.boundingBox(),
			await pane.getByRole('button', { name }).boundingBox()
		];
		if (!whole || !button) throw new Error(`${name} is not drawn`);
		expect(button.x - whole.x, name).toBeLessThan(260);
		expect(whole.y + whole.height - button.y, name).toBeLessThan(130);
	}
}

/** Texts of the interface, not of cards nor of the sign that the legend takes from the map, that are smaller than 18 pixels. */
const smallTexts = (page: Page): Promise<string[]> =>
	page.evaluate(() => {
		const small = (element: Element): boolean =>
			[...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim()) &&
			element.getClientRects().length > 0 &&
			element.closest('.svelte-flow__viewport, .pile, .visually-hidden, script, style') === null &&
			parseFloat(getComputedStyle(element).fontSize) < 18;
		return [...document.body.querySelectorAll('*')]
			.filter(small)
			.map((element) => `${element.className} “${element.textContent.trim()}”`);
	});

const following = (page: Page) => page.getByText(/^Following Ana Lead/);

test('WALL22 a held arrow key is one step of undo, also when undo comes at once', async ({ openContext }) => {
	const ana = await board.open(openContext, 'ana', { layout: 'wall' });
	const at = (x: number) => (snapshot: BoardSnapshot) =>
		snapshot.actors.find(({ name }) => name === 'United Nations')?.at[0] === x;
	await card(ana, 'United Nations').click();
	await pressAtOnce(ana, Array<KeyPress>(30).fill({ key: 'ArrowRight' }));
	await board.untilSeen('the whole way', at(410));
	await ana.locator('body').press('Control+z');
	await board.untilSeen('where it was', at(380));
	await ana.locator('body').press('Control+Shift+z');
	await board.untilSeen('the whole way again', at(410));
	await pressAtOnce(ana, [
		...Array<KeyPress>(5).fill({ key: 'ArrowDown' }),
		{ key: 'z', code: 'KeyZ', ctrlKey: true }
	]);
	// Had undo not found the five, it would have taken back the thirty.
	await ana.locator('body').press('Control+z');
	await board.untilSeen('both taken back', at(380));
	expect(board.observer.snapshot().actors.find(({ name }) => name === 'United Nations')?.at).toEqual([
		380, 0
	]);
});

test('LEG1 LEG2 HINT1 the legend names the sides and selects one; a hint goes after use', async ({
	openContext
}) => {
	const ana = await board.open(openContext, 'ana');
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
	await board.untilSeen('two pins', ({ pins }) => pins.length === 2);
	await expect(hints.getByRole('listitem')).toHaveCount(2);
	await ana.reload();
	await settled(ana);
	await expect(hints.getByRole('listitem')).toHaveCount(2);
	await hints.getByRole('button', { name: 'Got it' }).click();
	await expect(hints).toHaveCount(0);
});

test('FOLLOW1 FOLLOW2 FOLLOW3 MAP12 following outlives a reload and ends with a choice of my own', async ({
	openContext
}) => {
	const [ana, ben] = await Promise.all([board.open(openContext, 'ana'), board.open(openContext, 'ben')]);
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

	await inLowerCorner(ben);
	await ben.setViewportSize({ width: 1440, height: 900 });
	await ana.keyboard.press('1');
	const inCorner = (name: string) => ben.locator('#map-pane').getByRole('button', { name });
	for (const name of ['Zoom in', 'Zoom out', 'Show all pins']) {
		await ben.getByRole('button', { name: 'Follow Ana Lead' }).click();
		await expect(following(ben)).toBeVisible();
		await expect(layout(ben, 'Map')).toBeChecked();
		await inLowerCorner(ben);
		await inCorner('Legend').click();
		await expect(ben.getByRole('dialog', { name: 'What the signs on the map mean' })).toBeVisible();
		await inCorner('Legend').click();
		await expect(following(ben)).toBeVisible();
		await inCorner(name).click();
		await expect(following(ben)).toHaveCount(0);
	}
});

test('SHOW2 SHOW3 SHOW4 SHOW5 FOLLOW1 a display reads out what is selected, and its keys end following', async ({
	openContext
}) => {
	const [ana, screen] = await Promise.all([
		board.open(openContext, 'ana', { layout: 'wall' }),
		board.open(openContext, 'ben', { place: '/present' })
	]);
	await expect(screen.getByText('Two sides, one airport.')).toBeVisible();
	await screen.keyboard.press('3');
	const view = screen.locator('.svelte-flow__viewport');
	const [army, mission] = [card(screen, 'Libyan National Army'), card(screen, 'United Nations')];
	await army.hover();
	const viewBefore = (await view.getAttribute('style')) ?? '';
	await army.click();
	const reading = screen.getByTestId('reading');
	await expect(reading.getByRole('heading', { name: 'Libyan National Army' })).toBeVisible();
	await expect(reading.getByText('Armed group')).toBeVisible();
	await expect(screen.getByRole('textbox')).toHaveCount(0);
	expect(await smallTexts(screen)).toEqual([]);
	await drawn(screen);
	await drawn(screen);
	await expect(view).toHaveAttribute('style', viewBefore);
	await screen.keyboard.press('Escape');
	await expect(reading).toHaveCount(0);

	// At the edge, where the card that reads out will stand.
	const [pane, box] = [await screen.locator('#wall-pane').boundingBox(), await mission.boundingBox()];
	if (!pane || !box) throw new Error('the wall is not drawn');
	await screen.mouse.move(pane.x + 60, pane.y + 60);
	await screen.mouse.down();
	await screen.mouse.move(pane.x + pane.width - box.x - box.width + 40, pane.y + 60, { steps: 4 });
	await screen.mouse.up();
	await expect
		.poll(async () => (await mission.boundingBox())?.x)
		.toBeGreaterThan(pane.x + pane.width - box.width - 40);
	await mission.click();
	await expect(reading.getByRole('heading', { name: 'United Nations' })).toBeVisible();
	await expect(async () => {
		const [room, seen] = [await screen.locator('#wall-pane').boundingBox(), await mission.boundingBox()];
		if (!room || !seen) throw new Error('the wall is not drawn');
		expect(seen.x + seen.width).toBeLessThanOrEqual(room.x + room.width);
	}).toPass();
	await expect(ana.locator('.cursor, .mark')).toHaveCount(0);
	await screen.keyboard.press('Escape');

	await screen.getByRole('button', { name: 'Follow Ana Lead' }).click();
	await expect(following(screen)).toBeVisible();
	await ana.keyboard.press('1');
	await expect(screen.getByRole('radio', { name: 'Map', exact: true })).toBeChecked();
	await screen.keyboard.press('2');
	await expect(following(screen)).toHaveCount(0);

	await screen.getByRole('button', { name: 'Full screen' }).hover();
	await expect(screen.locator('.ui-tooltip')).toBeVisible();
	expect(await smallTexts(screen)).toEqual([]);
	await screen.locator('#map-pane').getByRole('button', { name: 'Legend' }).click();
	await expect(screen.getByRole('dialog', { name: 'What the signs on the map mean' })).toBeVisible();
	expect(await smallTexts(screen)).toEqual([]);
	await screen.keyboard.press('Escape');
	await screen.getByRole('button', { name: 'Theme' }).click();
	expect(await smallTexts(screen)).toEqual([]);
	await screen.getByRole('menuitemcheckbox', { name: 'Dark' }).click();
	await expect(screen.locator('html')).toHaveAttribute('data-theme', 'dark');
});
