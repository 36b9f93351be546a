// Plays one simulation from a seed: some time of work and misfortune, then everything heals, then all must have the same and
// nothing may be missing.
import * as Y from 'yjs';
import { writeUpdate } from '#lib/protocol/write-frame.ts';
import { below, randomFrom, type Random } from '../support/recorded-session.ts';
import { fillerFor } from '../support/attacks.ts';
import type { Bug } from './bugs.ts';
import { VirtualTime } from './virtual-time.ts';
import { World } from './world.ts';
import type { Person } from './person.ts';

export interface Outcome {
	seed: number;
	violations: string[];
	/** The same for the same seed. */
	fingerprint: string;
	simulatedMs: number;
	edits: number;
}

const chaosMs = 15_000;
const stepsMax = 160;
const healMaxMs = 120_000;
const lookEveryMs = 500;

type Misfortune = (world: World, random: Random, person: Person) => void;

/** Each simulation gets its own choice of these. */
const misfortunes: Record<string, Misfortune> = {
	cut: (world, _random, person) => world.linkOf(person)?.cut(),
	silence: (world, _random, person) => {
		const link = world.linkOf(person);
		if (link) link.isSilent = true;
	},
	slowLink: (world, random, person) => {
		const link = world.linkOf(person);
		if (!link) return;
		link.isSlow = true;
		world.time.after(below(random, 6_000), () => (link.isSlow = false));
	},
	offline: (world, random, person) => {
		person.isOffline = true;
		world.linkOf(person)?.cut();
		world.time.after(below(random, 6_000), () => (person.isOffline = false));
	},
	kill: (world, random) => {
		world.kill();
		world.time.after(below(random, 2_000), () => world.startServer());
	},
	restart: (world, random) => void world.restart(below(random, 500)),
	slowDisk: (world, random) => moody(world, random, 'slow'),
	failingDisk: (world, random) => moody(world, random, 'failing'),
	unsureDisk: (world, random) => moody(world, random, 'unsure'),
	silentDisk: (world, random) => moody(world, random, 'silent'),
	failingLoads: (world, random) => {
		// A server comes back before its database does.
		world.disk.failsLoads = true;
		world.kill();
		world.startServer();
		world.time.after(below(random, 2_000), () => (world.disk.failsLoads = false));
	},
	demote: (world, _random, person) => {
		if (world.people.filter(({ rightEndedAt }) => rightEndedAt === Infinity).length > 2) world.demote(person);
	},
	leave: (world, _random, person) => {
		if (world.people.filter(({ isGone }) => !isGone).length > 2) void person.leave();
	},
	join: (world) => void (world.people.length < 8 && world.addPerson(false)),
	/** One of them tries to fill up what a colleague has yet to write. */
	theft: (world, random) => {
		const [person] = world.people;
		const victim = world.people[below(random, world.people.length)];
		if (!person || !victim || victim === person || victim.boardId !== person.boardId || victim.isReader)
			return;
		const known = Y.getState(world.disk.docOf(victim.boardId).store, victim.doc.clientID);
		// As long as only others brought the victim's work back after a crash, nobody can tell whose it is.
		const isKnown = world.disk.logs.get(victim.boardId)?.rows.some(({ author }) => author.id === victim.id);
		if (known > 0 && isKnown) person.socket?.send(writeUpdate(fillerFor(victim.doc.clientID, known)));
	},
	serverEdit: (world, random) => {
		const boardId = world.boards[below(random, world.boards.length)] ?? '';
		world.edit(boardId, (doc) => void doc.getMap('sources').set(`s${below(random, 100)}`, random()));
	}
};

function moody(world: World, random: Random, mood: World['disk']['mood']): void {
	world.disk.mood = mood;
	world.time.after(below(random, 3_000), () => (world.disk.mood = 'well'));
}

export function simulate(
	seed: number,
	options: { bug?: Bug; trace?: (line: string) => void } = {}
): Promise<Outcome> {
	const random = randomFrom(seed);
	const time = new VirtualTime(random);
	return time.run(async () => {
		const undo = options.bug?.plant?.();
		const world = new World(time, random, options.bug ?? null, options.trace);
		try {
			begin(world);
			await chaos(world, options.trace);
			await heal(world);
			await settle(world);
			await end(world);
		} catch (error) {
			world.checks.fail(`thrown: ${error instanceof Error ? error.message : String(error)}`);
		} finally {
			undo?.();
			world.kill();
			for (const person of world.people) if (!person.isGone) await leaveSafely(person);
		}
		return outcome(seed, world);
	});
}

function begin(world: World): void {
	const { random } = world;
	for (let n = 1 + below(random, 2); n > 0; n--) world.addBoard();
	world.startServer();
	for (let n = 2 + below(random, 3); n > 0; n--) world.addPerson(false);
	if (random() < 0.5) world.addPerson(true);
}

