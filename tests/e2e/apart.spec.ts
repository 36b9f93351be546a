// Two people in real browsers, one of whom loses the network for a while: both go on, and what they did comes together.
import type { Page } from '@playwright/test';
import { plainText } from '#lib/board/schema/rich-text.ts';
import { card, makeBoard, test } from '../support/boards.ts';
import { expect } from '../support/browser.ts';

const boardFile = {
	format: 'sandtable-board',
	version: 1,
	board: { title: 'Apart', tlp: 'GREEN' },
	pins: [{ id: 'port', title: 'Port closed', at: [13.2, 32.9] }],
	notes: [{ id: 'note', text: [{ type: 'paragraph', spans: [{ text: 'Begun.' }] }], at: [0, 0] }]
};

/** Ben selects the pin by its name and writes another place. */
async function movePinTo(page: Page, place: string): Promise<void> {
	await page.getByRole('button', { name: 'Find' }).click();
	await page.getByPlaceholder(/Find a pin/).fill('Port');
	await page.getByRole('option', { name: /Port closed/ }).click();
	await page.getByRole('textbox', { name: 'Coordinates' }).fill(place);
	await page.keyboard.press('Enter');
}

test('STATUS1 OFF7 EDIT3 Ana types without a network while Ben moves the pin; back again both have both', async ({
	openContext,
	server,
	signedIn
}) => {
	const board = await makeBoard(server, signedIn, boardFile);
	const [ana, ben] = await Promise.all([
		board.open(openContext, 'ana', { layout: 'wall' }),
		board.open(openContext, 'ben')
	]);
	const status = ana.getByTestId('save-status');
	await expect(status).toHaveRole('status');
	await expect(status).toHaveAttribute('aria-live', 'polite');
	// Every word that the status says from here on.
	await status.evaluate((element) => {
		const said: string[] = [];
		Object.assign(globalThis, { said });
		const note = () => said.push((element.textContent ?? '').trim());
		new MutationObserver(note).observe(element, { childList: true, characterData: true, subtree: true });
	});
	const said = () => ana.evaluate(() => (globalThis as unknown as { said: string[] }).said.splice(0));

	await ana.context().setOffline(true);
	await card(ana, 'Begun.').dblclick();
	await expect(ana.locator('.svelte-flow__node .ProseMirror')).toBeFocused();
	await ana.keyboard.press('Control+End');
	await ana.keyboard.type(' Ana apart.');
	await expect(status).toHaveText(/^\s*(Offline|Not saved)/);
	await movePinTo(ben, '31.5, 14.25');
	await board.untilSeen('the moved pin', ({ pins }) => pins[0]?.at?.join() === '14.25,31.5');
	const noteText = () => plainText(board.observer.snapshot().notes[0]?.text ?? []);
	expect(noteText()).toBe('Begun.');
	// Ben writes in the same note.
	await ben.keyboard.press('3');
	await card(ben, 'Begun.').dblclick();
	await expect(ben.locator('.svelte-flow__node .ProseMirror')).toBeFocused();
	await ben.keyboard.press('Control+Home');
	await ben.keyboard.type('Ben goes on. ');
	await expect.poll(noteText).toBe('Ben goes on. Begun.');
	const saidApart = await said();
	const [firstApart = ''] = saidApart.filter((words) => /^(Offline|Not saved)/.test(words));
	expect(saidApart.slice(saidApart.indexOf(firstApart))).not.toContain('Saved');

	await ana.context().setOffline(false);
	await expect(status).toHaveText('Saved');
	await expect.poll(noteText).toBe('Ben goes on. Begun. Ana apart.');
	for (const page of [ana, ben]) {
		// Between the words stand others' carets; the card's name has the words alone.
		const name = 'Note: Ben goes on. Begun. Ana apart.';
		await expect(card(page, 'Begun.')).toHaveAttribute('aria-label', name);
	}
	await movePinTo(ben, '31.5, 14.5');
	await ana.getByRole('button', { name: 'Find' }).click();
	await ana.getByPlaceholder(/Find a pin/).fill('Port');
	await ana.getByRole('option', { name: /Port closed/ }).click();
	await expect(ana.getByRole('textbox', { name: 'Coordinates' })).toHaveValue(/^31\.5\d*, 14\.5/);
	board.observer.close();
});
