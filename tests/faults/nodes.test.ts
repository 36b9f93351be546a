// Two nodes behind a balancer while people edit: nodes are killed, and taken from the database, from the bus or from their clients,
// in any mixture; and both are replaced in turn, as an update of the software does.
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '#lib/server/db/open.ts';
import {
	makeCast,
	expectNothingLost,
	expectPromisesKept,
	expectSame,
	openInstallation,
	progress,
	areSaved,
	startWorkers,
	type Cast
} from '../support/cast.ts';
import { startCluster, type Cluster, type ClusterNode } from '../nodes/cluster.ts';
import { findRedis } from '../../server/setup/redis.mjs';
import { startRedis } from '../nodes/redis.ts';
import { isFullRun, passing, roundsOf, seed, tellOutcome, timeoutOf } from './rounds.ts';
import type { TestDatabase } from '../support/database.ts';
import { below, randomFrom, type Random } from '../support/recorded-session.ts';
import { startSyncServer } from '../sync/harness.ts';
import type { Link } from '../support/link.ts';
import { Worker } from '../support/worker.ts';

const peopleCount = 4;
const gapMaxMs = 40;
const contestMs = 100;
const faultMaxMs = 1_500;
/** Longer than the journal waits for an answer; and longer than people wait for a word, and a node for another. */
const longFaultsMs = [12_000, 40_000];
const longFaultsInverse = 8;

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
	({ testDatabase, database } = await openInstallation());
});

interface Fault {
	name: string;
	begin(): void | Promise<void>;
	end(): void | Promise<void>;
}

/** Held, and in the end either all that was held arrives, or the connections turn out to be broken. */
function apart(name: string, link: Link, random: Random): Fault {
	const isBroken = random() < 0.5;
	return {
		name: isBroken ? `${name}, broken afterwards` : name,
		begin: () => link.hold(),
		end: () => {
			if (isBroken) link.cut();
			link.release();
		}
	};
}

function faultOf(node: ClusterNode, random: Random): Fault {
	const kinds: (() => Fault)[] = [
		() => ({ name: 'killed', begin: () => node.server.kill(), end: () => node.start() }),
		() => apart('without its database', node.database, random),
		() => apart('without its clients', node.clients, random)
	];
	const { redis } = node;
	if (redis !== null) kinds.push(() => apart('without Redis', redis, random));
	const kind = kinds[below(random, kinds.length)] as () => Fault;
	return kind();
}

/** On one node, often on both. A node starts only when its lines are whole again. */
async function strike({ nodes }: Cluster, random: Random): Promise<{ name: string; heal(): Promise<void> }> {
	const isOnBoth = random() < 0.4;
	const first = below(random, nodes.length);
	const struck = nodes.filter((_node, n) => isOnBoth || n === first);
	const faults = struck.map((node) => faultOf(node, random));
	for (const fault of faults) await fault.begin();
	return {
		name: faults.map(({ name }, n) => `node ${nodes.indexOf(struck[n] as ClusterNode)} ${name}`).join(', '),
		heal: async () => void (await Promise.all(faults.map((fault) => fault.end())))
	};
}

/** All of them set one key again and again: nodes that went apart would settle on different values. */
function contest(workers: readonly Worker[]): () => void {
	let n = 0;
	const timer = setInterval(() => {
		for (const { name, doc } of workers) doc.getMap('contested').set('key', `${name} ${n++}`);
	}, contestMs);
	return () => clearInterval(timer);
}

/** Newcomers on every node and on a server that starts now find what everybody has. */
async function expectNewcomersAgree(
	cluster: Cluster,
	people: Cast,
	token: string,
	known: Worker
): Promise<void> {
	const fresh = await startSyncServer(testDatabase.open());
	const doors = [
		...cluster.nodes.map(({ server }) => ({ url: `ws://127.0.0.1:${server.port}/sync`, token })),
		{ url: fresh.url, token: JSON.stringify({ id: people.ownerId, role: 'editor' }) }
	];
	for (const [n, { url, token }] of doors.entries()) {
		const newcomer = new Worker(`fresh${n}`, url, people.boardId, token);
		onTestFinished(() => newcomer.close());
		await areSaved([newcomer]);
		expectSame(newcomer.doc, known.doc);
	}
}

