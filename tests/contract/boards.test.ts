// Boards as wholes and their people, against a real database and real rooms.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../server/log.ts';
import { createRooms, type Rooms } from '../../server/rooms.ts';
import {
	createWorld,
	good,
	ip,
	makeBoard,
	password,
	unknownBoard,
	type Person,
	type World
} from './world.ts';

let world: World;
let rooms: Rooms;
let owner: Person;
let editor: Person;
let viewer: Person;
let stranger: Person;

beforeAll(async () => {
	world = await createWorld();
	rooms = createRooms({
		database: world.database,
		access: world.services.access,
		acceptedOrigins: new Set(),
		log: silentLog
	});
	world.services.connectRooms(rooms);
	[owner, editor, viewer, stranger] = [
		await world.person('Owner', 'owner'),
		await world.person('Editor'),
		await world.person('Viewer'),
		await world.person('Stranger')
	];
});
afterAll(() => rooms.drain());

async function boardOfThree(title = 'Libya'): Promise<string> {
	const id = await makeBoard(world, owner, title);
	good(await world.services.members.add(owner.actor, id, editor.id, 'editor'));
	good(await world.services.members.add(owner.actor, id, viewer.id, 'viewer'));
	return id;
}

describe('boards', () => {
	it('BRD1 lists one’s own boards, the last changed first, with role and people', async () => {
		const person = await world.person('Lister');
		const [first, second] = [
			await makeBoard(world, person, 'First'),
			await makeBoard(world, person, 'Second')
		];
		good(await world.services.members.add(person.actor, first, viewer.id, 'viewer'));
		await world.services.boards.rename(person.actor, first, { title: 'First again' });
		const rows = await world.services.boards.list(person.id);
		expect(rows.map(({ id }) => id)).toEqual([first, second]);
		expect(rows[0]).toMatchObject({
			title: 'First again',
			role: 'owner',
			memberCount: 2,
			memberNames: ['Lister', 'Viewer']
		});
		expect((await world.services.boards.list(stranger.id)).length).toBe(0);
	});

	it('BRD2 a new board has its row, its owner and the first update of its log', async () => {
		const id = await makeBoard(world, owner, '  Sahel  ');
		const [row] = await world.database.sql`
			select boards.title, boards.head::int, count(board_updates.*)::int as updates, min(seq)::int as seq
			from boards join board_updates on board_id = boards.id where boards.id = ${id} group by boards.id`;
		expect(row).toMatchObject({ title: 'Sahel', head: 1, updates: 1, seq: 1 });
		const read = good(await world.services.snapshots.read(id));
		expect(read.snapshot.board.title).toBe('Sahel');
	});

	it.each(['', '   ', 'x'.repeat(201), 'a\u0000b', '\ud800', null, 7, {}])(
		'ACC14 the title %j is refused and nothing is made',
		async (title) => {
			const before = await world.services.boards.listAll();
			expect(await world.services.boards.create(owner.actor, { title })).toMatchObject({ reason: 'invalid' });
			expect((await world.services.boards.listAll()).length).toBe(before.length);
		}
	);

	it('BRD3 owners and editors rename in the document; the list follows', async () => {
		const id = await boardOfThree();
		const { boards, snapshots } = world.services;
		good(await boards.rename(editor.actor, id, { title: 'طرابلس, Триполи' }));
		expect(good(await snapshots.read(id)).snapshot.board.title).toBe('طرابلس, Триполи');
		expect((await boards.list(owner.id)).find((row) => row.id === id)?.title).toBe('طرابلس, Триполи');
		expect(await boards.rename(viewer.actor, id, { title: 'No' })).toEqual({
			ok: false,
			reason: 'forbidden'
		});
		expect(await boards.rename(stranger.actor, id, { title: 'No' })).toEqual({
			ok: false,
			reason: 'not-found'
		});
		expect(await boards.rename(owner.actor, unknownBoard, { title: 'No' })).toEqual({
			ok: false,
			reason: 'not-found'
		});
		expect(await boards.rename(owner.actor, id, { title: '' })).toMatchObject({ reason: 'invalid' });
	});

	it('BRD4 owners archive and take back; roles stay, and meanwhile sockets only read', async () => {
		const id = await boardOfThree();
		const { boards, access } = world.services;
		for (const [actor, reason] of [
			[editor.actor, 'forbidden'],
			[viewer.actor, 'forbidden'],
			[stranger.actor, 'not-found']
		] as const) {
			expect(await boards.setArchived(actor, id, true)).toEqual({ ok: false, reason });
		}
		good(await boards.setArchived(owner.actor, id, true));
		expect((await boards.list(editor.id)).some((row) => row.id === id)).toBe(false);
		expect((await boards.list(editor.id, 'archived')).some((row) => row.id === id)).toBe(true);
		const { header } = await editor.signIn();
		const roleOfSocket = async () =>
			good(await access.authorizeSync({ boardId: id, cookieHeader: header })).grant.role;
		expect(await roleOfSocket()).toBe('viewer');
		good(await boards.setArchived(owner.actor, id, false));
		expect(await roleOfSocket()).toBe('editor');
		expect((await boards.list(editor.id)).some((row) => row.id === id)).toBe(true);
	});

	it('BRD7 a board file makes a board; a wrong one makes nothing and says where it is wrong', async () => {
		const sample: unknown = JSON.parse(
			readFileSync(new URL('../../server/samples/libya-2019.json', import.meta.url), 'utf8')
		);
		const { id } = good(await world.services.boards.importFile(owner.actor, sample));
		const odd = { format: 'sandtable-board', version: 1, board: { title: 'a\0b\ud800' } };
		good(await world.services.boards.importFile(owner.actor, odd));
		const { snapshot } = good(await world.services.snapshots.read(id));
		expect(snapshot.pins.length).toBeGreaterThan(5);
		const before = (await world.services.boards.listAll()).length;
		for (const json of [null, 7, [], {}, { format: 'sandtable-board', version: 99 }]) {
			const refused = await world.services.boards.importFile(owner.actor, json);
			expect(refused).toMatchObject({ ok: false, problems: expect.arrayContaining([expect.any(String)]) });
		}
		expect((await world.services.boards.listAll()).length).toBe(before);
	});
});

