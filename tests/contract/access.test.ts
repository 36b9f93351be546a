// Rights on a board against a real database: cookie, API token, display link, and what happens when they end.
import { beforeAll, describe, expect, it } from 'vitest';
import type { BoardGrant } from '#lib/server/grant.ts';
import {
	cookieHeader,
	createWorld,
	good,
	ip,
	listenToAccess,
	makeBoard,
	unknownBoard,
	type Person,
	type World
} from './world.ts';

let world: World;
let boardId: string;
let otherBoardId: string;
const people: Record<string, Person> = {};
const cookies: Record<string, string> = {};

beforeAll(async () => {
	world = await createWorld();
	for (const name of ['Owner', 'Editor', 'Viewer', 'Stranger']) {
		const person = await world.person(name);
		people[name] = person;
		cookies[name] = (await person.signIn()).header;
	}
	boardId = await makeBoard(world, people.Owner!);
	otherBoardId = await makeBoard(world, people.Stranger!, 'Elsewhere');
	const { members } = world.services;
	good(await members.add(people.Owner!.actor, boardId, people.Editor!.id, 'editor'));
	good(await members.add(people.Owner!.actor, boardId, people.Viewer!.id, 'viewer'));
});

const authorize = (cookieHeader: string | null, id = boardId, authorizationHeader: string | null = null) =>
	world.services.access.authorizeSync({ boardId: id, cookieHeader, authorizationHeader });

async function displayCookie(id = boardId, owner = people.Owner!) {
	const link = good(
		await world.services.displayLinks.make(owner.actor, id, { name: 'Briefing room', hours: 8 })
	);
	const opened = good(await world.services.displayLinks.open({ token: link.token, ip }));
	return { linkId: link.id, header: cookieHeader(opened.cookie), cookie: opened.cookie, token: link.token };
}

describe('who may enter a board', () => {
	it.each([
		['Owner', 'owner'],
		['Editor', 'editor'],
		['Viewer', 'viewer']
	])('ACC9 %s enters as %s', async (name, role) => {
		const { grant } = good(await authorize(cookies[name]!));
		expect(grant).toMatchObject({ boardId, role, principal: { kind: 'user', id: people[name]!.id, name } });
		expect(grant.endsAt.getTime()).toBeGreaterThan(Date.now());
		expect(cookies[name]).not.toContain(grant.sessionId);
	});

	it('ACC10 a stranger and an unknown board look the same, nobody is asked to sign in', async () => {
		expect(await authorize(cookies.Stranger!)).toEqual({ ok: false, status: 404 });
		expect(await authorize(cookies.Owner!, unknownBoard)).toEqual({ ok: false, status: 404 });
		for (const id of [boardId, unknownBoard, '../etc', '', 'A'.repeat(22), "' or 1=1", '\u0000']) {
			expect(await authorize(null, id)).toEqual({ ok: false, status: 401 });
			if (id !== boardId) expect(await authorize(cookies.Owner!, id)).toEqual({ ok: false, status: 404 });
		}
	});

	it('ACC11 an API token acts for its person, and decides alone', async () => {
		const { token } = await world.services.apiTokens.add(people.Editor!.id, 'bot', { kind: 'system' });
		const { grant } = good(await authorize(null, boardId, `Bearer ${token}`));
		expect(grant).toMatchObject({ role: 'editor', principal: { id: people.Editor!.id } });
		expect(await world.services.access.recheck(grant)).toMatchObject({ role: 'editor' });
		expect(await authorize(null, otherBoardId, `Bearer ${token}`)).toEqual({ ok: false, status: 404 });
		for (const header of [
			'Bearer nonsense',
			'Bearer',
			`Basic ${token}`,
			`Bearer ${token}x`,
			`Bearer ${'x'.repeat(9999)}`
		]) {
			expect(await authorize(cookies.Owner!, boardId, header)).toEqual({ ok: false, status: 401 });
		}
		await world.database.sql`update api_tokens set revoked_at = now()`;
		expect(await authorize(null, boardId, `Bearer ${token}`)).toEqual({ ok: false, status: 401 });
		expect(await world.services.access.recheck(grant)).toBeNull();
	});

	it('ACC2 an API token is stored as its hash', async () => {
		const { token } = await world.services.apiTokens.add(people.Viewer!.id, 'bot', { kind: 'system' });
		const [row] = await world.database.sql<{ n: number }[]>`
			select count(*)::int as n from api_tokens as row where row::text like ${`%${token}%`}`;
		expect(row?.n).toBe(0);
	});
});

