// The pages over real HTTP, from a real server process: every role at every door, requests from elsewhere, bad input.
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { startServer, type ServerProcess } from '../support/process.ts';
import {
	cookieHeader,
	createWorld,
	good,
	makeBoard,
	password,
	unknownBoard,
	type Person,
	type World
} from './world.ts';

let world: World;
let server: ServerProcess;
let boardId: string;
let viewerPerson: Person;
const cookies: Record<string, string> = { anonymous: '' };

beforeAll(async () => {
	world = await createWorld();
	const { services } = world;
	const people: Record<string, Person> = {};
	for (const name of ['owner', 'editor', 'viewer', 'stranger']) {
		const person = await world.person(name, name === 'owner' ? 'owner' : 'member');
		people[name] = person;
		cookies[name] = (await person.signIn()).header;
	}
	viewerPerson = people.viewer!;
	boardId = await makeBoard(world, people.owner!, 'Libya <b>bold</b>');
	good(await services.members.add(people.owner!.actor, boardId, people.editor!.id, 'editor'));
	good(await services.members.add(people.owner!.actor, boardId, people.viewer!.id, 'viewer'));
	const link = good(
		await services.displayLinks.make(people.owner!.actor, boardId, { name: 'Screen', hours: 1 })
	);
	cookies.display = cookieHeader(
		good(await services.displayLinks.open({ token: link.token, ip: '203.0.113.1' })).cookie
	);
	server = await startServer({ databaseUrl: world.test.url });
});
afterAll(() => server?.stop());

const get = (path: string, cookie = '') =>
	fetch(server.origin + path, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });

function post(
	path: string,
	fields: Record<string, string>,
	cookie = '',
	headers: Record<string, string> = {}
) {
	return fetch(server.origin + path, {
		method: 'POST',
		body: new URLSearchParams(fields),
		redirect: 'manual',
		headers: { cookie, origin: server.origin, accept: 'text/html', ...headers }
	});
}

const roles = ['owner', 'editor', 'viewer', 'stranger', 'display', 'anonymous'] as const;
type Expected = Record<(typeof roles)[number], number>;

describe('every role at every door', () => {
	const reads: [string, Expected][] = [
		['/', { owner: 303, editor: 303, viewer: 303, stranger: 303, display: 303, anonymous: 303 }],
		['/login', { owner: 303, editor: 303, viewer: 303, stranger: 303, display: 200, anonymous: 200 }],
		['/boards', { owner: 200, editor: 200, viewer: 200, stranger: 200, display: 303, anonymous: 303 }],
		[
			'/boards?archived',
			{ owner: 200, editor: 200, viewer: 200, stranger: 200, display: 303, anonymous: 303 }
		],
		['/boards/ID', { owner: 200, editor: 200, viewer: 200, stranger: 404, display: 200, anonymous: 303 }],
		[
			'/boards/ID/present',
			{ owner: 200, editor: 200, viewer: 200, stranger: 404, display: 200, anonymous: 303 }
		],
		['/boards/NONE', { owner: 404, editor: 404, viewer: 404, stranger: 404, display: 303, anonymous: 303 }],
		[
			'/boards/ID/members',
			{ owner: 200, editor: 200, viewer: 200, stranger: 404, display: 404, anonymous: 303 }
		],
		[
			'/boards/NONE/members',
			{ owner: 404, editor: 404, viewer: 404, stranger: 404, display: 303, anonymous: 303 }
		]
	];
	it.each(reads)('ACC9 ACC24 GET %s', async (path, expected) => {
		const real = path.replace('ID', boardId).replace('NONE', unknownBoard);
		const got = Object.fromEntries(
			await Promise.all(roles.map(async (role) => [role, (await get(real, cookies[role])).status] as const))
		);
		expect(got).toEqual(expected);
	});

	const owned: Expected = {
		owner: 400,
		editor: 403,
		viewer: 403,
		stranger: 404,
		display: 303,
		anonymous: 303
	};
	const writes: [string, Record<string, string>, Expected][] = [
		[
			'/boards?/create',
			{ title: '' },
			{ owner: 400, editor: 400, viewer: 400, stranger: 400, display: 303, anonymous: 303 }
		],
		[
			'/boards?/rename',
			{ boardId: 'ID', title: 'New' },
			{ owner: 200, editor: 200, viewer: 403, stranger: 404, display: 303, anonymous: 303 }
		],
		['/boards?/archive', { boardId: 'ID' }, { ...owned, owner: 200 }],
		['/boards?/unarchive', { boardId: 'ID' }, { ...owned, owner: 200 }],
		['/boards/ID/members?/role', { userId: unknownBoard, role: 'owner' }, owned],
		['/boards/ID/members?/remove', { userId: unknownBoard }, owned],
		['/boards/ID/members?/invite', { role: 'viewer' }, { ...owned, owner: 200 }],
		['/boards/ID/members?/uninvite', { invitationId: unknownBoard }, owned],
		['/boards/ID/members?/link', { name: 'Wall', hours: '8' }, { ...owned, owner: 200 }],
		['/boards/ID/members?/unlink', { linkId: unknownBoard }, owned]
	];
	it.each(writes)('ACC9 POST %s', async (path, fields, expected) => {
		const got: Record<string, number> = {};
		for (const role of roles) {
			const body = Object.fromEntries(
				Object.entries(fields).map(([name, value]) => [name, value === 'ID' ? boardId : value])
			);
			got[role] = (await post(path.replace('ID', boardId), body, cookies[role])).status;
		}
		expect(got).toEqual(expected);
	});

	it('BRD6 only owners are sent invitations and links', async () => {
		for (const [role, seen] of [
			['owner', true],
			['editor', false],
			['viewer', false]
		] as const) {
			const page = await (await get(`/boards/${boardId}/members`, cookies[role])).text();
			expect(page.includes('Screen'), role).toBe(seen);
			expect(page).toContain(viewerPerson.email);
		}
	});
});

