// Two real processes behind a balancer, on one PostgreSQL and where there is one on Redis or Valkey: one is killed, both are
// restarted in turn, Redis is lost, while people go on editing.
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '#lib/server/db/open.ts';
import type { Services } from '#lib/server/services.ts';
import type { TestDatabase } from '../support/database.ts';
import { startServer, type ServerProcess } from '../support/process.ts';
import { startBalancer, type Balancer } from './balancer.ts';
import {
	makeCast,
	durableKeys,
	expectNothingLost,
	isInHold,
	lost,
	openInstallation,
	progress,
	settleMaxMs,
	startWorkers
} from '../support/cast.ts';
import { findRedis } from '../../server/setup/redis.mjs';
import { startRedis } from './redis.ts';

const gapMaxMs = 20;
const testTimeoutMs = 120_000;

let testDatabase: TestDatabase;
let database: Database;
let services: Services;

beforeAll(async () => {
	({ testDatabase, database, services } = await openInstallation());
});

async function startNode(env: Record<string, string> = {}, port?: number): Promise<ServerProcess> {
	const node = await startServer({
		databaseUrl: testDatabase.url,
		env,
		...(port === undefined ? {} : { port })
	});
	onTestFinished(() => node.kill());
	return node;
}

describe('two processes', { timeout: testTimeoutMs }, () => {
	let balancer: Balancer;
	let nodes: [ServerProcess, ServerProcess];

	beforeEach(async () => {
		nodes = [await startNode(), await startNode()];
		balancer = await startBalancer(nodes.map(({ port }) => port));
		onTestFinished(() => balancer.close());
	});

	test('NODE11 one is killed while people edit: nothing acknowledged is lost, all go on with the other', async () => {
		const people = await makeCast(database, 4);
		const workers = await startWorkers(people, [balancer.port]);
		for (const worker of workers) worker.edit(Math.random, gapMaxMs);
		await progress(workers, 10);
		await nodes[0].kill();
		const promised = workers.flatMap((worker) => worker.promised());
		const seen = workers.flatMap((worker) => [...worker.seen]);
		const durable = await durableKeys(database, people.boardId);
		expect(lost(promised, durable), 'acknowledged and lost').toEqual([]);
		// Shown before it is committed: only in a hold that was declared and had not ended.
		if (!isInHold(nodes[0])) expect(lost(seen, durable), 'seen and lost').toEqual([]);
		await progress(workers, 10);
		await expectNothingLost(database, people.boardId, workers);
	});

	test('NODE12 both are restarted in turn while people edit: no keystroke is lost', async () => {
		const people = await makeCast(database, 4);
		const workers = await startWorkers(people, [balancer.port]);
		for (const worker of workers) worker.edit(Math.random, gapMaxMs);
		for (const n of [0, 1] as const) {
			await progress(workers, 5);
			const { port } = nodes[n];
			balancer.nodes = nodes.map((node) => node.port).filter((other) => other !== port);
			expect(await nodes[n].stop()).toBe(0);
			await progress(workers, 5);
			nodes[n] = await startNode({}, port);
			balancer.nodes = nodes.map((node) => node.port);
		}
		await progress(workers, 5);
		await expectNothingLost(database, people.boardId, workers);
	});

	test('NODE9 a role that is taken away on one node ends the sockets on the other within 5 s', async () => {
		const people = await makeCast(database, 2);
		const [, second] = await startWorkers(people, [nodes[1].port]);
		const [, userId = ''] = people.userIds;
		const startedAt = performance.now();
		const owner = { kind: 'user', id: people.ownerId } as const;
		expect((await services.members.remove(owner, people.boardId, userId)).ok).toBe(true);
		await expect.poll(() => second?.status.kind, { timeout: 5_000 }).toBe('ended');
		expect(performance.now() - startedAt).toBeLessThan(5_000);
	});
});

const redisFile = findRedis();

describe.skipIf(redisFile === null)(
	`two processes and Redis or Valkey${redisFile === null ? ' (not on this machine)' : ''}`,
	{ timeout: testTimeoutMs },
	() => {
		test('NODE13 Redis is lost and comes back: edits go on crossing, and readiness tells', async () => {
			const redis = await startRedis(redisFile ?? '');
			onTestFinished(() => redis.kill());
			const env = { REDIS_URL: redis.url };
			const nodes = [await startNode(env), await startNode(env)];
			const people = await makeCast(database, 2);
			const workers = await startWorkers(
				people,
				nodes.map(({ port }) => port)
			);
			for (const worker of workers) worker.edit(Math.random, gapMaxMs * 10);
			const seesMore = async () => {
				const before = workers.map(({ seen }) => seen.size);
				await expect
					.poll(() => workers.every(({ seen }, n) => seen.size > (before[n] ?? 0) + 3), {
						timeout: settleMaxMs
					})
					.toBe(true);
			};
			const readiness = () =>
				Promise.all(nodes.map(async ({ origin }) => (await fetch(`${origin}/readyz`)).status));
			await seesMore();
			expect(await readiness()).toEqual([200, 200]);
			await redis.kill();
			await seesMore();
			await expect.poll(readiness, { timeout: 10_000 }).toEqual([503, 503]);
			await redis.start();
			await expect.poll(readiness, { timeout: 10_000 }).toEqual([200, 200]);
			await seesMore();
			await expectNothingLost(database, people.boardId, workers);
		});
	}
);
