// The map under the hand in a real browser: tools, several pins at once, and a board with thousands of them.
import type { Page } from '@playwright/test';
import { addPin, editPin } from '#lib/board/commands/index.ts';
import { drawn, makeBoard, test } from '../support/boards.ts';
import { expect } from '../support/browser.ts';

const fileWith = (pins: object[]) => ({
	format: 'sandtable-board',
	version: 1,
	board: { title: 'A map', tlp: 'GREEN' },
	pins
});
const row = ['west', 'middle', 'east'].map((id, n) => ({ id, title: `Pin ${id}`, at: [12 + n, 32] }));
const manyCount = 2_000;
const many = Array.from({ length: manyCount }, (_, n) => ({
	id: `pin${n}`,
	title: `Event ${n}`,
	at: [(n % 50) / 2, 20 + Math.floor(n / 50) / 4],
	status: n % 3 === 0 ? 'disputed' : 'claimed'
}));

/** Presses `1` and shows all pins; resolves with the middle of the map once it has taken its size. */
async function middleOfMap(page: Page): Promise<{ x: number; y: number }> {
	await page.keyboard.press('1');
	await page.keyboard.press('f');
	await drawn(page);
	const box = await page.locator('.maplibregl-canvas').boundingBox();
	if (!box) throw new Error('the map has no size');
	return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test('MAP8 PIN8 one tool at a time; a drag moves the whole selection as one step', async ({
	openContext,
	server,
	signedIn
}) => {
	const board = await makeBoard(server, signedIn, fileWith(row));
	const page = await board.open(openContext, 'ana');
	const places = () =>
		row.map(({ title }) => board.observer.snapshot().pins.find((pin) => pin.title === title)?.at ?? [0, 0]);
	const shifts = () =>
		places().map(([lng, lat], n) => [lng - (row[n]?.at[0] ?? 0), lat - 32].map((by) => by.toFixed(3)));
	await expect(async () => {
		const { x, y } = await middleOfMap(page);
		await page.keyboard.press('Control+a');
		await page.mouse.move(x, y - 14);
		await page.mouse.down();
		await page.mouse.move(x + 40, y + 36, { steps: 5 });
		await page.mouse.up();
		await expect.poll(() => shifts().every(([by]) => Number(by) > 0), { timeout: 2_000 }).toBe(true);
	}).toPass();
	const [first, ...others] = shifts();
	for (const other of others) expect(other).toEqual(first);
	await page.keyboard.press('Control+z');
	await expect.poll(places).toEqual(row.map(({ at }) => at));

	const hint = page.getByText('Click where the pin belongs. Esc leaves.');
	const { x, y } = await middleOfMap(page);
	const countOfPins = () => board.observer.snapshot().pins.length;
	await page.keyboard.press('p');
	await expect(hint).toBeVisible();
	await page.mouse.click(x + 90, y + 90);
	await expect.poll(countOfPins).toBe(4);
	await expect(hint).toBeHidden();
	await page.keyboard.press('p');
	await page.keyboard.down('Shift');
	await page.mouse.click(x + 160, y + 160);
	await page.keyboard.up('Shift');
	await expect.poll(countOfPins).toBe(5);
	await expect(hint).toBeVisible();
	await page.keyboard.press('n');
	await expect(hint).toBeHidden();
	await expect(page.getByText('Click where the note should go. Esc lets go.')).toBeVisible();
	await page.keyboard.press('p');
	await expect(page.getByText('Click where the note should go. Esc lets go.')).toBeHidden();
	await expect(hint).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(hint).toBeHidden();
	board.observer.close();
});

test('MAP1 MAP5 a board with two thousand pins is read, added to and changed', async ({
	openContext,
	server,
	signedIn
}) => {
	const board = await makeBoard(server, signedIn, fileWith(many));
	const page = await board.open(openContext, 'ana');
	await middleOfMap(page);
	const list = page.getByRole('listbox', { name: 'Pins on this board' });
	await list.focus();
	await expect(list.getByRole('option').first()).toHaveAttribute('aria-setsize', String(manyCount));
	await page.keyboard.press('End');
	await expect(page.getByRole('textbox', { name: 'Coordinates' })).toBeVisible();

	// A colleague changes many at once while the page goes on.
	const colleague = { doc: board.observer.doc, undo: null };
	const [changed] = board.observer.snapshot().pins;
	board.observer.doc.transact(() => {
		for (let n = 0; n < 300; n++) addPin(colleague, { title: `Late ${n}`, at: [n / 10, 15] });
		if (changed) editPin(colleague, changed.id, { title: 'Changed among thousands' });
	});
	await page.getByRole('button', { name: 'Find' }).click();
	await page.getByPlaceholder(/Find a pin/).fill('Changed among');
	await page.getByRole('option', { name: /Changed among thousands/ }).click();
	await expect(page.getByRole('textbox', { name: 'Title', exact: true })).toHaveValue(
		'Changed among thousands'
	);
	await page.locator('.maplibregl-canvas').focus();
	await page.keyboard.press('p');
	await page.keyboard.press('Enter');
	await board.untilSeen('the new pin', ({ pins }) => pins.length === manyCount + 301);
	await page.keyboard.press('Control+z');
	await board.untilSeen('it is undone', ({ pins }) => pins.length === manyCount + 300);
	await list.focus();
	await expect(list.getByRole('option').first()).toHaveAttribute('aria-setsize', String(manyCount + 300));
	await expect(page.getByTestId('save-status')).toHaveText('Saved');
	board.observer.close();
});
