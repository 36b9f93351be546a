// Two people at work in two real browsers: one sees what the other does while it is being done.
import type { Page } from '@playwright/test';
import { card, makeBoard, test, type TestBoard } from '../support/boards.ts';
import { expect } from '../support/browser.ts';

const boardFile = {
	format: 'sandtable-board',
	version: 1,
	board: { title: 'Two at work', tlp: 'GREEN' },
	pins: [{ id: 'port', title: 'Port closed', at: [13.2, 32.9] }],
	actors: [
		{ id: 'gna', name: 'Government', type: 'government', colour: 'blue', at: [0, 0] },
		{ id: 'lna', name: 'Army', type: 'armed-group', colour: 'orange', at: [400, 0] }
	]
};

let board: TestBoard;
test.beforeAll(async ({ server, signedIn }) => {
	board = await makeBoard(server, signedIn, boardFile);
});
test.afterAll(() => board?.observer.close());

/** Where a card is drawn, in pixels of the wall. */
const placeOf = (page: Page, name: string) =>
	card(page, name).evaluate((node) => {
		const { e, f } = new DOMMatrix(getComputedStyle(node).transform);
		return [Math.round(e), Math.round(f)];
	});

test('WALL3 WALL4 a card is seen moving before the hand lets go, and stays where it was left', async ({
	openContext
}) => {
	const [ana, ben] = await Promise.all([
		board.open(openContext, 'ana', { layout: 'wall' }),
		board.open(openContext, 'ben', { layout: 'wall' })
	]);
	const stored = () => board.observer.snapshot().actors.find(({ name }) => name === 'Army')?.at;
	await expect(card(ana, 'Army')).toBeVisible();
	await expect.poll(() => placeOf(ben, 'Army')).toEqual([400, 0]);
	// Waits until the card stands still.
	await card(ana, 'Army').hover({ position: { x: 60, y: 12 } });
	const box = await card(ana, 'Army').boundingBox();
	if (!box) throw new Error('the card is not drawn');
	const [x, y] = [box.x + 60, box.y + 12];
	await ana.mouse.down();
	await ana.mouse.move(x + 90, y + 70, { steps: 8 });

	const held = await placeOf(ana, 'Army');
	expect(held).not.toEqual([400, 0]);
	await expect.poll(() => placeOf(ben, 'Army')).toEqual(held);
	expect(stored()).toEqual([400, 0]);
	await expect(card(ben, 'Army').locator('.mark')).toHaveText('Ana Lead');
	await expect(ben.locator('.cursor')).toHaveText('Ana Lead');

	// From here on Ben's page notes every place where it draws the card.
	await card(ben, 'Army').evaluate((node) => {
		const seen: string[] = [];
		Object.assign(globalThis, { seen });
		new MutationObserver(() => seen.push(node.style.transform)).observe(node, { attributeFilter: ['style'] });
	});
	await ana.mouse.up();
	await expect.poll(stored).toEqual(held);
	expect(await placeOf(ben, 'Army')).toEqual(held);
	const seen = await ben.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
	expect(seen.filter((transform) => transform.includes('400px'))).toEqual([]);
	await ana.keyboard.press('Control+z');
	await expect.poll(stored).toEqual([400, 0]);
	await expect.poll(() => placeOf(ben, 'Army')).toEqual([400, 0]);
});