describe('display links', () => {
	it('ACC22 the cookie of a link reads its board and no other', async () => {
		const { header, linkId, cookie } = await displayCookie();
		const { grant } = good(await authorize(header));
		expect(grant).toMatchObject({
			role: 'viewer',
			principal: { kind: 'link', id: linkId, name: 'Briefing room' }
		});
		expect(await authorize(header, otherBoardId)).toEqual({ ok: false, status: 404 });
		const renamed = header.replace(boardId, otherBoardId);
		expect(renamed).not.toBe(header);
		expect(await authorize(renamed, otherBoardId)).toEqual({ ok: false, status: 401 });
		expect(cookie.attributes).toMatchObject({ httpOnly: true, sameSite: 'lax', path: '/' });
	});

	it('ACC22 one screen can hold the links of two boards', async () => {
		const here = await displayCookie();
		const there = await displayCookie(otherBoardId, people.Stranger!);
		const both = `${here.header}; ${there.header}`;
		expect(good(await authorize(both)).grant.boardId).toBe(boardId);
		expect(good(await authorize(both, otherBoardId)).grant.boardId).toBe(otherBoardId);
	});

	it('ACC11 a member who also holds a display cookie keeps the stronger right', async () => {
		const { header } = await displayCookie();
		for (const name of ['Owner', 'Editor', 'Viewer']) {
			const { grant } = good(await authorize(`${header}; ${cookies[name]}`));
			expect(grant.principal).toMatchObject({ kind: 'user', name });
		}
		const { grant } = good(await authorize(`${cookies.Stranger}; ${header}`));
		expect(grant).toMatchObject({ role: 'viewer', principal: { kind: 'link' } });
	});

	it('ACC21 ending a link ends its right everywhere and is announced', async () => {
		const { header, linkId, token } = await displayCookie();
		const { grant } = good(await authorize(header));
		const access = await listenToAccess(world.database);
		good(await world.services.displayLinks.revoke(people.Owner!.actor, boardId, linkId));
		expect(await access.until(1)).toEqual([{ kind: 'link-revoked', linkId }]);
		await access.stop();
		expect(await world.services.access.recheck(grant)).toBeNull();
		expect(await authorize(header)).toEqual({ ok: false, status: 401 });
		expect(await world.services.displayLinks.open({ token, ip })).toMatchObject({
			ok: false,
			reason: 'revoked'
		});
		expect(await world.services.displayLinks.endedAt(boardId, header)).toBeInstanceOf(Date);
	});

	it('ACC21 a link ends by itself', async () => {
		const { header, linkId, token } = await displayCookie();
		const { grant } = good(await authorize(header));
		await world.database
			.sql`update display_links set expires_at = now() - interval '1 minute' where id = ${linkId}`;
		expect(await world.services.access.recheck(grant)).toBeNull();
		expect(await authorize(header)).toEqual({ ok: false, status: 401 });
		const opened = await world.services.displayLinks.open({ token, ip });
		expect(opened).toMatchObject({ ok: false, reason: 'expired', endedAt: expect.any(Date) });
		const rows = await world.services.displayLinks.list(boardId);
		expect(rows.find(({ id }) => id === linkId)?.state).toBe('expired');
	});

	it('ACC21 only owners make and end links, with a name and within limits', async () => {
		const { displayLinks } = world.services;
		const input = { name: 'Room', hours: 8 };
		for (const name of ['Editor', 'Viewer']) {
			expect(await displayLinks.make(people[name]!.actor, boardId, input)).toEqual({
				ok: false,
				reason: 'forbidden'
			});
			expect(await displayLinks.revoke(people[name]!.actor, boardId, unknownBoard)).toEqual({
				ok: false,
				reason: 'forbidden'
			});
		}
		expect(await displayLinks.make(people.Stranger!.actor, boardId, input)).toEqual({
			ok: false,
			reason: 'not-found'
		});
		for (const hours of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 100_000]) {
			expect(await displayLinks.make(people.Owner!.actor, boardId, { name: '', hours })).toMatchObject({
				reason: 'invalid',
				faults: { name: 'missing', hours: 'out-of-range' }
			});
		}
		const crowded = await makeBoard(world, people.Owner!, 'Crowded');
		for (let n = 0; n < 20; n += 1) good(await displayLinks.make(people.Owner!.actor, crowded, input));
		expect(await displayLinks.make(people.Owner!.actor, crowded, input)).toEqual({
			ok: false,
			reason: 'too-many'
		});
	});

	it('ACC8 guessing link codes is slowed down; a right code costs nothing', async () => {
		const { displayLinks } = world.services;
		const { token } = await displayCookie();
		const from = '198.51.100.50';
		for (let n = 0; n < 30; n += 1) good(await displayLinks.open({ token, ip: from }));
		const reasons = new Set<string>();
		let evaluated = 0;
		for (let n = 0; n < 1_000; n += 1) {
			const result = await displayLinks.open({ token: `${n}`.padStart(27, 'x'), ip: from });
			if (!result.ok) reasons.add(result.reason);
			if (!result.ok && result.reason === 'unknown') evaluated += 1;
		}
		expect(evaluated).toBe(10);
		expect(reasons).toEqual(new Set(['unknown', 'slow-down']));
		expect(await displayLinks.open({ token, ip: from })).toMatchObject({ reason: 'slow-down' });
		world.pass(7_000);
		good(await displayLinks.open({ token, ip: from }));
	});
});

