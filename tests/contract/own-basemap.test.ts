// A basemap of the operator's own, over real HTTP: an archive on this machine in parts, a style elsewhere within the page's policy.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { startServer } from '../support/process.ts';

let databaseUrl: string;
beforeAll(async () => {
	databaseUrl = (await createTestDatabase()).url;
});

async function serverWith(basemap: string) {
	const server = await startServer({ databaseUrl, env: { SANDTABLE_BASEMAP: basemap } });
	onTestFinished(async () => void (await server.stop()));
	return server;
}

test('BASE7 an archive of the operator’s own is served in parts, as it lies there now, and nothing beside it', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'sandtable-basemap-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	const file = path.join(folder, 'Our region.pmtiles');
	writeFileSync(file, 'PMTiles3 0123456789');
	writeFileSync(path.join(folder, 'private.txt'), 'not a basemap');
	const { origin } = await serverWith(file);
	const ask = (where: string, headers: Record<string, string> = {}) => fetch(origin + where, { headers });
	const own = '/basemap/own.pmtiles';

	const part = await ask(own, { Range: 'bytes=9-12' });
	expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
		206,
		'bytes 9-12/19',
		'0123'
	]);
	expect(part.headers.get('content-type')).toBe('application/octet-stream');
	const end = await ask(own, { Range: 'bytes=15-400' });
	expect([end.status, await end.text()]).toEqual([206, '6789']);
	const beyond = await ask(own, { Range: 'bytes=400-500' });
	expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */19']);
	await beyond.body?.cancel();
	const whole = await ask(`${own}?v=1`);
	expect([whole.status, await whole.text()]).toEqual([200, 'PMTiles3 0123456789']);
	const etag = whole.headers.get('etag') ?? '';
	expect((await ask(own, { 'If-None-Match': etag })).status).toBe(304);

	writeFileSync(file, 'PMTiles3 a newer one');
	const newer = await ask(own, { 'If-None-Match': etag });
	expect([newer.status, await newer.text()]).toEqual([200, 'PMTiles3 a newer one']);

	for (const other of ['/basemap/private.txt', '/basemap/own.pmtiles/../private.txt', '/basemap/']) {
		const response = await ask(other);
		expect(response.status, other).toBe(404);
		expect(await response.text(), other).not.toContain('not a basemap');
	}
	expect((await ask('/login')).headers.get('content-security-policy')).not.toContain('https:');
});

test('BASE8 with a style elsewhere the page may fetch data and pictures from there, and nothing else from anywhere', async () => {
	const { origin } = await serverWith('http://tiles.example.org:8080/style.json');
	const policy = (await fetch(`${origin}/login`)).headers.get('content-security-policy') ?? '';
	const directives: Record<string, string[]> = Object.fromEntries(
		policy.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)])
	);
	for (const open of ['connect-src', 'img-src']) {
		expect(directives[open], open).toEqual(
			expect.arrayContaining(["'self'", 'https:', 'http://tiles.example.org:8080'])
		);
	}
	const others = Object.entries(directives).filter(([name]) => name !== 'connect-src' && name !== 'img-src');
	expect(others.length).toBeGreaterThan(4);
	for (const [name, sources] of others) expect(sources.join(' '), name).not.toMatch(/https:|tiles\.example/);
});
