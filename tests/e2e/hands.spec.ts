// The board page under the hand: fields that two people edit, keys, the report, a change of role, and the end of a session.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { extractText, getDocumentProxy } from 'unpdf';
import * as Y from 'yjs';
import { administer } from '../support/administer.ts';
import {
	openBoard,
	openWallOnly,
	seenMaxMs,
	shareBoard,
	signIn,
	type Cookies,
	type OpenContext,
	type SharedBoard
} from '../support/board-page.ts';
import { expect, test } from '../support/browser.ts';

const setupMaxMs = 240_000;
test.describe.configure({ mode: 'serial', timeout: 240_000 });

const carla = { email: 'carla@example.org', name: 'Carla Lead' };
const dan = { email: 'dan@example.org', name: 'Dan Analyst' };
const content = {
	format: 'sandtable-board',
	version: 1,
	board: { title: 'Field day', tlp: 'GREEN', bottomLine: 'Two sides, one airport.' },
	notes: [
		{ id: 'note', text: [{ type: 'paragraph', spans: [{ text: 'Only thought.' }] }], at: [0, 0] },
		{ id: 'other', text: [{ type: 'paragraph', spans: [{ text: 'Second thought.' }] }], at: [0, 300] }
	]
};

type Person = 'carla' | 'dan';
/** On a busy machine a report takes this long, and a command of the administrator as well. */
const reportMaxMs = 90_000;
const roleMaxMs = 60_000;

let board: SharedBoard;
const signedIn = new Map<Person, Cookies>();
test.beforeAll(async ({ server, browser }) => {
	// Several commands of the administrator, each a process: the limit of the file's tests is not that of this hook.
	test.setTimeout(setupMaxMs);
	board = await shareBoard(server, content, [carla, dan]);
	signedIn.set('carla', await signIn(browser, server, carla.email));
	signedIn.set('dan', await signIn(browser, server, dan.email));
});
test.afterAll(() => board?.observer.close());

function open(openContext: OpenContext, person: Person): Promise<Page> {
	const cookies = signedIn.get(person);
	if (!cookies) throw new Error(`${person} is not signed in`);
	return openBoard(openContext, cookies, board.id);
}
const both = (openContext: OpenContext): Promise<[Page, Page]> =>
	Promise.all([open(openContext, 'carla'), open(openContext, 'dan')]);
const note = (page: Page) => page.locator('.svelte-flow__node').filter({ hasText: 'Only thought' });
const title = (page: Page) => page.getByRole('textbox', { name: 'Title of the board' });

async function bottomLineOf(page: Page) {
	const field = page.getByRole('textbox', { name: 'Bottom line' });
	if (!(await field.isVisible())) await page.getByRole('button', { name: 'Details' }).click();
	return field;
}

test('INS3 what a colleague writes after me stands, though my cursor is still in the field', async ({
	openContext
}) => {
	const [mine, theirs] = await both(openContext);
	const [myField, theirField] = [await bottomLineOf(mine), await bottomLineOf(theirs)];
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
	}).toPass({ timeout: seenMaxMs, intervals: [50] });
	await mine.keyboard.type(' end.');
	await myField.blur();
	await board.untilSeen('both', (seen) => seen.board.bottomLine === `They: ${before}${typed} end.`);
	await expect(theirField).toHaveValue(`They: ${before}${typed} end.`);
});

test('STEP1 the undo button names the step', async ({ openContext }) => {
	const page = await open(openContext, 'carla');
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
	const page = await open(openContext, 'carla');
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
	const page = await open(openContext, 'carla');
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
	const page = await open(openContext, 'dan');
	for (const [text, address] of [
		['People and links', /\/members$/],
		['All boards', /\/boards$/]
	] as const) {
		await page.goto(`/boards/${board.id}`);
		await expect(page.getByText('Saved', { exact: true })).toBeVisible();
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
	const page = await open(openContext, 'dan');
	// What passes by itself is waited for before it can come.
	const told = page.getByText(/is in your downloads/).waitFor({ timeout: reportMaxMs });
	const [download] = await Promise.all([
		page.waitForEvent('download', { timeout: reportMaxMs }),
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

test('REPORT1 a display is not offered what it would be refused', async ({ openContext, server }) => {
	const answer = await administer(server, ['link', 'add', board.id, '--expires', '1h']);
	const page = await (await openWallOnly(openContext)).newPage();
	await page.goto(/http\S+\/display#\S+/.exec(answer)?.[0] ?? '');
	await page.waitForURL(/\/present$/);
	await page.goto(`/boards/${board.id}`);
	await expect(page.getByText('Read only', { exact: true })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Report as PDF' })).toHaveCount(0);
	await page.keyboard.press('Control+k');
	await expect(page.getByRole('option', { name: 'Present' })).toBeVisible();
	await expect(page.getByRole('option', { name: 'Report as PDF' })).toHaveCount(0);
});

test('ROLE1 a change of my role is told, and the tools go and come with it', async ({
	openContext,
	server
}) => {
	const page = await open(openContext, 'dan');
	const tools = page.getByRole('toolbar', { name: 'Tools' });
	await expect(tools).toBeVisible();
	for (const role of ['viewer', 'editor'] as const) {
		await Promise.all([
			page.getByText(`Your role on this board is now ${role}.`).waitFor({ timeout: roleMaxMs }),
			administer(server, ['member', 'add', board.id, '--email', dan.email, '--role', role])
		]);
		await expect(tools).toHaveCount(role === 'viewer' ? 0 : 1);
	}
});

test('END3 a board that has ended for me takes no key and no click, and then only reading', async ({
	openContext
}) => {
	// The last test of this file: its session is over afterwards.
	const page = await open(openContext, 'dan');
	await note(page).click();
	const other = await page.context().newPage();
	await other.goto('/boards');
	await other.getByRole('button', { name: 'Sign out' }).click();
	await other.waitForURL(/\/login/);

	const ended = page.getByRole('alertdialog', { name: 'Your session has ended' });
	await expect(ended).toBeVisible({ timeout: seenMaxMs });
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
