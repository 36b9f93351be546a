// The board page under the hand: fields that two people edit, keys, the report, a change of role, and the end of a session.
import { readFile } from 'node:fs/promises';
import type { Page, Request } from '@playwright/test';
import { extractText, getDocumentProxy } from 'unpdf';
import * as Y from 'yjs';
import { movePin } from '#lib/board/commands/index.ts';
import { administer } from '../support/administer.ts';
import {
	breakable,
	card,
	makeBoard,
	openDisplay,
	settled,
	signIn,
	test,
	type OpenContext,
	type Person,
	type TestBoard
} from '../support/boards.ts';
import { expect } from '../support/browser.ts';

test.describe.configure({ mode: 'serial' });

const content = {
	format: 'sandtable-board',
	version: 1,
	board: { title: 'Field day', tlp: 'GREEN', bottomLine: 'Two sides, one airport.' },
	pins: [{ id: 'port', title: 'Port closed', at: [13.2, 32.9] }],
	notes: [
		{ id: 'note', text: [{ type: 'paragraph', spans: [{ text: 'Only thought.' }] }], at: [0, 0] },
		{ id: 'other', text: [{ type: 'paragraph', spans: [{ text: 'Second thought.' }] }], at: [0, 300] }
	]
};

let board: TestBoard;
test.beforeAll(async ({ server, signedIn }) => {
	board = await makeBoard(server, signedIn, content);
});
test.afterAll(() => board?.observer.close());

const open = (openContext: OpenContext, person: Person): Promise<Page> =>
	board.open(openContext, person, { layout: 'wall' });
const both = (openContext: OpenContext): Promise<[Page, Page]> =>
	Promise.all([open(openContext, 'ana'), open(openContext, 'ben')]);
const note = (page: Page) => card(page, 'Only thought');
const title = (page: Page) => page.getByRole('textbox', { name: 'Title of the board' });

async function bottomLineOf(page: Page) {
	const field = page.getByRole('textbox', { name: 'Bottom line' });
	if (!(await field.isVisible())) await page.getByRole('button', { name: 'Details' }).click();
	return field;
}

test('INS1 INS3 what a colleague writes after me stands, though my cursor is still in the field', async ({
	openContext
}) => {
	const [mine, theirs] = await both(openContext);
	const [myField, theirField] = [await bottomLineOf(mine), await bottomLineOf(theirs)];
	await myField.focus();
	await theirField.fill('Begun by them.');
	await theirField.blur();
	await expect(myField).toHaveValue('Begun by them.');
	// A pause writes what I typed, as one step; so does leaving the field.
	await mine.keyboard.press('Control+A');
	await mine.keyboard.type('Of no use.');
	await expect(theirField).toHaveValue('Of no use.');
	await mine.getByRole('button', { name: /^Undo: / }).click();
	await expect(theirField).toHaveValue('Begun by them.');
	await expect(myField).toHaveValue('Begun by them.');
	await myField.fill('What I wrote.');
	await board.untilSeen('my text', (seen) => seen.board.bottomLine === 'What I wrote.');
	await expect(theirField).toHaveValue('What I wrote.');
	await theirField.fill('What they made of it.');
	await theirField.blur();
	await expect(myField).toBeFocused();
	await expect(myField).toHaveValue('What they made of it.');

	await myField.blur();
	// A later change of mine arrives after all that leaving the field could have written.
	await title(mine).fill('Field day, over');
	await title(mine).press('Enter');
	await board.untilSeen('my later change', (seen) => seen.board.title === 'Field day, over');
	expect(board.observer.snapshot().board.bottomLine).toBe('What they made of it.');
});

test('INS3 what two write in one field at the same time is all in it', async ({ openContext }) => {
	const [mine, theirs] = await both(openContext);
	const [myField, theirField] = [await bottomLineOf(mine), await bottomLineOf(theirs)];
	const before = await myField.inputValue();
	await myField.focus();
	await mine.keyboard.press('Control+End');
	await theirField.focus();
	await theirs.keyboard.press('Control+Home');
	await theirs.keyboard.type('They: ');
	await theirField.blur();
	await title(theirs).fill('Their change is there');
	await title(theirs).press('Enter');
	// I do not stop typing until theirs has reached my page.
	let typed = '';
	await expect(async () => {
		await mine.keyboard.type(' I');
		typed += ' I';
		await expect(title(mine)).toHaveValue('Their change is there', { timeout: 1 });
	}).toPass({ intervals: [50] });
	await mine.keyboard.type(' end.');
	await myField.blur();
	await board.untilSeen('both', (seen) => seen.board.bottomLine === `They: ${before}${typed} end.`);
	await expect(theirField).toHaveValue(`They: ${before}${typed} end.`);
});

