// What else happens to a server process while people work: it is told to stop, it stands still, it runs out of memory. Nothing
// that was acknowledged or typed is lost, and everybody comes back by themselves.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Database } from '#lib/server/db/open.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startServer, type ServerProcess } from '../support/process.ts';
import { randomFrom } from '../support/recorded-session.ts';
import {
	areSaved,
	durableKeys,
	expectNothingLost,
	lost,
	makeCast,
	promisedTo,
	workersOn
} from '../support/cast.ts';
import { isFullRun, passing, roundsOf, seed, tellOutcome } from './rounds.ts';
import type { Worker } from '../support/worker.ts';

const stops = roundsOf({ short: 1, full: 50 });
const stalls = roundsOf({ short: 1, full: 20 });
/** Each takes half a minute: only in the full run. */
const outOfMemory = roundsOf({ short: 0, full: 10 });
const peopleCount = 4;
const gapMaxMs = 30;
const workMs = 500;
const stalledMs = isFullRun ? 5_000 : 2_000;
/** Too little for what is brought in. */
const heapMiB = 48;
const heavyChars = 32 * 1024;
const heavyGapMs = 15;
/** What a person may have that is not acknowledged: in one frame it must come through later. */
const unsavedEditsMax = 32;

let testDatabase: TestDatabase;
let database: Database;

beforeEach(async () => {
	testDatabase = await createTestDatabase();
	database = testDatabase.open();
});

interface Scene {
	server: ServerProcess;
	people: Worker[];
	boardId: string;
	/** Another process at the same address. */
	startAgain(env?: Record<string, string>): Promise<ServerProcess>;
}

async function setScene(env: Record<string, string> = {}): Promise<Scene> {
	const cast = await makeCast(database, peopleCount);
	const dataDir = mkdtempSync(path.join(tmpdir(), 'sandtable-fault-'));
	onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
	let server = await startServer({ databaseUrl: testDatabase.url, dataDir, env });
	onTestFinished(() => server.kill());
	const { port } = server;
	const people = workersOn(`ws://127.0.0.1:${port}/sync`, cast);
	const startAgain = async (again: Record<string, string> = {}) => {
		server = await startServer({ databaseUrl: testDatabase.url, dataDir, port, env: again });
		return server;
	};
	return { server, people, boardId: cast.boardId, startAgain };
}

test(`FAULT18 told to stop ${stops} times under load: ends in order, nothing acknowledged or typed is lost (seed ${seed})`, async (context) => {
	const random = randomFrom(seed);
	const scene = await setScene();
	const { people, boardId } = scene;
	let { server } = scene;
	for (let round = 0; round < stops; round++) {
		await areSaved(people);
		for (const person of people) person.edit(random, gapMaxMs);
		await passing(workMs * random());
		expect(await server.stop(), server.output()).toBe(0);
		const seen = new Set(people.flatMap((person) => [...person.seen]));
		const durable = await durableKeys(database, boardId);
		expect(lost(promisedTo(people), durable), `round ${round}: acknowledged and lost`).toEqual([]);
		expect(lost(seen, durable), `round ${round}: seen and lost`).toEqual([]);
		server = await scene.startAgain();
		for (const person of people) person.rest();
	}
	const edits = await expectNothingLost(database, boardId, people);
	tellOutcome(
		context,
		`${edits} edits, ${stops} stops: exit code 0 each time, 0 acknowledged, seen or typed lost`
	);
});

test(`FAULT15 a process that stands still for ${stalledMs / 1_000} s, ${stalls} times, keeps everybody and loses nothing (seed ${seed})`, async (context) => {
	const random = randomFrom(seed);
	const { server, people, boardId } = await setScene();
	await areSaved(people);
	onTestFinished(() => void process.kill(server.pid, 'SIGCONT'));
	for (let round = 0; round < stalls; round++) {
		for (const person of people) person.edit(random, gapMaxMs);
		await passing(workMs);
		process.kill(server.pid, 'SIGSTOP');
		await passing(stalledMs);
		expect(lost(promisedTo(people), await durableKeys(database, boardId))).toEqual([]);
		process.kill(server.pid, 'SIGCONT');
		for (const person of people) person.rest();
		await areSaved(people);
	}
	expect(
		people.map(({ socketCount }) => socketCount),
		'nobody was sent away'
	).toEqual(people.map(() => 1));
	const edits = await expectNothingLost(database, boardId, people);
	tellOutcome(context, `${edits} edits, ${stalls} times ${stalledMs / 1_000} s: nobody sent away, 0 lost`);
});

/** As fast as it is acknowledged; the answer ends it. */
function bringMuch(people: readonly Worker[]): () => void {
	for (const person of people) person.editChars = heavyChars;
	const timer = setInterval(() => {
		for (const person of people)
			if (person.made.length - person.acknowledged < unsavedEditsMax) person.editOnce();
	}, heavyGapMs);
	return () => clearInterval(timer);
}

test.skipIf(outOfMemory === 0)(
	`FAULT16 a process that runs out of memory ${outOfMemory} times loses nothing acknowledged`,
	async (context) => {
		let edits = 0;
		for (let round = 0; round < outOfMemory; round++) {
			if (round > 0) {
				testDatabase = await createTestDatabase();
				database = testDatabase.open();
			}
			const scene = await setScene({ NODE_OPTIONS: `--max-old-space-size=${heapMiB}` });
			const { people, boardId } = scene;
			await areSaved(people);
			const stopWork = bringMuch(people);
			const code = await scene.server.exited;
			stopWork();
			expect(code, scene.server.output()).not.toBe(0);
			const durable = await durableKeys(database, boardId);
			expect(lost(promisedTo(people), durable), `round ${round}: acknowledged and lost`).toEqual([]);
			const server = await scene.startAgain();
			edits += await expectNothingLost(database, boardId, people);
			await Promise.all(people.map((person) => person.close()));
			await server.stop();
		}
		tellOutcome(context, `${edits} edits, ${outOfMemory} processes out of memory: 0 acknowledged lost`);
	}
);
