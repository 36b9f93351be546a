// Two people and a display link on one board, in real browsers against a real server: what one does the others see, undo takes
// back only one's own, and the display link can change nothing.
import type { Page } from '@playwright/test';
import { extractText, getDocumentProxy } from 'unpdf';
import {
	card,
	drawn,
	makeBoard,
	openDisplay,
	test,
	type OpenContext,
	type Person,
	type TestBoard
} from '../support/boards.ts';
import { expect } from '../support/browser.ts';

test.describe.configure({ mode: 'serial' });

const airport: [number, number] = [13.276, 32.894];
const boardFile = {
	format: 'sandtable-board',
	version: 1,
	board: { title: 'Tripoli, exercise', tlp: 'GREEN', bottomLine: 'Two sides, one airport.' },
	pins: [
		{
			id: 'mitiga',
			title: 'Airport closed',
			at: airport,
			status: 'claimed',
			citations: { report: { speaker: 'A spokesman' } }
		}
	],
	actors: [
		{
			id: 'gna',
			name: 'Government of National Accord',
			aliases: ['حكومة الوفاق الوطني'],
			type: 'government',
			colour: 'blue',
			at: [0, 0]
		},
		{
			id: 'lna',
			name: 'Libyan National Army',
			aliases: ['الجيش الوطني الليبي'],
			type: 'armed-group',
			colour: 'orange',
			at: [380, 0]
		}
	],
	notes: [
		{
			id: 'note',
			text: [{ type: 'paragraph', spans: [{ text: 'First thought.' }] }],
			likelihood: 'likely',
			at: [0, 240]
		}
	],
	sources: [{ id: 'report', title: 'Evening report', reliability: 'B' }]
};

let board: TestBoard;

test.beforeAll(async ({ server, signedIn }) => {
	board = await makeBoard(server, signedIn, boardFile);
});
test.afterAll(() => board?.observer.close());

const open = (openContext: OpenContext, person: Person) =>
	board.open(openContext, person, { layout: 'wall' });

/** The colour in which a page shows somebody among the people. */
const colourOf = (page: Page, name: RegExp) =>
	page
		.getByRole('list', { name: 'People here' })
		.getByLabel(name)
		.locator('.avatar')
		.evaluate((avatar) => getComputedStyle(avatar).backgroundColor);

test('TOG1 two people on one board see each other, by name and in one colour', async ({ openContext }) => {
	const [ana, ben] = await Promise.all([open(openContext, 'ana'), open(openContext, 'ben')]);
	await expect(ana.getByRole('button', { name: /Ben Analyst/ })).toBeVisible();
	await expect(ben.getByRole('button', { name: /Ana Lead/ })).toBeVisible();
	const [anaToAna, anaToBen] = [await colourOf(ana, /Ana Lead/), await colourOf(ben, /Ana Lead/)];
	const [benToAna, benToBen] = [await colourOf(ana, /Ben Analyst/), await colourOf(ben, /Ben Analyst/)];
	expect([anaToBen, benToAna]).toEqual([anaToAna, benToBen]);
	expect(anaToAna).not.toBe(benToBen);

	// On the wall, too: where she points, and what she has selected.
	await card(ana, 'Libyan National Army').click();
	const [pointer, mark] = [ben.locator('.cursor'), card(ben, 'Libyan National Army').locator('.mark')];
	await expect(pointer).toHaveText('Ana Lead');
	await expect(mark).toHaveText('Ana Lead');
	await expect(pointer.locator('span')).toHaveCSS('background-color', anaToAna);
	await expect(mark).toHaveCSS('background-color', anaToAna);
});

test('TOG2 a pin dragged by one moves for the other and is stored', async ({ openContext }) => {
	const [ana, ben] = await Promise.all([board.open(openContext, 'ana'), open(openContext, 'ben')]);
	await ana.keyboard.press('1');
	const map = ana.locator('.maplibregl-canvas');
	const hasMoved = (): boolean => {
		const at = board.observer.snapshot().pins[0]?.at;
		return !!at && at[0] > airport[0] && at[1] < airport[1];
	};
	// One pin alone lies in the middle of what is shown, once the map has taken its size.
	await expect(async () => {
		await ana.keyboard.press('f');
		await drawn(ana);
		const box = await map.boundingBox();
		if (!box) throw new Error('the map has no size');
		const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
		await ana.mouse.move(x, y - 14);
		await ana.mouse.down();
		await ana.mouse.move(x + 60, y + 40, { steps: 6 });
		await ana.mouse.up();
		await expect.poll(hasMoved, { timeout: 2_000 }).toBe(true);
	}).toPass();
	const stored = board.observer.snapshot().pins[0]?.at;
	await ben.getByRole('button', { name: 'Find' }).click();
	await ben.getByPlaceholder(/Find a pin/).fill('Airport');
	await ben.getByRole('option', { name: /Airport closed/ }).click();
	await expect(ben.getByRole('textbox', { name: 'Coordinates' })).toHaveValue(
		new RegExp(`^${String(stored?.[1]).slice(0, 5)}`)
	);
});