test('INS1 a refused text stays with its reason until Esc, or until the record changes by another hand', async ({
	openContext
}) => {
	const page = await open(openContext, 'ana');
	await page.getByRole('button', { name: 'Find' }).click();
	await page.getByPlaceholder(/^Find a pin/).fill('Port');
	await page.getByRole('option', { name: /Port closed/ }).click();
	const field = page.getByRole('textbox', { name: 'Coordinates' });
	const reason = page.getByText(/^Not a position/);
	const before = await field.inputValue();
	const refuse = async (): Promise<void> => {
		await field.fill('by the sea');
		await field.blur();
		await expect(field).toHaveValue('by the sea');
		await expect(field).toHaveAccessibleDescription(/Not a position/);
	};
	await refuse();
	await field.press('Escape');
	await expect(field).toHaveValue(before);
	await expect(reason).toHaveCount(0);
	await refuse();
	const { doc, snapshot } = board.observer;
	movePin({ doc, undo: null }, snapshot().pins[0]?.id ?? '', [14.25, 31.5]);
	await expect(field).toHaveValue(/^31\.5\d*, 14\.25/);
	await expect(reason).toHaveCount(0);
});

test('STEP1 the undo button names the step', async ({ openContext }) => {
	const page = await open(openContext, 'ana');
	await title(page).fill('Field day');
	await title(page).press('Enter');
	await page.getByRole('button', { name: /^Undo: \S/ }).click();
	await expect(title(page)).not.toHaveValue('Field day');
	await page.getByRole('button', { name: /^Redo: \S/ }).click();
	await expect(title(page)).toHaveValue('Field day');
});

test('INS4 damaged records are listed, and each can be removed and brought back', async ({ openContext }) => {
	board.observer.doc.getMap('pins').set('bad', new Y.Map<unknown>([['at', 'nowhere']]));
	board.observer.doc.getMap('sources').set('worse', 7);
	const page = await open(openContext, 'ana');
	await bottomLineOf(page);
	const list = page.getByRole('region', { name: 'Damaged records' });
	await expect(list.getByRole('listitem')).toHaveCount(2);
	await list.getByRole('button', { name: 'Remove this damaged pin' }).click();
	await expect(list.getByRole('listitem')).toHaveCount(1);
	await page.getByRole('button', { name: 'Undo: Removed an object' }).click();
	await expect(list.getByRole('listitem')).toHaveCount(2);
	for (const kind of ['pin', 'source'])
		await list.getByRole('button', { name: `Remove this damaged ${kind}` }).click();
	await expect(list).toHaveCount(0);
	await board.untilSeen('nothing damaged', (seen) => seen.unreadable.length === 0);
});

test('KEY8 Enter presses buttons and follows links, whatever is selected', async ({ openContext }) => {
	const page = await open(openContext, 'ana');
	await note(page).click();
	const details = page.getByRole('button', { name: 'Details' });
	await expect(details).toHaveAttribute('aria-pressed', 'true');
	await details.press('Enter');
	await expect(details).toHaveAttribute('aria-pressed', 'false');
	await page.getByRole('button', { name: 'Got it' }).press('Enter');
	await expect(page.getByRole('button', { name: 'Got it' })).toHaveCount(0);

	const tool = page.getByRole('toolbar', { name: 'Tools' }).getByRole('button', { name: 'Write a note' });
	await tool.press('Enter');
	await expect(tool).toHaveAttribute('aria-pressed', 'true');
	await tool.press('Enter');
	await board.untilSeen('a note in the middle', (seen) => seen.notes.length === 3);
	await expect(page.locator('.svelte-flow__node [contenteditable="true"]')).toBeFocused();
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: /^Undo: / }).press('Enter');
	await board.untilSeen('the note undone', (seen) => seen.notes.length === 2);

	await page.getByRole('link', { name: 'People and links' }).press('Enter');
	await page.waitForURL(/\/members$/);
	await page.goBack();
	await page.getByRole('link', { name: 'All boards' }).press('Enter');
	await page.waitForURL(/\/boards$/);
});

test('FIND5 the palette leads to people, to all boards and to the report', async ({ openContext }) => {
	const page = await open(openContext, 'ben');
	for (const [text, address] of [
		['People and links', /\/members$/],
		['All boards', /\/boards$/]
	] as const) {
		await page.goto(`/boards/${board.id}`);
		await settled(page);
		await page.keyboard.press('Control+k');
		const line = page.getByPlaceholder(/^Find a pin/);
		await line.fill(text);
		await expect(page.getByRole('option')).toHaveText([text]);
		await expect(page.getByRole('option', { selected: true })).toHaveText([text]);
		await line.press('Enter');
		await page.waitForURL(address);
	}
});

test('REPORT1 the report is saved as a file while the board stays', async ({ openContext }) => {
	const page = await open(openContext, 'ben');
	// What passes by itself is waited for before it can come.
	const told = page.getByText(/is in your downloads/).waitFor();
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Report as PDF' }).click()
	]);
	await told;
	expect(download.suggestedFilename()).toMatch(/^Field day - \d{4}-\d\d-\d\d \d{4}Z\.pdf$/);
	const pdf = await getDocumentProxy(new Uint8Array(await readFile(await download.path())));
	const { text } = await extractText(pdf, { mergePages: true });
	expect(text).toContain('They: What they made of it.');

	await page.context().setOffline(true);
	await page.getByRole('button', { name: 'Report as PDF' }).click();
	await expect(page.getByText(/^No report: the server cannot be reached/)).toBeVisible();
	await page.context().setOffline(false);
	await page.route('**/report', (route) =>
		route.fulfill({ status: 503, json: { message: 'Too many reports are being made just now.' } })
	);
	await page.getByRole('button', { name: 'Report as PDF' }).click();
	await expect(page.getByText('No report. Too many reports are being made just now.')).toBeVisible();
	await expect(title(page)).toHaveValue('Field day');
});

