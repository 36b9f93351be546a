// Plays one simulation from a seed: some time of work and misfortune, then everything heals, then all must have the same and
// nothing may be missing.
import { below, randomFrom, type Random } from '../support/recorded-session.ts';
import type { Bug } from './bug.ts';
import { simulationJournalLimits } from './checks.ts';
import { contentOf } from './content.ts';
import { misfortunes } from './misfortunes.ts';
import type { Person } from './person.ts';
import { end, heal, settle } from './settle.ts';
import { VirtualTime } from './virtual-time.ts';
import { World } from './world.ts';

export interface Outcome {
	seed: number;
	violations: string[];
	/** The same for the same seed. */
	fingerprint: string;
	simulatedMs: number;
	edits: number;
	nodes: number;
}

const chaosMs = 15_000;
const stepsMax = 160;

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
			for (const node of world.nodes) node.kill();
			for (const person of world.people) if (!person.isGone) await leaveSafely(person);
		}
		return outcome(seed, world);
	});
}

function begin(world: World): void {
	const { random, bus } = world;
	for (let n = 1 + below(random, 2); n > 0; n--) world.addBoard();
	const chance = random();
	const nodes = chance < 0.35 ? 1 : chance < 0.8 ? 2 : 3;
	for (let n = world.bug?.isOfNodes ? Math.max(2, nodes) : nodes; n > 0; n--) world.addNode();
	if (random() < 0.4) bus.loses = random() * 0.5;
	if (random() < 0.4) bus.repeats = random() * 0.3;
	if (random() < 0.4) bus.isLate = random() * 0.5;
	world.authority.hasShortSessions = random() < 0.2;
	for (let n = 2 + below(random, 3); n > 0; n--) world.addPerson('editor');
	if (random() < 0.4) world.addPerson('viewer');
	if (random() < 0.3) world.addPerson('display');
}

async function chaos(world: World, trace: ((line: string) => void) | undefined): Promise<void> {
	const { random, time } = world;
	const needed = world.bug?.needs ?? [];
	const chosen = Object.keys(misfortunes).filter((name) => random() < 0.4 || needed.includes(name));
	trace?.(`${world.nodes.length} nodes; misfortunes: ${chosen.join(' ')}`);
	for (let step = 40 + below(random, stepsMax - 40); step > 0; step--) {
		await time.pass((random() * 2 * chaosMs) / stepsMax);
		checkNodes(world);
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

/** What a node counts of itself. */
function checkNodes(world: World): void {
	for (const { server, nth } of world.nodes) {
		if (server === null) continue;
		const { foreignRowsTotal, queuedBytes } = server.rooms.stats();
		if (Number(foreignRowsTotal) > world.disk.rowsOfOthers(server.store))
			world.checks.fail(`node ${nth} takes its own rows for somebody else's`);
		// Who is told that the queue is full may have sent one frame more, and so may somebody else of the same moment.
		if (Number(queuedBytes) > simulationJournalLimits.queueBytesMax + world.largestFrameBytes * 2)
			world.checks.fail(`node ${nth} keeps ${String(queuedBytes)} bytes waiting for the database`);
	}
}

function act(person: Person, kind: number, random: Random): string {
	if (kind < 0.5) person.edit();
	else if (kind < 0.6) person.edit(below(random, 1_500));
	else if (kind < 0.85) person.share();
	else person.point();
	return kind < 0.6 ? 'edits' : kind < 0.85 ? 'shares' : 'points';
}

function outcome(seed: number, world: World): Outcome {
	const logs = [...world.disk.logs].map(([, { rows, doc }]) => `${rows.length} ${contentOf(doc)}`);
	return {
		seed,
		violations: [...world.checks.violations, ...world.disk.problems],
		fingerprint: `${world.time.trail} ${world.time.now} ${logs.join(' ')}`,
		simulatedMs: world.time.now,
		edits: world.people.reduce((sum, { made }) => sum + made.length, 0),
		nodes: world.nodes.length
	};
}

/** In a broken world even leaving can fail. */
async function leaveSafely(person: Person): Promise<void> {
	try {
		await person.leave();
	} catch (error) {
		if (!(error instanceof TypeError)) throw error;
	}
}
