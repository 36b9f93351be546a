// The clock of the machine is an hour or ten years wrong, ahead or behind, while people work. Sessions end when they end, nobody is
// sent away before, guessing is no faster, and history is kept as long as it is to be kept.
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createThrottle } from '#lib/server/auth/throttle.ts';
import { pruneHistory } from '#lib/server/prune-history.ts';
import { createWorld, makeBoard, type Person, type World } from '../contract/world.ts';
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
	const { server, sweepsPass } = await serve();
	const people = workersOn(server.url, { boardId, tokens });
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
