// The wall in a real browser: what it shows of a board, writing in its cards, relations drawn by hand. Others are played by a
// colleague without a browser.
import type { Page } from '@playwright/test';
import * as Y from 'yjs';
import { createUndo, editActor, removeRecords } from '#lib/board/commands/index.ts';
import { plainText } from '#lib/board/schema/rich-text.ts';
import { card, drawn, makeBoard, test, type TestBoard } from '../support/boards.ts';
import { expect } from '../support/browser.ts';

const paragraph = (text: string) => ({ type: 'paragraph', spans: [{ text }] });
const longText = Array.from({ length: 14 }, (_, n) => paragraph(`Line ${n + 1} of a long assessment.`));
const boardFile = {
	format: 'sandtable-board',
	version: 1,
	board: { title: 'A wall', tlp: 'GREEN' },
	pins: [{ id: 'port', title: 'Port closed', at: [13.2, 32.9] }],
	actors: [
		{ id: 'gna', name: 'Government', type: 'government', colour: 'blue', at: [0, 0] },
		{ id: 'lna', name: 'Army', type: 'armed-group', colour: 'orange', at: [420, 0] },
		{ id: 'un', name: 'Mission', type: 'mission', colour: 'green', at: [840, 30] }
	],
	notes: [
		{ id: 'sure', text: [paragraph('Sure of it')], likelihood: 'likely', confidence: 'high', at: [0, 300] },
		{ id: 'less', text: longText, confidence: 'moderate', at: [420, 300] },
		{ id: 'both', text: [paragraph('سيطر الجيش على المطار'), paragraph('In English.')], at: [840, 300] }
	],
	relations: [
		{ id: 'a', fromId: 'gna', toId: 'lna', type: 'enemy-of', strength: 'confirmed' },
		{ id: 'b', fromId: 'lna', toId: 'un', type: 'related-to', strength: 'unconfirmed' },
		{ id: 'c', fromId: 'un', toId: 'gna', type: 'supports', strength: 'tentative' }
	]
};

let board: TestBoard;
const doc = () => board.observer.doc;
const idOf = (name: string) =>
	board.observer.snapshot().actors.find((actor) => actor.name === name)?.id ?? '';

test.beforeAll(async ({ server, signedIn }) => {
	board = await makeBoard(server, signedIn, boardFile);
	// What another program may have left: a card that cannot be read, and a relation whose end is gone.
	doc().transact(() => {
		const damaged = new Y.Map<unknown>([
			['name', 7],
			['at', [420, 160]]
		]);
		doc().getMap('actors').set('damaged', damaged);
		const lost = new Y.Map<unknown>([
			['fromId', idOf('Army')],
			['toId', 'nobody']
		]);
		doc().getMap('relations').set('lost', lost);
	});
});
test.afterAll(() => board?.observer.close());

/** An empty place of the wall, below everything. */
async function emptyPlace(page: Page): Promise<{ x: number; y: number }> {
	const box = await page.locator('.svelte-flow__pane').boundingBox();
	if (!box) throw new Error('the wall has no size');
	return { x: box.x + box.width / 3, y: box.y + box.height - 60 };
}

test('WALL1 WALL9 WALL13 WALL14 EDIT9 the wall shows what the board holds, and from afar what it is about', async ({
	openContext
}) => {
	const page = await board.open(openContext, 'ana', { layout: 'wall' });
	await expect(page.locator('.svelte-flow__node')).toHaveCount(7);
	await expect(card(page, 'Unreadable record')).toBeVisible();
	await page.keyboard.press('f');

	const lines = page.locator('.svelte-flow__edge .line');
	await expect(lines).toHaveCount(3);
	const dashes = await lines.evaluateAll((paths) =>
		paths.map((path) => path.getAttribute('stroke-dasharray'))
	);
	expect(dashes.toSorted()).toEqual(['2 5', '8 5', null]);

	const sure = card(page, 'Sure of it');
	await expect(sure.locator('.bar i')).toHaveCount(7);
	const steps = await sure.locator('.bar i').evaluateAll((all) => all.map(({ className }) => className));
	expect(steps.map((step) => step.includes('here'))).toEqual([
		false,
		false,
		false,
		false,
		true,
		false,
		false
	]);
	await expect(sure).toContainText('likely');
	await expect(sure).toContainText('55–80 %');
	await expect(sure).toContainText('high confidence');
	await expect(sure.locator('.note')).toHaveCSS('border-inline-start-width', '6px');
	const less = card(page, 'Line 1 of');
	await expect(less).toContainText('moderate confidence');
	await expect(less.locator('.note')).toHaveCSS('border-inline-start-width', '3px');

	const directions = () =>
		card(page, 'In English')
			.locator('.text p')
			.evaluateAll((all) => all.map((paragraph) => getComputedStyle(paragraph).direction));
	expect(await directions()).toEqual(['rtl', 'ltr']);

	const hidden = await less
		.locator('.text')
		.evaluate((text) => [text.scrollHeight - text.clientHeight, getComputedStyle(text).overflowY]);
	expect(hidden).toEqual([0, 'visible']);
	const far = page.locator('.wall.far');
	await expect(async () => {
		await page.getByRole('button', { name: 'Zoom out' }).last().click();
		await expect(far).toBeVisible({ timeout: 500 });
	}).toPass();
	await expect(less.locator('.gist')).toBeVisible();
	await expect(less.locator('.text')).toBeHidden();
	await expect(card(page, 'Army').locator('.type')).toBeHidden();
	const large = await card(page, 'Army')
		.locator('h3')
		.evaluate((name) => parseFloat(getComputedStyle(name).fontSize));
	expect(large).toBeGreaterThanOrEqual(22);
});

