// Redis, which carries hints and presence between nodes, is killed, emptied, frozen and out of reach while people edit on two nodes.
import { createClient } from '@redis/client';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '#lib/server/db/open.ts';
import type { Services } from '#lib/server/services.ts';
import {
	makeCast,
	expectNothingLost,
	expectPromisesKept,
	openInstallation,
	progress,
	startWorkers
} from '../support/cast.ts';
import { startCluster, type Cluster } from '../nodes/cluster.ts';
import { findRedis } from '../../server/setup/redis.mjs';
import { startRedis, type TestRedis } from '../nodes/redis.ts';
import { isFullRun, passing, roundsOf, seed, tellOutcome, timeoutOf } from './rounds.ts';
import type { TestDatabase } from '../support/database.ts';
import { randomFrom } from '../support/recorded-session.ts';
import type { Worker } from '../support/worker.ts';

const gapMaxMs = 60;
const faultMaxMs = 1_500;
const freezeMs = isFullRun ? 5_000 : 1_500;
const crossingMaxMs = 60_000;
const revocationMaxMs = 60_000;
const rounds = roundsOf({ short: 4, full: 50 });

let testDatabase: TestDatabase;
let database: Database;
let services: Services;

beforeAll(async () => {
	({ testDatabase, database, services } = await openInstallation());
});

interface Fault {
	name: string;
	begin(): void | Promise<void>;
	lastsMs: number;
	end(): void | Promise<void>;
}

function faultsOf(redis: TestRedis, { nodes }: Cluster, random: () => number): Fault[] {
	const lines = nodes.flatMap(({ redis: line }) => line ?? []);
	return [
		{
			name: 'killed',
			begin: () => redis.kill(),
			lastsMs: random() * faultMaxMs,
			end: () => redis.start()
		},
		{ name: 'emptied', begin: () => empty(redis), lastsMs: 0, end: () => {} },
		{ name: 'frozen', begin: () => redis.freeze(), lastsMs: freezeMs, end: () => redis.thaw() },
		{
			name: 'out of reach',
			begin: () => lines.forEach((line) => line.hold()),
			lastsMs: random() * faultMaxMs,
			end: () => {
				for (const line of lines) {
					line.cut();
					line.release();
				}
			}
		}
	];
}

async function empty({ url }: TestRedis): Promise<void> {
	const client = await createClient({ url }).connect();
	await client.sendCommand(['FLUSHALL']);
	client.destroy();
}

/** Edits of each go on reaching the other, by looking at the log where no hint comes. */
async function expectCrossing(workers: readonly Worker[]): Promise<void> {
	const before = workers.map(({ seen }) => seen.size);
	await expect
		.poll(() => workers.every(({ seen }, n) => seen.size > (before[n] ?? 0) + 3), { timeout: crossingMaxMs })
		.toBe(true);
}

const expectEverybodySeen = (workers: readonly Worker[]) =>
	expect
		.poll(() => workers.map(({ others }) => others.toSorted((a, b) => a - b)), { timeout: crossingMaxMs })
		.toEqual(
			workers.map(({ doc }) =>
				workers
					.map((other) => other.doc.clientID)
					.filter((id) => id !== doc.clientID)
					.toSorted((a, b) => a - b)
			)
		);

async function startTwo(redis: TestRedis): Promise<Cluster> {
	return startCluster({ databaseUrl: testDatabase.url, redisUrl: redis.url, count: 2 });
}

const portsOf = ({ nodes }: Cluster) => nodes.map(({ clients }) => clients.port);

const redisFile = findRedis();

describe.skipIf(redisFile === null)(
	`Redis or Valkey${redisFile === null ? ' (neither is on this machine)' : ''}`,
	() => {
		let redis: TestRedis;
		async function startOwnRedis(): Promise<TestRedis> {
			redis = await startRedis(redisFile ?? '');
			onTestFinished(() => redis.kill());
			return redis;
		}

		test(
			`FAULT22 killed, emptied, frozen and out of reach, ${rounds} times: edits go on crossing, nothing is lost, everybody is seen again (seed ${seed})`,
			timeoutOf(rounds),
			async (context) => {
				const random = randomFrom(seed);
				const cluster = await startTwo(await startOwnRedis());
				const people = await makeCast(database, 4);
				const workers = await startWorkers(people, portsOf(cluster));
				let edits = 0;
				for (let round = 1; round <= rounds; round++) {
					for (const worker of workers) worker.edit(random, gapMaxMs);
					await progress(workers, 2);
					const faults = faultsOf(redis, cluster, random);
					const fault = faults[round % faults.length] as Fault;
					await fault.begin();
					const crossed = expectCrossing(workers);
					await passing(fault.lastsMs);
					// Every other time Redis stays away until edits have crossed without it.
					if (round % 2 === 0) await crossed;
					await expectPromisesKept(database, people.boardId, workers, `round ${round}, ${fault.name}`);
					await fault.end();
					await crossed;
					await expectEverybodySeen(workers);
					edits = await expectNothingLost(database, people.boardId, workers);
				}
				tellOutcome(context, `Redis faults: ${edits} edits, ${rounds} faults, 0 lost`);
			}
		);

		test('FAULT22 who comes and who goes while Redis is away is known to everybody once it is back', async () => {
			const cluster = await startTwo(await startOwnRedis());
			const people = await makeCast(database, 4);
			const [first = '', second = '', third = '', fourth = ''] = people.tokens;
			const before = await startWorkers({ ...people, tokens: [first, second, third] }, portsOf(cluster));
			await expectEverybodySeen(before);
			await redis.kill();
			const [a, b, leaving] = before as [Worker, Worker, Worker];
			await leaving.close();
			const [late] = (await startWorkers({ ...people, tokens: [fourth] }, portsOf(cluster))) as [Worker];
			await redis.start();
			await expectEverybodySeen([a, b, late]);
		});

		test('FAULT23 a right that is taken away while Redis is frozen ends its sockets on every node', async () => {
			const cluster = await startTwo(await startOwnRedis());
			const people = await makeCast(database, 3);
			const workers = await startWorkers(people, portsOf(cluster).toReversed());
			redis.freeze();
			const owner = { kind: 'user', id: people.ownerId } as const;
			const [, ...others] = people.userIds;
			for (const userId of others) {
				expect((await services.members.remove(owner, people.boardId, userId)).ok).toBe(true);
			}
			await expect
				.poll(() => workers.slice(1).map(({ status }) => status.kind), { timeout: revocationMaxMs })
				.toEqual(['ended', 'ended']);
			redis.thaw();
		});

		test('FAULT24 a server that starts while Redis hangs serves, says so, and uses Redis once it answers', async () => {
			await startOwnRedis();
			redis.freeze();
			const cluster = await startTwo(redis);
			const people = await makeCast(database, 2);
			const workers = await startWorkers(people, portsOf(cluster));
			for (const worker of workers) worker.edit(Math.random, gapMaxMs);
			await expectCrossing(workers);
			const says = (text: string) => () =>
				cluster.nodes.every(({ server }) => server.output().includes(text));
			await expect.poll(says('the bus between nodes is away'), { timeout: crossingMaxMs }).toBe(true);
			redis.thaw();
			await expect.poll(says('the bus between nodes is back'), { timeout: crossingMaxMs }).toBe(true);
			await expectEverybodySeen(workers);
			await expectNothingLost(database, people.boardId, workers);
		});
	}
);
