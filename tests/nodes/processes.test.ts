// Two real processes behind a balancer, on one PostgreSQL and where there is one on Redis or Valkey: one is killed, both are
// restarted in turn, Redis is lost, while people go on editing.
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openBoardStore } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import { createServices, type Services } from '#lib/server/services.ts';
import { silentLog } from '../../server/log.ts';
import { openDocument } from '../../server/open-document.ts';
import { Worker } from '../faults/worker.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startServer, type ServerProcess } from '../support/process.ts';
import { startBalancer, type Balancer } from './balancer.ts';
import { findRedis, startRedis } from './redis.ts';

const settleMaxMs = 30_000;
const gapMaxMs = 20;
const testTimeoutMs = 120_000;

let testDatabase: TestDatabase;
let database: Database;
let services: Services;

beforeAll(async () => {
	testDatabase = await createTestDatabase();
	database = testDatabase.open();
	services = createServices(database, {
		origin: 'http://127.0.0.1',
		dataDir: '/nowhere',
		secureCookies: false,
		log: silentLog
	});
});

interface Cast {
	boardId: string;
	ownerId: string;
	userIds: string[];
	tokens: string[];
}

let castCount = 0;

async function cast(peopleCount: number): Promise<Cast> {
	const run = castCount++;
	const userIds = Array.from({ length: peopleCount }, (_, n) => `cast${run}person${n}`.padEnd(22, 'x'));
	const tokens: string[] = [];
	let boardId = '';
	for (const [n, userId] of userIds.entries()) {
		await database.sql`insert into users (id, email, name) values (${userId}, ${`${userId}@example.org`}, ${`Person ${n}`})`;
		const actor = { kind: 'user', id: userId } as const;
		if (n === 0) {
			const made = await services.boards.create(actor, { title: 'On two nodes' });
			if (!made.ok) throw new Error(`no board: ${made.reason}`);
			boardId = made.id;
		} else {
			await database.sql`insert into board_members (board_id, user_id, role) values (${boardId}, ${userId}, 'editor')`;
		}
		tokens.push((await services.apiTokens.add(userId, 'node test', actor)).token);
	}
	return { boardId, ownerId: userIds[0] ?? '', userIds, tokens };
}

async function startNode(env: Record<string, string> = {}, port?: number): Promise<ServerProcess> {
	const node = await startServer({
		databaseUrl: testDatabase.url,
		env,
		...(port === undefined ? {} : { port })
	});
	onTestFinished(() => node.kill());
	return node;
}

async function startWorkers({ boardId, tokens }: Cast, ports: readonly number[]): Promise<Worker[]> {
	const workers = tokens.map(
		(token, n) => new Worker(`p${n}`, `ws://127.0.0.1:${ports[n % ports.length]}/sync`, boardId, token)
	);
	onTestFinished(async () => void (await Promise.all(workers.map((worker) => worker.close()))));
	await saved(workers);
	return workers;
}

const saved = (workers: readonly Worker[]) =>
	expect
		.poll(() => workers.map(({ status }) => status.kind), { timeout: settleMaxMs })
		.toEqual(workers.map(() => 'saved'));

const progress = (workers: readonly Worker[], more: number) => {
	const before = workers.map(({ acknowledged }) => acknowledged);
	return expect
		.poll(() => workers.every(({ acknowledged }, n) => acknowledged >= (before[n] ?? 0) + more), {
			timeout: settleMaxMs
		})
		.toBe(true);
};

/** What is stored, with the log checked for gaps by the load. */
async function durableKeys(boardId: string): Promise<Set<string>> {
	const store = openBoardStore(database, 'node-check');
	try {
		const stored = await store.load(boardId);
		if (stored === null) throw new Error('the board is gone');
		return new Set(openDocument(boardId, stored).doc.getMap('pins').keys());
	} finally {
		await store.close();
	}
}

const lost = (keys: Iterable<string>, durable: ReadonlySet<string>) =>
	[...keys].filter((key) => !durable.has(key));

/** Everybody has everything, and so has the database. */
async function expectNothingLost(workers: readonly Worker[], boardId: string): Promise<void> {
	for (const worker of workers) worker.rest();
	await saved(workers);
	const made = workers.flatMap((worker) => worker.made);
	const durable = await durableKeys(boardId);
	expect(lost(made, durable)).toEqual([]);
	expect(durable.size).toBe(made.length);
	await expect
		.poll(() => workers.map(({ doc }) => doc.getMap('pins').size), { timeout: settleMaxMs })
		.toEqual(workers.map(() => made.length));
	for (const { doc } of workers) expect(doc.store.pendingStructs).toBeNull();
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
		const people = await cast(4);
		const workers = await startWorkers(people, [balancer.port]);
		for (const worker of workers) worker.edit(Math.random, gapMaxMs);
		await progress(workers, 10);
		await nodes[0].kill();
		const promised = workers.flatMap((worker) => worker.promised());
		const seen = workers.flatMap((worker) => [...worker.seen]);
		const durable = await durableKeys(people.boardId);
		expect(lost(promised, durable), 'acknowledged and lost').toEqual([]);
		expect(lost(seen, durable), 'seen and lost').toEqual([]);
		await progress(workers, 10);
		await expectNothingLost(workers, people.boardId);
	});

	test('NODE12 both are restarted in turn while people edit: no keystroke is lost', async () => {
		const people = await cast(4);
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
		await expectNothingLost(workers, people.boardId);
	});

	test('NODE9 a role that is taken away on one node ends the sockets on the other within 5 s', async () => {
		const people = await cast(2);
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
			const people = await cast(2);
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
			await expectNothingLost(workers, people.boardId);
		});
	}
);