test('WALL5 WALL6 EDIT8 EDIT10 INS3 notes and names are written in place, beside others and through a removal', async ({
	openContext
}) => {
	const page = await board.open(openContext, 'ana', { layout: 'wall' });
	await expect(page.locator('.svelte-flow__node')).toHaveCount(7);
	const pane = await emptyPlace(page);

	await page.keyboard.press('c');
	await page.mouse.click(pane.x, pane.y);
	await expect(page.getByLabel('Name of the actor')).toBeFocused();
	await page.keyboard.type('Coast guard');
	await page.keyboard.press('Enter');
	await board.untilSeen('the actor', ({ actors }) => actors.some(({ name }) => name === 'Coast guard'));
	await expect(card(page, 'Coast guard')).toBeFocused();
	// The tool has let go: a click beside the cards places nothing more.
	await page.mouse.click(pane.x + 400, pane.y);
	await card(page, 'Coast guard').click();
	await page.keyboard.press('Enter');
	await page.getByLabel('Name of the actor').fill('Coastguard');
	await page.keyboard.press('Enter');
	await board.untilSeen('the new name', ({ actors }) => actors.some(({ name }) => name === 'Coastguard'));
	expect(board.observer.snapshot().actors).toHaveLength(4);

	// A colleague names it too, while I do.
	await page.keyboard.press('Enter');
	const naming = page.getByLabel('Name of the actor');
	await naming.press('End');
	await page.keyboard.type(' at sea');
	const named = board.observer.snapshot().actors.find(({ name }) => name === 'Coastguard');
	editActor({ doc: doc(), undo: null }, named?.id ?? '', { name: 'The Coastguard', aliases: ['TCG'] });
	await expect(page.getByText('TCG')).toBeVisible();
	await expect(naming).toHaveValue('Coastguard at sea');
	await page.keyboard.press('Enter');
	await board.untilSeen('both', ({ actors }) => actors.some(({ name }) => name === 'The Coastguard at sea'));

	await page.mouse.dblclick(pane.x + 400, pane.y);
	const editor = page.locator('.svelte-flow__node .ProseMirror');
	await expect(editor).toBeFocused();
	await page.keyboard.type('Mine.');
	const noteId = await page.locator('.svelte-flow__node:has(.ProseMirror)').getAttribute('data-id');
	if (noteId === null) throw new Error('no note is being written');
	const textOf = () =>
		plainText(board.observer.snapshot().notes.find(({ id }) => id === noteId)?.text ?? []).trim();
	await expect.poll(textOf).toBe('Mine.');
	const fragment = (doc().getMap('notes').get(noteId) as Y.Map<unknown>).get('text') as Y.XmlFragment;
	const theirs = new Y.XmlElement('paragraph');
	theirs.insert(0, [new Y.XmlText('Theirs.')]);
	fragment.insert(fragment.length, [theirs]);
	await expect(editor).toContainText('Theirs.');

	await page.keyboard.press('Control+z');
	await expect(editor).toHaveText('Theirs.');
	await page.keyboard.press('Control+Shift+z');
	await expect.poll(textOf).toBe('Mine.\nTheirs.');

	const colleague = { doc: doc(), undo: createUndo(doc()) };
	removeRecords(colleague, [noteId]);
	await expect(editor).toHaveCount(0);
	colleague.undo.undo();
	await expect(card(page, 'Mine.')).toContainText('Theirs.');
	await card(page, 'Mine.').dblclick();
	await expect(editor).toBeFocused();
	await page.keyboard.press('Control+End');
	await page.keyboard.type(' And more.');
	await expect.poll(textOf).toContain('Theirs. And more.');
	await page.keyboard.press('Escape');
	await expect(editor).toHaveCount(0);
	await expect(card(page, 'And more.')).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(editor).toBeFocused();
});

