// The first thing that anybody sees, in a real browser, from a real process.
import { expect, setupUrl, test } from '../support/browser.ts';

test('START1 the front page answers, and shows a way in to somebody who is not signed in', async ({
	page,
	server
}) => {
	const response = await page.goto('/');
	expect(response?.status()).toBe(200);
	await expect(page).toHaveTitle(/Sandtable/);
	await expect(page.getByRole('button').first()).toBeVisible();
	expect(setupUrl(server)).toContain('/setup#');
});

test('PROC14 pages, assets and errors carry the security headers', async ({ request }) => {
	for (const path of ['/', '/healthz', '/no-such-page', '/_app/version.json']) {
		const headers = (await request.get(path)).headers();
		expect.soft(headers['x-content-type-options'], path).toBe('nosniff');
		expect.soft(headers['referrer-policy'], path).toBe('same-origin');
		expect.soft(headers['cross-origin-resource-policy'], path).toBe('same-origin');
	}
});