describe('requests from elsewhere', () => {
	const doors = [
		'/login',
		'/logout',
		'/setup?/create',
		'/invite?/join',
		'/display?/open',
		'/boards?/create',
		'/boards/ID/members?/link'
	];
	const bodies = [
		'application/x-www-form-urlencoded',
		'multipart/form-data; boundary=x',
		'text/plain',
		'application/json'
	];
	const origins: Record<string, string>[] = [
		{ origin: 'http://evil.example' },
		{ origin: 'null' },
		{ 'sec-fetch-site': 'cross-site' },
		{ 'sec-fetch-site': 'same-site' },
		{}
	];
	it.each(doors)('ACC13 %s takes nothing from another site, whatever its form', async (door) => {
		for (const type of bodies) {
			for (const origin of origins) {
				const response = await fetch(server.origin + door.replace('ID', boardId), {
					method: 'POST',
					body: 'name=x&title=Foreign',
					redirect: 'manual',
					headers: { cookie: cookies.owner!, 'content-type': type, ...origin }
				});
				expect(response.status, `${type} ${JSON.stringify(origin)}`).toBe(403);
				await response.body?.cancel();
			}
		}
		expect((await world.services.boards.listAll()).some(({ title }) => title === 'Foreign')).toBe(false);
	});
});