test('ROLE1 a change of my role is told, and the tools go and come with it', async ({
	openContext,
	server
}) => {
	const page = await open(openContext, 'ben');
	const tools = page.getByRole('toolbar', { name: 'Tools' });
	await expect(tools).toBeVisible();
	for (const role of ['viewer', 'editor'] as const) {
		await Promise.all([
			page.getByText(`Your role on this board is now ${role}.`).waitFor(),
			administer(server, ['member', 'add', board.id, '--email', 'ben@example.org', '--role', role])
		]);
		await expect(tools).toHaveCount(role === 'viewer' ? 0 : 1);
	}
});

test('END1 END2 without the network I stay on the board; without the right I am told, and that my work is kept', async ({
	openContext,
	server
}) => {
	const storageState = await signIn(server, 'ben');
	const network = breakable(openContext);
	const page = await board.open(network.openContext, 'ben', { layout: 'wall', storageState });
	const end = page.getByRole('alertdialog');
	const asked = (request: Request): boolean =>
		request.method() === 'HEAD' && request.url().endsWith(board.id);
	await network.cut();
	await title(page).fill('Written apart');
	await title(page).press('Enter');
	await page.waitForEvent('requestfailed', asked);
	await expect(page.getByTestId('save-status')).toHaveText(/^\s*Offline: 1 change kept/);
	await expect(end).toHaveCount(0);

	// The right goes while the page hears of nothing; a refused socket tells a browser no reason.
	const elsewhere = await (await openContext({ storageState })).newPage();
	await elsewhere.goto('/boards');
	await elsewhere.getByRole('button', { name: 'Sign out' }).click();
	await elsewhere.waitForURL(/\/login/);
	await network.mend();
	await expect(end).toHaveAccessibleName('Your session has ended');
	await expect(end).toContainText('Sign in again. 1 change not on the server, kept on this device.');
	await expect(end.getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('REPORT1 END1 a display is not offered what it would be refused; it says when its link ended, and whom to ask', async ({
	openContext,
	server,
	signedIn
}) => {
	const screen = await openDisplay(openContext, server, board.id);
	await screen.goto(`/boards/${board.id}`);
	await settled(screen);
	await expect(screen.getByRole('button', { name: 'Report as PDF' })).toHaveCount(0);
	await screen.keyboard.press('Control+k');
	await expect(screen.getByRole('option', { name: 'Present' })).toBeVisible();
	await expect(screen.getByRole('option', { name: 'Report as PDF' })).toHaveCount(0);
	await screen.goto(`/boards/${board.id}/present`);
	await settled(screen);

	const ana = await (await openContext({ storageState: signedIn.ana })).newPage();
	await ana.goto(`/boards/${board.id}/members`);
	await ana.getByRole('button', { name: 'End the link Screen' }).click();
	const end = screen.getByRole('alertdialog', { name: 'This display link has ended' });
	await expect(end).toContainText(/This link ended .*\d.*\. Ask the lead for a new one\./);
	await end.getByRole('button', { name: 'Try again' }).click();
	await expect(end).toHaveCount(0);
	await expect(screen.getByText(/This link .*ended .*\d.*\. Ask the lead for a new one\./)).toBeVisible();
});

test('END1 END3 a board that has ended for me takes no key and no click, and then only reading', async ({
	openContext,
	server
}) => {
	const storageState = await signIn(server, 'ben');
	const page = await board.open(openContext, 'ben', { layout: 'wall', storageState });
	await note(page).click();
	const other = await page.context().newPage();
	await other.goto('/boards');
	await other.getByRole('button', { name: 'Sign out' }).click();
	await other.waitForURL(/\/login/);

	const ended = page.getByRole('alertdialog', { name: 'Your session has ended' });
	await expect(ended).toBeVisible();
	await expect(ended).toContainText('Your session ended. Sign in again.');
	await expect(ended.getByRole('link', { name: 'Sign in' })).toBeFocused();
	for (const key of ['Delete', 'Escape', 'Escape', 'Control+k', 'n']) await page.keyboard.press(key);
	await expect(ended).toBeVisible();
	await expect(page.getByRole('dialog', { name: 'Find and command' })).toHaveCount(0);
	await ended.getByRole('button', { name: 'Stay and read' }).press('Enter');
	await expect(ended).toHaveCount(0);
	await expect(page.getByText(/nothing more is written/)).toBeVisible();
	await expect(page.getByRole('toolbar', { name: 'Tools' })).toHaveCount(0);
	await note(page).click();
	await page.keyboard.press('Delete');
	await page.keyboard.press('n');
	await expect(note(page)).toBeVisible();
	await expect(page.locator('.svelte-flow__node')).toHaveCount(2);
	await expect(title(page)).toHaveCount(0);
});