describe('people of a board', () => {
	it('BRD5 only owners change roles and remove others', async () => {
		const id = await boardOfThree();
		const { members } = world.services;
		for (const [actor, reason] of [
			[editor.actor, 'forbidden'],
			[viewer.actor, 'forbidden'],
			[stranger.actor, 'not-found']
		] as const) {
			expect(await members.setRole(actor, id, viewer.id, 'owner')).toEqual({ ok: false, reason });
			expect(await members.add(actor, id, stranger.id, 'owner')).toEqual({ ok: false, reason });
			expect(await members.remove(actor, id, owner.id)).toEqual({ ok: false, reason });
		}
		expect(await members.setRole(owner.actor, id, stranger.id, 'viewer')).toEqual({
			ok: false,
			reason: 'no-such-member'
		});
		expect(await members.remove(owner.actor, id, 'x\u0000')).toMatchObject({ ok: false });
		good(await members.remove(viewer.actor, id, viewer.id));
		expect((await members.list(id)).map(({ name }) => name)).toEqual(['Editor', 'Owner']);
	});

	it('BRD5 a board keeps an owner', async () => {
		const id = await boardOfThree();
		const { members } = world.services;
		expect(await members.setRole(owner.actor, id, owner.id, 'editor')).toEqual({
			ok: false,
			reason: 'last-owner'
		});
		expect(await members.remove(owner.actor, id, owner.id)).toEqual({ ok: false, reason: 'last-owner' });
		expect(await members.add({ kind: 'system' }, id, owner.id, 'viewer')).toEqual({
			ok: false,
			reason: 'last-owner'
		});
		good(await members.setRole(owner.actor, id, editor.id, 'owner'));
		good(await members.remove(owner.actor, id, owner.id));
		expect(await members.remove(editor.actor, id, editor.id)).toEqual({ ok: false, reason: 'last-owner' });
	});

	it('BRD5 two owners who step down at once leave one', async () => {
		const id = await boardOfThree();
		const { members } = world.services;
		good(await members.setRole(owner.actor, id, editor.id, 'owner'));
		const results = await Promise.all([
			members.remove(owner.actor, id, owner.id),
			members.remove(editor.actor, id, editor.id)
		]);
		expect(results.filter(({ ok }) => ok).length).toBe(1);
		expect((await members.list(id)).filter(({ role }) => role === 'owner').length).toBe(1);
	});
});