describe('forms', () => {
	it('ACC1 signing in sets the cookie and goes on; signing out ends it', async () => {
		const signedIn = await post('/login?next=/boards/x', { email: viewerPerson.email, password });
		expect(signedIn.status).toBe(303);
		expect(signedIn.headers.get('location')).toBe('/boards/x');
		const header = signedIn.headers.get('set-cookie') ?? '';
		expect(header).toMatch(/^sandtable_session=[\w-]{27}; .*HttpOnly; SameSite=Lax/);
		const cookie = header.split(';')[0] ?? '';
		expect((await get('/boards', cookie)).status).toBe(200);
		expect((await post('/logout', {}, cookie)).status).toBe(303);
		expect((await get('/boards', cookie)).status).toBe(303);
	});

	it.each([
		'//evil.example',
		'https://evil.example',
		'/\\evil.example',
		'/\t/evil.example',
		'javascript:alert(1)'
	])('ACC14 signing in never leads to %s', async (next) => {
		const path = `/login?next=${encodeURIComponent(next)}`;
		const response = await post(path, { email: viewerPerson.email, password });
		expect(response.status).toBe(303);
		expect(new URL(response.headers.get('location') ?? '', server.origin).origin).toBe(server.origin);
	});

	it('ACC14 what cannot be read or is too large is refused, never an error of the server', async () => {
		const doors = [
			'/login',
			'/setup?/create',
			'/invite?/join',
			'/display?/open',
			'/boards?/create',
			`/boards/${boardId}/members?/link`
		];
		for (const door of doors) {
			const odd = [
				{ body: 'garbage', type: 'multipart/form-data; boundary=x' },
				{ body: '%%%=%%%&\u0000=\u0000', type: 'application/x-www-form-urlencoded' },
				{ body: '{', type: 'application/json' },
				{ body: `title=${'x'.repeat(600_000)}`, type: 'application/x-www-form-urlencoded' },
				{
					body: 'name=%00&title=%00&email=%00&token=%00&password=%ff%fe',
					type: 'application/x-www-form-urlencoded'
				}
			];
			for (const { body, type } of odd) {
				const response = await fetch(server.origin + door, {
					method: 'POST',
					body,
					redirect: 'manual',
					headers: {
						cookie: door === '/login' ? '' : cookies.owner!,
						origin: server.origin,
						accept: 'text/html',
						'content-type': type
					}
				});
				expect(response.status, `${door} ${type}`).toBeLessThan(500);
				expect(response.status, `${door} ${type}`).toBeGreaterThanOrEqual(400);
				await response.body?.cancel();
			}
		}
		expect((await get('/boards/%00/members', cookies.owner)).status).toBe(404);
		expect((await get('/boards/%E0%A4%A/members', cookies.owner)).status).toBeLessThan(500);
	});

	it('ACC14 titles and names are text, never markup', async () => {
		await world.services.boards.setArchived({ kind: 'system' }, boardId, false);
		const page = await (await get(`/boards/${boardId}/members`, cookies.owner)).text();
		expect(page).not.toContain('<b>bold</b>');
	});

	it('ACC23 ACC24 an ended link says so on its screen', async () => {
		const owner = await world.services.accounts.findByEmail('owner@example.org');
		const actor = { kind: 'user', id: owner?.id ?? '' } as const;
		const link = good(await world.services.displayLinks.make(actor, boardId, { name: 'Late', hours: 1 }));
		const opened = await post('/display?/open', { token: link.token });
		expect(opened.headers.get('location')).toBe(`/boards/${boardId}/present`);
		const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
		expect((await get(`/boards/${boardId}/members`, cookie)).status).toBe(404);
		good(await world.services.displayLinks.revoke(actor, boardId, link.id));
		expect((await get(`/boards/${boardId}/present`, cookie)).status).toBe(410);
		const ended = await get(`/boards/${boardId}/members`, cookie);
		expect(ended.status).toBe(410);
		expect(await ended.text()).toMatch(/This link ended at \d\d:\d\d UTC\. Ask the lead for a new one\./);
	});

	it('ACC19 a link’s token is shown once, behind the #, and counts only when it is posted', async () => {
		const members = `/boards/${boardId}/members`;
		const made = await (await post(`${members}?/link`, { name: 'Once', hours: '1' }, cookies.owner)).text();
		const token = /\/display#([\w-]{20,})/.exec(made)?.[1] ?? '';
		expect(token).not.toBe('');
		expect(await (await get(members, cookies.owner)).text()).not.toContain(token);
		for (const path of ['display', 'invite', 'setup']) {
			const page = await get(`/${path}?token=${token}`);
			expect([page.status, page.headers.get('set-cookie')], path).toEqual([200, null]);
		}
		expect((await get(`/display/${token}`)).status).toBe(404);
		expect((await post('/display?/open', { token })).headers.get('set-cookie')).toContain('HttpOnly');
		expect(server.output()).not.toContain(token);
	});

	it('ACC2 pages with data are kept by nobody', async () => {
		for (const path of ['/login', '/boards', `/boards/${boardId}/members`, '/nowhere']) {
			const response = await get(path, path === '/login' ? '' : cookies.owner);
			expect(response.headers.get('cache-control'), path).toBe('no-store');
			expect(response.headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
			expect(response.headers.get('x-content-type-options'), path).toBe('nosniff');
		}
	});
});