async function chaos(world: World, trace: ((line: string) => void) | undefined): Promise<void> {
	const { random, time } = world;
	const chosen = Object.keys(misfortunes).filter(() => random() < 0.4);
	trace?.(`misfortunes: ${chosen.join(' ')}`);
	for (let step = 40 + below(random, stepsMax - 40); step > 0; step--) {
		await time.pass((random() * 2 * chaosMs) / stepsMax);
		const present = world.people.filter(({ isGone }) => !isGone);
		const person = present[below(random, present.length)];
		if (person === undefined) continue;
		const name = chosen[below(random, chosen.length)];
		const kind = random();
		const what = kind < 0.12 && name !== undefined ? name : act(person, kind, random);
		trace?.(`${(time.now / 1_000).toFixed(3)} ${person.id} ${what}`);
		if (name !== undefined && what === name) misfortunes[name]?.(world, random, person);
	}
}

function act(person: Person, kind: number, random: Random): string {
	if (kind < 0.5) person.edit();
	else if (kind < 0.6) person.edit(below(random, 1_500));
	else if (kind < 0.85) person.share();
	else person.point();
	return kind < 0.6 ? 'edits' : kind < 0.85 ? 'shares' : 'points';
}

/** Everything that was broken works again; only sockets that went silent have to be found out. */
async function heal(world: World): Promise<void> {
	await world.time.pass(6_000);
	world.disk.mood = 'well';
	world.disk.failsLoads = false;
	for (const person of world.people) {
		person.isOffline = false;
		const link = world.linkOf(person);
		if (link) link.isSlow = false;
	}
	world.startServer();
}

/**
 * Those who are still here and can have everything. Not so somebody who was shown in a hold what its author then took along for
 * good, nor who builds on work of such a person: it can come from the author only, or from two who saw it.
 */
function staying(world: World): Person[] {
	const lost = new Set(world.people.filter(({ isGone, rightEndedAt }) => isGone || rightEndedAt < Infinity));
	const waitsFor = (person: Person, author: Person) =>
		author.boardId === person.boardId &&
		Y.getState(person.doc.store, author.doc.clientID) >
			Y.getState(world.disk.docOf(person.boardId).store, author.doc.clientID);
	for (let before = -1; before !== lost.size;) {
		before = lost.size;
		for (const person of world.people) {
			if ([...lost].some((author) => author !== person && waitsFor(person, author))) lost.add(person);
		}
	}
	return world.people.filter((person) => !lost.has(person));
}

async function settle(world: World): Promise<void> {
	const isSettled = () =>
		staying(world).every(
			(person) =>
				(person.isReader ? person.status.kind === 'read-only' : person.status.kind === 'saved') &&
				person.doc.store.pendingStructs === null &&
				(person.isReader && person.forbidden.length > 0
					? true
					: contentOf(person.doc) === contentOf(world.disk.docOf(person.boardId)))
		);
	for (let waited = 0; waited < healMaxMs && !isSettled(); waited += lookEveryMs)
		await world.time.pass(lookEveryMs);
	for (const person of staying(world)) {
		const { kind } = person.status;
		if (kind !== 'saved' && kind !== 'read-only')
			world.checks.fail(`${person.id} is still ${kind} after healing`);
		const hasOwnWork = person.isReader && person.forbidden.length > 0;
		if (!hasOwnWork && contentOf(person.doc) !== contentOf(world.disk.docOf(person.boardId)))
			world.checks.fail(`${person.id} has another board than the database`);
		if (!person.isReader)
			world.checks.acknowledged(
				person.boardId,
				person.made.filter((key) => key !== '')
			);
	}
	for (const person of world.people) world.checks.forbidden(person.boardId, person.forbidden);
}

/** All but one leave; that one must find out, and the server must have no other socket. */
async function end(world: World): Promise<void> {
	const [last, ...others] = staying(world);
	if (last === undefined) return;
	for (const person of world.people) if (person !== last && !person.isGone) await person.leave();
	const isAlone = () => last.company === 0 && world.server?.rooms.stats().connections === 1;
	for (let waited = 0; waited < healMaxMs && !isAlone(); waited += lookEveryMs)
		await world.time.pass(lookEveryMs);
	if (last.company > 0)
		world.checks.fail(`${last.company} of ${others.length} people who left are still shown`);
	if (!isAlone()) world.checks.fail('sockets of people who left are still held');
	const newcomer = world.addPerson(false, last.boardId);
	await world.time.pass(lookEveryMs * 4);
	if (newcomer.company !== 1) world.checks.fail(`a newcomer sees ${newcomer.company} people instead of one`);
}

function outcome(seed: number, world: World): Outcome {
	const logs = [...world.disk.logs].map(([, { rows, doc }]) => `${rows.length} ${contentOf(doc)}`);
	return {
		seed,
		violations: [...world.checks.violations, ...world.disk.problems],
		fingerprint: `${world.time.now} ${logs.join(' ')}`,
		simulatedMs: world.time.now,
		edits: world.people.reduce((sum, { made }) => sum + made.length, 0)
	};
}

function contentOf(doc: Y.Doc): string {
	const maps = ['board', 'pins', 'notes', 'sources'].map((name) => sorted(doc.getMap(name).toJSON()));
	const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))].toSorted(([a], [b]) => a - b);
	return JSON.stringify([maps, clocks]);
}

function sorted(value: Record<string, unknown>): [string, unknown][] {
	return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** In a broken world even leaving can fail. */
async function leaveSafely(person: Person): Promise<void> {
	try {
		await person.leave();
	} catch (error) {
		if (!(error instanceof TypeError)) throw error;
	}
}
