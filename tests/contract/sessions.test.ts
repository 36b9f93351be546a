// Signing in and out against a real database: what is stored, how long it lasts, how guessing is slowed down.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createWorld, ip, listenToAccess, password, type Person, type World } from './world.ts';

let world: World;
let amal: Person;

beforeAll(async () => {
	world = await createWorld();
	amal = await world.person('Amal', 'owner');
});

const sessionRows = () =>
	world.database.sql<{ id: string; createdAt: Date; expiresAt: Date }[]>`
		select id, created_at as "createdAt", expires_at as "expiresAt" from sessions order by created_at`;

describe('sessions', () => {
	it('ACC1 a sign-in makes a fresh token in a strict cookie', async () => {
		const [first, second] = [await amal.signIn(), await amal.signIn()];
		expect(first.cookie.value).not.toBe(second.cookie.value);
		expect(first.cookie.value.length).toBeGreaterThanOrEqual(27);
		expect(first.cookie).toMatchObject({
			name: 'sandtable_session',
			attributes: { path: '/', httpOnly: true, sameSite: 'lax', secure: false }
		});
		const https = await createWorld({ secureCookies: true });
		const { cookie } = await (await https.person('Amal')).signIn();
		expect(cookie).toMatchObject({
			name: '__Host-sandtable_session',
			attributes: { secure: true, path: '/' }
		});
	});

	it('ACC2 the table holds the SHA-256 of the token and the token nowhere', async () => {
		const { cookie } = await amal.signIn();
		const ids = (await sessionRows()).map(({ id }) => id);
		expect(ids).toContain(createHash('sha256').update(cookie.value).digest('hex'));
		const { sql } = world.database;
		const tables = await sql<{ name: string }[]>`
			select table_name as name from information_schema.tables where table_schema = 'public'`;
		expect(tables.length).toBeGreaterThan(8);
		for (const { name } of tables) {
			const [found] = await sql<{ n: number }[]>`
				select count(*)::int as n from ${sql(name)} as row
				where row::text like ${`%${cookie.value}%`} or row::text like ${`%${password}%`}`;
			expect(found?.n, name).toBe(0);
		}
	});

	it('ACC2 the stored id itself opens nothing', async () => {
		const [row] = await sessionRows();
		expect(await world.services.sessions.resolve(`sandtable_session=${row?.id}`)).toBeNull();
	});

	it('ACC3 use moves the idle end, but never past twelve hours', async () => {
		const { sql } = world.database;
		const { cookie, header } = await amal.signIn();
		const id = createHash('sha256').update(cookie.value).digest('hex');
		const age = (created: string, expires: string) => sql`
			update sessions set created_at = now() - ${created}::interval, expires_at = now() + ${expires}::interval
			where id = ${id}`;
		const hoursLeft = async () => {
			const [row] = await sql<{ h: number }[]>`
				select extract(epoch from expires_at - now())::float8 / 3600 as h from sessions where id = ${id}`;
			return row?.h ?? -1;
		};
		await age('2 hours', '1 hour');
		expect((await world.services.sessions.resolve(header))?.user.id).toBe(amal.id);
		expect(await hoursLeft()).toBeCloseTo(4, 1);

		await age('2 hours', '1 hour');
		expect((await world.services.sessions.resolveById(id))?.user.id).toBe(amal.id);
		expect(await hoursLeft()).toBeCloseTo(4, 1);

		await age('11 hours', '1 hour');
		await world.services.sessions.resolve(header);
		expect(await hoursLeft()).toBeCloseTo(1, 1);

		await age('13 hours', '1 hour');
		expect(await world.services.sessions.resolveById(id)).toBeNull();
		expect(await world.services.sessions.resolve(header)).toBeNull();
	});

	it('ACC3 an idle session is over', async () => {
		const { header } = await amal.signIn();
		await world.database.sql`update sessions set expires_at = now() - interval '1 second'`;
		expect(await world.services.sessions.resolve(header)).toBeNull();
	});

	it('ACC4 signing out ends the session and tells open sockets', async () => {
		const { header } = await amal.signIn();
		const session = await world.services.sessions.resolve(header);
		if (!session) throw new Error('not signed in');
		const access = await listenToAccess(world.database);
		await world.services.accounts.signOut({ userId: amal.id, sessionId: session.sessionId });
		expect(await access.until(1)).toEqual([{ kind: 'session-ended', sessionId: session.sessionId }]);
		expect(await world.services.sessions.resolve(header)).toBeNull();
		await access.stop();
	});

	it('ACC4 a disabled account has no session and cannot sign in', async () => {
		const ben = await world.person('Ben');
		const { header } = await ben.signIn();
		await world.database.sql`update users set disabled_at = now() where id = ${ben.id}`;
		expect(await world.services.sessions.resolve(header)).toBeNull();
		const again = await world.services.accounts.signIn({ email: ben.email, password, ip });
		expect(again).toEqual({ ok: false, reason: 'wrong' });
	});

	it.each([
		'',
		'sandtable_session=',
		'sandtable_session=x',
		`sandtable_session=${'x'.repeat(20_000)}`,
		';;;=;',
		'a'
	])('ACC14 the cookie header %.30s is nobody', async (header) => {
		expect(await world.services.sessions.resolve(header)).toBeNull();
	});
});

describe('guessing', () => {
	const wrong = (email: unknown, from = ip) =>
		world.services.accounts.signIn({ email, password: 'wrong wrong wrong', ip: from });

	it('ACC6 a wrong address and a wrong password get the same answer', async () => {
		expect(await wrong('nobody@example.org')).toEqual(await wrong(amal.email));
	});

	it('ACC8 after ten failures the right password waits too, and time brings it back', async () => {
		world.pass(3_600_000);
		for (let n = 0; n < 10; n += 1) expect(await wrong(amal.email)).toMatchObject({ reason: 'wrong' });
		const blocked = await world.services.accounts.signIn({ email: amal.email, password, ip });
		expect(blocked).toMatchObject({ ok: false, reason: 'slow-down' });
		const elsewhere = await world.services.accounts.signIn({
			email: amal.email,
			password,
			ip: '198.51.100.1'
		});
		expect(elsewhere.ok).toBe(true);
		world.pass(61_000);
		expect((await world.services.accounts.signIn({ email: amal.email, password, ip })).ok).toBe(true);
	});

	it('ACC8 a hundred failures an hour from one address, whichever accounts', async () => {
		world.pass(24 * 3_600_000);
		let evaluated = 0;
		for (let n = 0; n < 130; n += 1) {
			if ((await wrong(`guess${n}@example.org`, '198.51.100.9')).ok) throw new Error('guessed');
			else evaluated += 1;
		}
		const [row] = await world.database.sql<{ n: number }[]>`
			select count(*)::int as n from audit_entries
			where action = 'sign-in-failed' and detail->>'address' = '198.51.100.9'`;
		expect(evaluated).toBe(130);
		expect(row?.n).toBe(100);
	});

	it.each([null, undefined, 7, {}, 'a\u0000b@example.org', 'x'.repeat(100_000), "' or 1=1 --"])(
		'ACC14 signing in with %.20s is refused politely',
		async (email) => {
			expect(await wrong(email, '198.51.100.77')).toEqual({ ok: false, reason: 'wrong' });
		}
	);

	it('ACC15 sign-ins, failures and sign-outs are in the audit table', async () => {
		const rows = await world.database.sql<{ action: string }[]>`select distinct action from audit_entries`;
		const actions = rows.map(({ action }) => action);
		expect(actions).toEqual(
			expect.arrayContaining(['signed-in', 'sign-in-failed', 'signed-out', 'user-added'])
		);
	});
});