test('WALL7 WALL8 WALL12 UNDO1 relations are drawn by hand; selections, alignment, undo and redo', async ({
	openContext
}) => {
	const page = await board.open(openContext, 'ana');
	// What the map has selected stays while the wall is only looked at.
	await page.getByRole('button', { name: 'Find' }).click();
	await page.getByPlaceholder(/Find a pin/).fill('Port');
	await page.getByRole('option', { name: /Port closed/ }).click();
	const coordinates = page.getByRole('textbox', { name: 'Coordinates' });
	await expect(coordinates).toBeVisible();
	await page.keyboard.press('3');
	await expect(page.locator('.svelte-flow__node').first()).toBeVisible();
	const pane = await emptyPlace(page);
	await page.mouse.move(pane.x, pane.y);
	await page.mouse.wheel(0, 40);
	await drawn(page);
	await expect(coordinates).toBeVisible();
	await card(page, 'Government').click();
	await expect(coordinates).toBeHidden();
	await page.keyboard.press('Shift+f');

	const before = board.observer.snapshot().relations.length;
	await page.keyboard.press('f');
	const [from, to] = [card(page, 'Government'), card(page, 'Mission')];
	await from.hover();
	const handle = from.locator('.wall-handle').nth(2);
	await handle.hover({ force: true });
	await page.mouse.down();
	const target = await to.boundingBox();
	if (!target) throw new Error('the card is not drawn');
	await page.mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 5 });
	await page.mouse.up();
	const newest = () =>
		board.observer
			.snapshot()
			.relations.find(({ fromId, toId }) => fromId === idOf('Government') && toId === idOf('Mission'));
	await expect.poll(() => newest()?.type).toBe('related-to');
	await page.getByRole('button', { name: 'tentative' }).click();
	await expect.poll(() => newest()?.strength).toBe('tentative');
	await page.getByPlaceholder('Find a kind of relation').fill('supports');
	await page.keyboard.press('Enter');
	await expect.poll(() => newest()?.type).toBe('supports');

	await page.keyboard.press('Escape');
	for (const _step of ['its kind', 'its strength', 'the relation']) await page.keyboard.press('Control+z');
	await board.untilSeen('no relation', ({ relations }) => relations.length === before);
	for (const _step of ['the relation', 'its strength', 'its kind'])
		await page.keyboard.press('Control+Shift+z');
	await expect.poll(() => newest()).toMatchObject({ type: 'supports', strength: 'tentative' });

	await card(page, 'Army').click();
	await card(page, 'Mission').click({ modifiers: ['Shift'] });
	await page.getByRole('button', { name: 'Align top edges' }).click();
	const tops = () =>
		board.observer
			.snapshot()
			.actors.filter(({ name }) => name === 'Army' || name === 'Mission')
			.map(({ at }) => at[1]);
	await expect.poll(tops).toEqual([0, 0]);
	await page.keyboard.press('Control+z');
	await expect.poll(() => tops().toSorted((a, b) => a - b)).toEqual([0, 30]);
});

test('WALL21 MAP9 who may only read moves, draws, writes and removes nothing, and looks about', async ({
	openContext
}) => {
	const page = await board.open(openContext, 'vera');
	const before = JSON.stringify(board.observer.snapshot());
	await expect(page.getByRole('toolbar', { name: 'Tools' })).toHaveCount(0);
	await page.keyboard.press('1');
	const map = page.locator('.maplibregl-canvas');
	await map.dblclick();
	await page.keyboard.press('p');
	await map.click({ position: { x: 200, y: 300 } });
	await page.keyboard.press('Control+a');
	await expect(page.getByRole('textbox', { name: 'Coordinates' })).toHaveAttribute('readonly');
	await map.focus();
	await page.keyboard.press('ArrowRight');

	await page.keyboard.press('3');
	await expect(page.locator('.svelte-flow__node').first()).toBeVisible();
	await expect(page.locator('.wall-handle')).toHaveCount(0);
	const pane = await emptyPlace(page);
	await page.mouse.dblclick(pane.x, pane.y);
	const viewport = page.locator('.svelte-flow__viewport');
	const seen = await viewport.getAttribute('style');
	await card(page, 'Army').dblclick();
	await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveAttribute('readonly');
	await expect(page.getByLabel('Name of the actor')).toHaveCount(0);
	await page.keyboard.press('Delete');
	await page.mouse.move(pane.x, pane.y);
	await page.mouse.down();
	await page.mouse.move(pane.x + 80, pane.y - 60, { steps: 4 });
	await page.mouse.up();
	await expect(viewport).not.toHaveAttribute('style', seen ?? '');
	// Everything that Vera's page sent before this has been handled.
	await expect(page.getByTestId('save-status')).toHaveText('Read only');
	expect(JSON.stringify(board.observer.snapshot())).toBe(before);
});
