// What goes wrong in simulations. Each life gets its own choice of these.
import * as Y from 'yjs';
import { writeUpdate } from '#lib/protocol/write-frame.ts';
import { below, type Random } from '../support/recorded-session.ts';
import { fillerFor } from '../support/attacks.ts';
import type { Reach } from './disk-store.ts';
import type { Node } from './node.ts';
import type { Person } from './person.ts';
import type { World } from './world.ts';

type Misfortune = (world: World, random: Random, person: Person) => void;

const hourMs = 3_600_000;
const decadeMs = 10 * 365 * 24 * hourMs;

/** That of the person's own connection, and of the company. */
const ofPeople: Record<string, Misfortune> = {
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
	move: (world, random, person) => {
		person.node = below(random, world.nodes.length);
		world.linkOf(person)?.cut();
	},
	leave: (world, _random, person) => {
		if (world.people.filter(({ isGone }) => !isGone).length > 2) void person.leave();
	},
	join: (world) => void (world.people.length < 8 && world.addPerson('editor')),
	secondPage: (world, _random, person) => void (world.people.length < 8 && world.addPage(person)),
	/** One of them tries to fill up what a colleague has yet to write. */
	theft: (world, random) => {
		const [person] = world.people;
		const victim = world.people[below(random, world.people.length)];
		if (
			!person ||
			!victim ||
			victim.userId === person.userId ||
			victim.boardId !== person.boardId ||
			!victim.isWriter
		)
			return;
		const known = Y.getState(world.disk.docOf(victim.boardId).store, victim.doc.clientID);
		// As long as only others brought the victim's work back after a crash, nobody can tell whose it is.
		const isKnown = world.disk.logs
			.get(victim.boardId)
			?.rows.some(({ author }) => author.id === victim.userId);
		if (known > 0 && isKnown) person.socket?.send(writeUpdate(fillerFor(victim.doc.clientID, known)));
	}
};

const ofRights: Record<string, Misfortune> = {
	remove: (world, _random, person) => {
		if (person.role !== null && othersRemain(world)) world.changeRole(person, null);
	},
	demote: (world, _random, person) => {
		if (person.isWriter && othersRemain(world)) world.changeRole(person, 'viewer');
	},
	promote: (world, _random, person) => {
		if (person.role === 'viewer' && person.kind === 'user' && person.writeEndedAt === -Infinity)
			world.changeRole(person, 'editor');
	},
	signOut: (world, _random, person) => world.endSession(person)
};

const ofNodes: Record<string, Misfortune> = {
	kill: (world, random) => {
		const node = world.anyNode();
		node.kill();
		world.time.after(below(random, 2_000), () => node.start());
	},
	killForLong: (world) => world.anyNode().kill(),
	restart: (world, random) => void world.anyNode().restart(below(random, 500)),
	cutOff: (world, random) => {
		const node = world.anyNode();
		world.cutOff(node);
		world.time.after(below(random, 5_000), () => (node.isCutOff = false));
	},
	diskOutOfReach: (world, random) => {
		const node = world.anyNode();
		forAWhile(world, random, 8_000, (isOn) => (node.diskReach = isOn ? pick(random) : 'well'));
	},
	busOutOfReach: (world, random) => {
		const node = world.anyNode();
		forAWhile(world, random, 8_000, (isOn) => (node.busReach = isOn ? pick(random) : 'well'));
	},
	deaf: (world, random) => {
		const node = world.anyNode();
		forAWhile(world, random, 5_000, (isOn) => (node.isDeaf = isOn));
	},
	busAway: (world, random) => {
		const reach = pick(random);
		forAWhile(world, random, 12_000, (isOn) =>
			onAll(world, (node) => (node.busReach = isOn ? reach : 'well'))
		);
	},
	badFolds: (world, random) => {
		const mood = random() < 0.5 ? 'failing' : 'late';
		forAWhile(world, random, 5_000, (isOn) => onAll(world, (node) => (node.foldMood = isOn ? mood : 'well')));
	},
	clockJump: (world, random) => {
		const size = random() < 0.6 ? hourMs : decadeMs;
		if (world.authority.hasShortSessions) return;
		world.jump(world.anyNode(), random() < 0.5 ? size : -size);
	}
};

const ofStorage: Record<string, Misfortune> = {
	slowDisk: (world, random) => moody(world, random, 'slow'),
	failingDisk: (world, random) => moody(world, random, 'failing'),
	unsureDisk: (world, random) => moody(world, random, 'unsure'),
	silentDisk: (world, random) => moody(world, random, 'silent'),
	failingLoads: (world, random) => {
		// A server comes back before its database does.
		world.noteTrouble();
		world.disk.failsLoads = true;
		const node = world.anyNode();
		node.kill();
		node.start();
		world.time.after(below(random, 2_000), () => {
			world.noteTrouble();
			world.disk.failsLoads = false;
		});
	},
	serverEdit: (world, random) => {
		world.edit(world.anyBoard(), (doc) => void doc.getMap('sources').set(`s${below(random, 100)}`, random()));
	}
};

export const misfortunes: Readonly<Record<string, Misfortune>> = {
	...ofPeople,
	...ofRights,
	...ofNodes,
	...ofStorage
};

function othersRemain({ people }: World): boolean {
	return people.filter((person) => person.isWriter && !person.isGone).length > 2;
}

function moody(world: World, random: Random, mood: World['disk']['mood']): void {
	forAWhile(world, random, 3_000, (isOn) => (world.disk.mood = isOn ? mood : 'well'));
}

function forAWhile(world: World, random: Random, msMax: number, set: (isOn: boolean) => void): void {
	world.noteTrouble();
	set(true);
	world.time.after(below(random, msMax), () => {
		world.noteTrouble();
		set(false);
	});
}

function onAll({ nodes }: World, set: (node: Node) => void): void {
	for (const node of nodes) set(node);
}

function pick(random: Random): Exclude<Reach, 'well'> {
	return random() < 0.5 ? 'refused' : 'silent';
}