test('TOG3 undo takes back my own step and leaves theirs', async ({ openContext }) => {
	const [ana, ben] = await Promise.all([open(openContext, 'ana'), open(openContext, 'ben')]);
	await ana.getByRole('textbox', { name: 'Title of the board' }).fill('Tripoli, renamed');
	await ana.keyboard.press('Enter');
	await board.untilSeen('the new title', ({ board }) => board.title === 'Tripoli, renamed');
	await card(ben, 'First thought').click();
	await ben.getByRole('button', { name: 'Duplicate' }).first().click();
	await board.untilSeen('two notes', ({ notes }) => notes.length === 2);
	await ana.locator('body').press('Control+z');
	await board.untilSeen('the old title', ({ board }) => board.title === 'Tripoli, exercise');
	expect(board.observer.snapshot().notes).toHaveLength(2);
	await ben.locator('body').press('Control+z');
	await board.untilSeen('one note', ({ notes }) => notes.length === 1);
});

test('TOG4 two cards related by one are drawn related for the other', async ({ openContext }) => {
	const [ana, ben] = await Promise.all([open(openContext, 'ana'), open(openContext, 'ben')]);
	await card(ana, 'Libyan National Army').click();
	await card(ana, 'Government of National Accord').click({ modifiers: ['Shift'] });
	await ana.keyboard.press('r');
	await board.untilSeen('a relation', ({ relations }) => relations.length === 1);
	await expect(ben.locator('.svelte-flow__edge')).toHaveCount(1);
});

test('TOG5 both type in one note at once, and both texts stay', async ({ openContext }) => {
	const pages = await Promise.all([open(openContext, 'ana'), open(openContext, 'ben')]);
	for (const page of pages) {
		await card(page, 'First thought').dblclick();
		await expect(card(page, 'First thought').locator('.ProseMirror')).toBeFocused();
		await page.keyboard.press('Control+End');
	}
	const [ana, ben] = pages as [Page, Page];
	await Promise.all([
		ana.keyboard.type(' Ana adds this.', { delay: 20 }),
		ben.keyboard.type(' Ben adds that.', { delay: 20 })
	]);
	await board.untilSeen('both texts', ({ notes }) => {
		const text = JSON.stringify(notes[0]?.text).replaceAll(/[^A-Za-z]/g, '');
		return (
			[...'AnaaddsthisBenaddsthat'].every((letter) => text.includes(letter)) &&
			text.length >= 'FirstthoughtAnaaddsthisBenaddsthat'.length
		);
	});
});

test('TOG6 a display link shows the live board and can change nothing', async ({ openContext, server }) => {
	const ana = await open(openContext, 'ana');
	const screen = await openDisplay(openContext, server, board.id);
	await expect(screen.getByRole('heading', { name: 'Tripoli, exercise' })).toBeVisible();
	await expect(screen.getByRole('toolbar', { name: 'Tools' })).toHaveCount(0);
	await expect(screen.getByRole('textbox')).toHaveCount(0);

	await ana.getByRole('textbox', { name: 'Title of the board' }).fill('Seen at once');
	await ana.keyboard.press('Enter');
	await expect(screen.getByRole('heading', { name: 'Seen at once' })).toBeVisible();

	// The server itself refuses what a doctored client behind the same cookie sends.
	const answer = await screen.evaluate(
		async (address) => {
			const socket = new WebSocket(address);
			socket.binaryType = 'arraybuffer';
			await new Promise((resolve) => (socket.onopen = resolve));
			const denied = new Promise<number[]>((resolve) => {
				socket.onmessage = ({ data }) => {
					const bytes = new Uint8Array(data as ArrayBuffer);
					if (bytes[0] === 2) resolve([...bytes.slice(0, 2)]);
				};
			});
			// sync · update: client 1 sets "title" of the root map "board" to "x".
			const update = [
				1,
				1,
				1,
				0,
				40,
				1,
				5,
				...new TextEncoder().encode('board'),
				5,
				...new TextEncoder().encode('title'),
				1,
				119,
				1,
				120,
				0
			];
			socket.send(new Uint8Array([0, 2, update.length, ...update]));
			return denied;
		},
		`${server.origin.replace(/^http/, 'ws')}/sync/${board.id}`
	);
	expect(answer).toEqual([2, 0]);
	expect(board.observer.snapshot().board.title).toBe('Seen at once');
});

test('TOG7 the report is a PDF that says what the board says', async ({ openContext, signedIn }) => {
	const ana = await openContext({ storageState: signedIn.ana });
	const response = await ana.request.get(`/boards/${board.id}/report`);
	expect(response.headers()['content-type']).toBe('application/pdf');
	const pdf = await getDocumentProxy(new Uint8Array(await response.body()));
	const { text } = await extractText(pdf, { mergePages: true });
	for (const part of [
		'TLP:GREEN',
		'Two sides, one airport.',
		'Airport closed',
		'Evening report',
		'A spokesman'
	]) {
		expect(text).toContain(part);
	}
});
