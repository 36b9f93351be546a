// PostgreSQL is taken away in every way that one machine has, while people work: killed, its connections ended, its processes
// frozen, its door shut. What was acknowledged is there, and nothing is written twice.
import { expect, test } from 'vitest';
import { randomFrom } from '../support/recorded-session.ts';
import { makeBoard, startSyncServer } from '../sync/harness.ts';
import {
	areSaved,
	durableKeys,
	expectNothingLost,
	lost,
	madeUpTokens,
	promisedTo,
	workersOn
} from '../support/cast.ts';
import { passing, roundsOf, seed, tellOutcome } from './rounds.ts';
import { setStage } from './stage.ts';

const rounds = roundsOf({ short: 5, full: 40 });
const peopleCount = 3;
const gapMaxMs = 30;

test(`FAULT3 PostgreSQL killed, cut, frozen and out of reach ${rounds} times: nothing acknowledged is lost (seed ${seed})`, async (context) => {
	const random = randomFrom(seed);
	const stage = await setStage();
	const boardId = await makeBoard(stage.database);
	const server = await startSyncServer(stage.database, { journalLimits: {} });
	const people = workersOn(server.url, { boardId, tokens: madeUpTokens(peopleCount) });
	const faults = {
		crash: (ms: number) => stage.crash(ms),
		cut: () => stage.cutConnections(),
		freeze: (ms: number) => stage.freeze(ms),
		door: (ms: number) => stage.shutDoor(ms)
	};
	const names = Object.keys(faults) as (keyof typeof faults)[];
	for (let round = 0; round < rounds; round++) {
		await areSaved(people);
		for (const person of people) person.edit(random, gapMaxMs);
		await passing(100 + random() * 400);
		const name = names[round % names.length] ?? 'crash';
		const promisedBefore = promisedTo(people);
		await faults[name](random() * 1_500);
		const durable = await stage.aside((own) => durableKeys(own, boardId));
		expect(lost(promisedBefore, durable), `round ${round}, ${name}`).toEqual([]);
		for (const person of people) person.rest();
	}
	const edits = await stage.aside((own) => expectNothingLost(own, boardId, people));
	const rows = await stage.aside(
		({ sql }) => sql<{ data: Buffer }[]>`select data from board_updates where board_id = ${boardId}`
	);
	expect(new Set(rows.map(({ data }) => data.toString('hex'))).size, 'no row twice').toBe(rows.length);
	tellOutcome(context, `${edits} edits, ${rounds} faults: 0 acknowledged lost, no row twice`);
});