const redisFile = findRedis();
const buses = [
	{ bus: 'NOTIFY', isHere: true, rounds: roundsOf({ short: 2, full: 30 }) },
	{ bus: 'Redis', isHere: redisFile !== null, rounds: roundsOf({ short: 1, full: 30 }) }
];

for (const { bus, isHere, rounds } of buses) {
	describe.skipIf(!isHere)(
		`two nodes by ${bus}${isHere ? '' : ' (no redis-server or valkey-server on this machine)'}`,
		() => {
			test(
				`FAULT20 killed and partitioned ${rounds} times, two nodes keep one history and lose nothing (seed ${seed})`,
				timeoutOf(rounds),
				async (context) => {
					const random = randomFrom(seed);
					const redis = bus === 'Redis' ? await startRedis(redisFile ?? '') : null;
					onTestFinished(() => redis?.kill());
					const cluster = await startCluster({
						databaseUrl: testDatabase.url,
						redisUrl: redis?.url ?? null,
						count: 2
					});
					const people = await makeCast(database, peopleCount);
					const workers = await startWorkers(people, [cluster.balancer.port]);
					let edits = 0;
					for (let round = 1; round <= rounds; round++) {
						for (const worker of workers) worker.edit(random, gapMaxMs);
						const rest = contest(workers);
						await passing(random() * 300);
						const { name, heal } = await strike(cluster, random);
						const isLong = isFullRun && random() < 1 / longFaultsInverse;
						const longMs = longFaultsMs[below(random, longFaultsMs.length)] ?? faultMaxMs;
						await passing(isLong ? longMs : random() * faultMaxMs);
						const when = `round ${round}, ${name}`;
						await expectPromisesKept(database, people.boardId, workers, when);
						await heal();
						await expectPromisesKept(database, people.boardId, workers, `${when}, healed`);
						rest();
						edits = await expectNothingLost(database, people.boardId, workers);
					}
					const [token = ''] = people.tokens;
					await expectNewcomersAgree(cluster, people, token, workers[0] as Worker);
					tellOutcome(
						context,
						`two nodes by ${bus}: ${edits} edits, ${rounds} faults, 0 acknowledged lost, one history`
					);
				}
			);
		}
	);
}

const deploys = roundsOf({ short: 1, full: 50 });
/** All deploys may take a quarter of an hour, and a board takes 100,000 objects. */
const deployGapMaxMs = 200;

test(
	`FAULT21 rolling restarts of two nodes while people type, ${deploys} times: nothing is lost and everybody comes back (seed ${seed})`,
	timeoutOf(deploys),
	async (context) => {
		const random = randomFrom(seed);
		const cluster = await startCluster({ databaseUrl: testDatabase.url, redisUrl: null, count: 2 });
		const people = await makeCast(database, peopleCount);
		const workers = await startWorkers(people, [cluster.balancer.port]);
		let edits = 0;
		for (let deploy = 1; deploy <= deploys; deploy++) {
			for (const worker of workers) worker.edit(random, deployGapMaxMs);
			for (const node of cluster.nodes) {
				await progress(workers, 3);
				expect(await node.server.stop(), `deploy ${deploy}`).toBe(0);
				await expectPromisesKept(database, people.boardId, workers, `deploy ${deploy}`);
				await progress(workers, 3);
				await node.start();
			}
			edits = await expectNothingLost(database, people.boardId, workers);
		}
		tellOutcome(context, `rolling restarts: ${edits} edits, ${deploys} deploys of two nodes, 0 lost`);
	}
);
