// The last part of a simulation: everything that was broken works again, all come to have the same, and whoever leaves is gone.
import * as Y from 'yjs';
import { silenceLimits } from '#lib/sync/silence-watch.ts';
import { isWriter } from './authority.ts';
import { presenceGoneMaxMs } from './checks.ts';
import { contentOf } from './content.ts';
import type { Person } from './person.ts';
import type { World } from './world.ts';

/** A page whose line went silent before the first answer tries anew only then; who has which colour is told with the next sign of life. */
const healMaxMs = silenceLimits.firstAnswerMaxMs + 30_000;
const lookEveryMs = 500;
const newcomerMs = 3_000;

/** Only sockets that went silent have to be found out. */
export async function heal(world: World): Promise<void> {
	await world.time.pass(6_000);
	world.noteTrouble();
	world.disk.mood = 'well';
	world.disk.failsLoads = false;
	Object.assign(world.bus, { loses: 0, repeats: 0, isLate: 0 });
	for (const node of world.nodes) {
		Object.assign(node, { diskReach: 'well', busReach: 'well', foldMood: 'well' });
		Object.assign(node, { isDeaf: false, isCutOff: false, wallOffsetMs: 0 });
		node.start();
	}
	for (const person of world.people) {
		person.isOffline = false;
		const link = world.linkOf(person);
		if (link) link.isSlow = false;
	}
}

/**
 * Those who are still here and can have everything. Not so somebody who was shown in a hold what its author then took along for
 * good, nor who builds on work of such a person: it can come from the author only, or from two who saw it.
 */
function staying(world: World): Person[] {
	const lost = new Set(world.people.filter(({ isGone, hasLostRight }) => isGone || hasLostRight));
	for (const person of world.people) if (isTakenForAnother(world, person)) lost.add(person);
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

/** A crash lost the work, a colleague brought it back: by the log it is the colleague's, and what its author adds is held back. */
function isTakenForAnother({ disk }: World, { doc, boardId, userId }: Person): boolean {
	const bringer = disk.logs.get(boardId)?.bringers.get(doc.clientID) ?? userId;
	const { clientID } = doc;
	return (
		bringer !== userId && Y.getState(doc.store, clientID) > Y.getState(disk.docOf(boardId).store, clientID)
	);
}

/** Those who may read only, and hold nothing but what others wrote. */
function reading(world: World): Person[] {
	return world.people.filter(
		({ isGone, role, kind, forbidden, writeEndedAt }) =>
			!isGone &&
			role === 'viewer' &&
			(kind === 'link' || writeEndedAt === -Infinity) &&
			forbidden.length === 0
	);
}

const hasAll = (world: World, { doc, boardId }: Person) =>
	doc.store.pendingStructs === null && contentOf(doc) === contentOf(world.disk.docOf(boardId));

function isInPlace(world: World, person: Person): boolean {
	const isKnown = isWriter(person.role) ? person.status.kind === 'saved' : person.status.kind === 'read-only';
	return isKnown && hasAll(world, person);
}

export async function settle(world: World): Promise<void> {
	const { checks } = world;
	const both = () => [...new Set([...staying(world), ...reading(world)])];
	const isSettled = () =>
		both().every((person) => isInPlace(world, person)) &&
		oddities(world).length === 0 &&
		intruders(world).length === 0;
	for (let waited = 0; waited < healMaxMs && !isSettled(); waited += lookEveryMs)
		await world.time.pass(lookEveryMs);
	for (const person of both()) {
		const { kind } = person.status;
		if (kind !== (isWriter(person.role) ? 'saved' : 'read-only'))
			checks.fail(`${person.id} is still ${kind} after healing`);
		if (!hasAll(world, person)) checks.fail(`${person.id} has another board than the database`);
	}
	for (const person of staying(world)) {
		const keys = person.made.filter((key) => key !== '');
		if (person.isWriter) checks.acknowledged(person.boardId, keys);
	}
	for (const person of world.people) checks.forbidden(person.boardId, person.forbidden);
	for (const oddity of oddities(world)) checks.fail(oddity);
	for (const { id } of intruders(world)) checks.fail(`${id} is still connected without any right`);
}

function intruders({ people }: World): Person[] {
	return people.filter(({ role, openSockets }) => role === null && openSockets > 0);
}

/** Everybody is shown where they are, in one colour, and two people in two. */
function oddities(world: World): string[] {
	const found: string[] = [];
	const here = world.people.filter(({ isGone, role, kind }) => !isGone && role !== null && kind === 'user');
	for (const person of here) {
		const own = person.sees(person);
		const others = here.filter((other) => other !== person && other.boardId === person.boardId);
		for (const other of others) {
			const shown = other.sees(person);
			if (shown?.pointer !== own?.pointer) found.push(`${person.id} is not where ${other.id} is shown`);
			if (shown?.colour !== own?.colour) found.push(`${person.id} has a colour of their own for ${other.id}`);
			const isSame = person.userId === other.userId;
			if (own !== null && (own.colour === other.sees(other)?.colour) !== isSame)
				found.push(`${person.id} and ${other.id} have ${isSame ? 'two colours' : 'one colour'}`);
		}
	}
	return found;
}

/** All but one go; that one must find out, and the servers must have no other socket. Then that one goes as well. */
export async function end(world: World): Promise<void> {
	const { checks, time } = world;
	const [last] = staying(world).filter(({ kind }) => kind === 'user');
	if (last === undefined) return;
	// Nobody's session may end in between.
	world.authority.endlessSessions();
	await allButOneGo(world, last);
	const goneAt = world.nodes.length > 1 ? time.now : -Infinity;
	const held = () =>
		world.nodes.reduce((sum, { server }) => sum + Number(server?.rooms.stats().connections ?? 0), 0);
	const isAlone = () => last.company === 0 && held() === 1;
	for (let waited = 0; waited < healMaxMs && !isAlone(); waited += lookEveryMs) await time.pass(lookEveryMs);
	if (last.company > 0) checks.fail(`${last.company} people who left are still shown`);
	if (!isAlone()) checks.fail('sockets of people who left are still held');
	// Of several nodes one may never have heard that somebody left another.
	await time.pass(Math.max(0, goneAt + presenceGoneMaxMs - time.now));
	const newcomer = world.addPerson('editor', last.boardId);
	newcomer.node = last.node;
	await time.pass(newcomerMs);
	if (newcomer.company !== 1) checks.fail(`a newcomer sees ${newcomer.company} people instead of one`);
	for (const person of [last, newcomer]) await person.leave();
	const open = () =>
		world.nodes.reduce((sum, { server }) => sum + Number(server?.rooms.stats().open ?? 0), 0);
	for (let waited = 0; waited < healMaxMs && open() > 0; waited += lookEveryMs) await time.pass(lookEveryMs);
	if (open() > 0) checks.fail('a room is kept that nobody is in');
	world.disk.checkEveryWayIn();
}

/** They close their pages; or the node goes, and they with it. */
async function allButOneGo(world: World, last: Person): Promise<void> {
	const others = world.people.filter((person) => person !== last && !person.isGone);
	const lost = world.nodes.filter((node) => node !== world.nodeOf(last) && world.random() < 0.4);
	for (const person of others) {
		const node = world.nodeOf(person);
		// The page of somebody whose node goes with it says no goodbye.
		if (node !== null && lost.includes(node)) {
			const link = world.linkOf(person);
			if (link) link.isSilent = true;
		}
		await person.leave();
	}
	for (const node of lost) node.kill();
}