describe('invitations', () => {
	const invite = async (boardId: string, role: 'owner' | 'editor' | 'viewer' = 'editor', email = '') =>
		good(await world.services.invitations.make(owner.actor, boardId, { role, email }));
	let n = 0;
	const newcomer = () => ({ email: `new${++n}@example.org`, name: `New ${n}`, password });

	it('ACC18 a new person joins with an account of their own, signed in, once', async () => {
		const boardId = await boardOfThree();
		const { invitations, members, sessions } = world.services;
		const { token } = await invite(boardId);
		const opened = good(await invitations.open({ token, ip }));
		expect(opened.invitation).toMatchObject({
			boardTitle: 'Libya',
			role: 'editor',
			invitedBy: 'Owner',
			email: null
		});
		const person = newcomer();
		const joined = good(await invitations.join({ token, ip }, person));
		expect(joined.boardId).toBe(boardId);
		const session = await sessions.resolve(`${joined.cookie?.name}=${joined.cookie?.value}`);
		expect(session?.user).toMatchObject({ email: person.email, role: 'member' });
		expect((await members.list(boardId)).find(({ email }) => email === person.email)?.role).toBe('editor');
		expect(await invitations.join({ token, ip }, newcomer())).toMatchObject({ ok: false, reason: 'used' });
		expect(await invitations.accept({ token, ip }, stranger)).toMatchObject({ ok: false, reason: 'used' });
	});

	it('ACC18 of many who take one invitation at once, one gets in and no other account is left behind', async () => {
		const boardId = await boardOfThree();
		const { token } = await invite(boardId);
		const before = await world.services.accounts.count();
		const results = await Promise.all(
			Array.from({ length: 5 }, () => world.services.invitations.join({ token, ip }, newcomer()))
		);
		expect(results.filter(({ ok }) => ok).length).toBe(1);
		expect(await world.services.accounts.count()).toBe(before + 1);
	});

	it('ACC18 somebody with an account accepts; a role is never lowered', async () => {
		const boardId = await boardOfThree();
		const { invitations, members } = world.services;
		const roleOf = async (person: Person) =>
			(await members.list(boardId)).find(({ userId }) => userId === person.id)?.role;
		good(await invitations.accept({ token: (await invite(boardId, 'viewer')).token, ip }, editor));
		expect(await roleOf(editor)).toBe('editor');
		good(await invitations.accept({ token: (await invite(boardId, 'editor')).token, ip }, viewer));
		expect(await roleOf(viewer)).toBe('editor');
		good(await invitations.accept({ token: (await invite(boardId, 'viewer')).token, ip }, stranger));
		expect(await roleOf(stranger)).toBe('viewer');
	});

	it('ACC18 an invitation for one address is for that address', async () => {
		const boardId = await boardOfThree();
		const { invitations } = world.services;
		const { token } = await invite(boardId, 'viewer', ' Guest@Example.org ');
		expect(await invitations.accept({ token, ip }, stranger)).toEqual({
			ok: false,
			reason: 'other-address',
			email: 'guest@example.org'
		});
		const joined = await invitations.join({ token, ip }, { ...newcomer(), email: 'else@example.org' });
		good(joined);
		expect((await world.services.members.list(boardId)).map(({ email }) => email)).toContain(
			'guest@example.org'
		);
	});

	it('ACC20 a dead invitation says why', async () => {
		const boardId = await boardOfThree();
		const { invitations } = world.services;
		const taken = await invite(boardId);
		good(await invitations.revoke(owner.actor, boardId, taken.id));
		expect(await invitations.open({ token: taken.token, ip })).toMatchObject({ reason: 'revoked' });
		const old = await invite(boardId);
		await world.database
			.sql`update one_time_links set expires_at = now() - interval '1 hour' where id = ${old.id}`;
		expect(await invitations.open({ token: old.token, ip })).toMatchObject({
			reason: 'expired',
			endedAt: expect.any(Date)
		});
		for (const token of ['', 'x', null, 7, 'x'.repeat(27), 'x'.repeat(5_000)]) {
			expect(await invitations.open({ token, ip: '198.51.100.60' })).toEqual({
				ok: false,
				reason: 'unknown'
			});
		}
	});

	it('ACC14 a form with faults names each and uses nothing up', async () => {
		const boardId = await boardOfThree();
		const { invitations } = world.services;
		const { token } = await invite(boardId);
		expect(await invitations.join({ token, ip }, { email: 'x', name: '\u0007', password: 'short' })).toEqual({
			ok: false,
			reason: 'invalid',
			faults: { email: 'not-an-address', name: 'not-plain-text', password: 'too-short' }
		});
		const taken = await invitations.join({ token, ip }, { ...newcomer(), email: owner.email.toUpperCase() });
		expect(taken).toEqual({ ok: false, reason: 'invalid', faults: { email: 'taken' } });
		good(await invitations.open({ token, ip }));
	});

	it('BRD6 only owners invite and take back', async () => {
		const boardId = await boardOfThree();
		const { invitations } = world.services;
		const { id } = await invite(boardId);
		for (const [actor, reason] of [
			[editor.actor, 'forbidden'],
			[viewer.actor, 'forbidden'],
			[stranger.actor, 'not-found']
		] as const) {
			expect(await invitations.make(actor, boardId, { role: 'viewer', email: '' })).toEqual({
				ok: false,
				reason
			});
			expect(await invitations.revoke(actor, boardId, id)).toEqual({ ok: false, reason });
		}
		const elsewhere = await makeBoard(world, stranger);
		expect(await invitations.revoke(stranger.actor, elsewhere, id)).toEqual({
			ok: false,
			reason: 'not-found'
		});
	});
});
