// The clock of the machine is an hour or ten years wrong, ahead or behind, while people work. Sessions end when they end, nobody is
// sent away before, guessing is no faster, and history is kept as long as it is to be kept.
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createThrottle } from '#lib/server/auth/throttle.ts';
import { pruneHistory } from '#lib/server/prune-history.ts';
import {
	cookieHeader,
	createWorld,
	good,
	ip,
	makeBoard,
	type Person,
	type World
} from '../contract/world.ts';
import { randomFrom } from '../support/recorded-session.ts';
import { RawClient, startSyncServer, type TestServer } from '../sync/harness.ts';
import { areSaved, expectNothingLost, workersOn } from '../support/cast.ts';
import { roundsOf, seed, tellOutcome } from './rounds.ts';
import { setWallClockRight, turnWallClock } from './wall-clock.ts';

const rounds = roundsOf({ short: 4, full: 20 });
const hourMs = 3_600_000;
const tenYearsMs = 10 * 365 * 24 * hourMs;
const turns = [hourMs, -tenYearsMs, tenYearsMs, -hourMs];
const recheckIntervalMs = 100;
const sweeps = 3;
const gapMaxMs = 30;
const settleMaxMs = 60_000;
const historyDays = 90;
const rowsMax = 1_000;
const guesses = { burst: 2, refillMs: 60_000 };
const sessionHours = { min: 3.9, max: 4.1 };
const peopleCount = 2;
const socketIsOpen = 1;
const timerMaxMs = 2 ** 31 - 1;

let world: World;
let owner: Person;
let boardId: string;

beforeAll(async () => {
	world = await createWorld();
	owner = await world.person('Amal', 'owner');
	boardId = await makeBoard(world, owner);
});

async function serve(): Promise<{ server: TestServer; sweepsPass(): Promise<void> }> {
	let asked = 0;
	const { access } = world.services;
	const server = await startSyncServer(world.database, {
		access: {
			authorizeSync: (request) => access.authorizeSync(request),
			recheck: async (grant) => {
				const answer = await access.recheck(grant);
				asked++;
				return answer;
			}
		},
		limits: { recheckIntervalMs, checkpointRows: 1 }
	});
	const sweepsPass = async () => {
		const before = asked;
		const inEach = peopleCount + 1;
		await expect.poll(() => asked, { timeout: settleMaxMs }).toBeGreaterThanOrEqual(before + sweeps * inEach);
	};
	return { server, sweepsPass };
}

/** In a browser, with a session. */
async function signedIn(server: TestServer, cookie: string): Promise<RawClient> {
	const origin = new URL(server.url.replace(/^ws/, 'http')).origin;
	return new RawClient(server, boardId, null, { headers: { cookie, origin } }).opened();
}

async function hoursLeft(): Promise<number> {
	const [row] = await world.database.sql<{ hours: number }[]>`
		select extract(epoch from max(expires_at) - now())::float8 / 3600 as hours from sessions`;
	return row?.hours ?? -1;
}

/** Links of every kind, made before and now: those that ended stay ended, the others work for as long as they were made for. */
async function linksWork(where: string, endedToken: string): Promise<void> {
	const { displayLinks, invitations } = world.services;
	const made = good(await displayLinks.make(owner.actor, boardId, { name: where, hours: 1 }));
	const leftMs = await msLeft(made.id);
	expect(leftMs, where).toBeGreaterThan(0.9 * hourMs);
	expect(leftMs, where).toBeLessThanOrEqual(hourMs);
	const { cookie } = good(await displayLinks.open({ token: made.token, ip }));
	expect(Number(cookie.attributes.maxAge) - 86_400, where).toBeGreaterThan(0.9 * 3_600);
	expect(Number(cookie.attributes.maxAge) - 86_400, where).toBeLessThanOrEqual(3_600);
	expect(await displayLinks.endedAt(boardId, cookieHeader(cookie)), where).toBeNull();
	expect(await displayLinks.open({ token: endedToken, ip }), where).toMatchObject({ reason: 'expired' });
	const states = (await displayLinks.list(boardId)).map(({ name, state }) => [name, state]);
	expect(states, where).toEqual(
		expect.arrayContaining([
			[where, 'live'],
			['ended', 'expired']
		])
	);
	await displayLinks.revoke(owner.actor, boardId, made.id);

	const invited = good(await invitations.make(owner.actor, boardId, { role: 'viewer', email: null }));
	expect(await invitations.open({ token: invited.token, ip }), where).toMatchObject({ ok: true });
	expect(
		(await invitations.list(boardId)).map(({ id }) => id),
		where
	).toEqual([invited.id]);
	await world.database.sql`update one_time_links set expires_at = now() where id = ${invited.id}`;
	expect(await invitations.list(boardId), where).toEqual([]);
	expect(await invitations.open({ token: invited.token, ip }), where).toMatchObject({ reason: 'expired' });
}