describe('rights that change', () => {
	const grantOf = async (person: Person): Promise<BoardGrant> =>
		good(await authorize((await person.signIn()).header)).grant;

	it('ACC12 a recheck sees the role as it is, and its loss; both are announced', async () => {
		const dana = await world.person('Dana');
		const { members, access } = world.services;
		good(await members.add(people.Owner!.actor, boardId, dana.id, 'editor'));
		const grant = await grantOf(dana);
		const heard = await listenToAccess(world.database);
		good(await members.setRole(people.Owner!.actor, boardId, dana.id, 'viewer'));
		expect(await access.recheck(grant)).toMatchObject({ role: 'viewer' });
		good(await members.remove(people.Owner!.actor, boardId, dana.id));
		expect(await access.recheck(grant)).toBeNull();
		expect(await heard.until(2)).toEqual([
			{ kind: 'role-changed', boardId, userId: dana.id, role: 'viewer' },
			{ kind: 'role-changed', boardId, userId: dana.id, role: null }
		]);
		await heard.stop();
	});

	it('ACC12 a recheck sees that the session has ended', async () => {
		const grant = await grantOf(people.Viewer!);
		expect(await world.services.access.recheck(grant)).toMatchObject({ role: 'viewer' });
		await world.services.sessions.end(grant.sessionId);
		expect(await world.services.access.recheck(grant)).toBeNull();
	});

	it('ACC15 links and grants are in the audit table, without tokens', async () => {
		const { token } = await displayCookie();
		const rows = await world.database.sql<{ action: string; text: string }[]>`
			select action, row::text as text from audit_entries as row where board_id = ${boardId}`;
		const actions = new Set(rows.map(({ action }) => action));
		for (const action of ['link-made', 'link-opened', 'link-revoked', 'member-added', 'member-removed']) {
			expect(actions).toContain(action);
		}
		expect(rows.some(({ text }) => text.includes(token))).toBe(false);
	});
});