async function msLeft(linkId: string): Promise<number> {
	const [row] = await world.database.sql<{ ms: number }[]>`
		select extract(epoch from expires_at - now())::float8 * 1000 as ms from display_links where id = ${linkId}`;
	return row?.ms ?? -1;
}

test(`FAULT14 the clock turned ${rounds} times by an hour or ten years: no right ends early or late (seed ${seed})`, async (context) => {
	const random = randomFrom(seed);
	onTestFinished(setWallClockRight);
	const tokens: string[] = [];
	for (let n = 0; n < peopleCount; n++) {
		tokens.push((await world.services.apiTokens.add(owner.id, `machine ${n}`, owner.actor)).token);
	}
	const { header: ended } = await owner.signIn();
	await world.database.sql`update sessions set expires_at = now() - interval '1 minute'`;
	const { header } = await owner.signIn();
	const endedLink = good(
		await world.services.displayLinks.make(owner.actor, boardId, { name: 'ended', hours: 1 })
	);
	await world.database.sql`update display_links set expires_at = now() where id = ${endedLink.id}`;
	const { server, sweepsPass } = await serve();
	// Pages look at their own clocks, which stay right.
	const people = workersOn(server.url, { boardId, tokens }, 0, { checkMs: timerMaxMs });
	const client = await signedIn(server, header);
	await areSaved(people);

	for (let round = 0; round < rounds; round++) {
		const byMs = turns[round % turns.length] ?? hourMs;
		const where = `round ${round}, ${byMs / hourMs} h`;
		const throttle = createThrottle(guesses);
		for (let n = 0; n < guesses.burst; n++) expect(throttle.take('somebody')).toBe(0);
		for (const person of people) person.edit(random, gapMaxMs);
		turnWallClock(byMs);
		await sweepsPass();
		expect(client.socket.readyState, where).toBe(socketIsOpen);
		expect(throttle.take('somebody'), where).toBeGreaterThan(0);
		expect(await world.services.sessions.resolve(ended), where).toBeNull();
		expect((await world.services.sessions.resolve(header))?.user.id, where).toBe(owner.id);
		expect(await pruneHistory(world.database.sql, historyDays, rowsMax), where).toBe(0);
		// Somebody who comes in now has a session like any other.
		const { header: late } = await owner.signIn();
		expect(await hoursLeft(), where).toBeGreaterThan(sessionHours.min);
		expect(await hoursLeft(), where).toBeLessThan(sessionHours.max);
		const lateClient = await signedIn(server, late);
		await linksWork(where, endedLink.token);
		setWallClockRight();
		await sweepsPass();
		for (const { socket } of [client, lateClient]) expect(socket.readyState, where).toBe(socketIsOpen);
		lateClient.socket.terminate();
		for (const person of people) person.rest();
		await areSaved(people);
	}
	expect(people.map(({ socketCount }) => socketCount)).toEqual(people.map(() => 1));
	const edits = await expectNothingLost(world.database, boardId, people);
	tellOutcome(
		context,
		`${edits} edits, ${rounds} turns: nobody sent away, no session longer or shorter, no history gone`
	);
});
