// What every relay between nodes promises, held against each of them.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '@redis/client';
import { silentLog } from '../../server/log.ts';
import { createNotifyRelay } from '../../server/notify-relay.ts';
import { createRedisRelay } from '../../server/redis-relay.ts';
import type { Relay } from '../../server/relay.ts';
import { startLink } from '../support/link.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { findRedis } from '../../server/setup/redis.mjs';
import { startRedis, type TestRedis } from './redis.ts';

interface Bus {
	/** A relay as a process of its own has it. */
	open(): Relay;
	/** Ends every connection to the bus. */
	cut(): Promise<void>;
}

const backMaxMs = 15_000;
const redisFile = findRedis();
let testDatabase: TestDatabase;
let redis: TestRedis | null = null;

beforeAll(async () => {
	testDatabase = await createTestDatabase();
	if (redisFile !== null) redis = await startRedis(redisFile);
});
afterAll(() => redis?.kill());

const notify: Bus = {
	open: () => createNotifyRelay(testDatabase.open().sql, silentLog),
	cut: async () => {
		await testDatabase.open().sql`
			select pg_terminate_backend(pid) from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid()`;
	}
};

const redisBus: Bus = {
	open: () => createRedisRelay(redis?.url ?? '', silentLog),
	cut: async () => {
		const client = await createClient({ url: redis?.url ?? '' }).connect();
		for (const type of ['normal', 'pubsub']) await client.sendCommand(['CLIENT', 'KILL', 'TYPE', type]);
		client.destroy();
	}
};

const buses: { name: string; bus: Bus; isHere: boolean }[] = [
	{ name: 'NOTIFY', bus: notify, isHere: true },
	{ name: 'Redis or Valkey', bus: redisBus, isHere: redisFile !== null }
];

class Listener {
	readonly heard: string[] = [];
	/** How often it heard again. */
	againCount = 0;
	readonly relay: Relay;
	constructor(bus: Bus) {
		this.relay = bus.open();
		void this.relay.start(
			(message) => this.heard.push(message),
			() => this.againCount++
		);
		onTestFinished(() => this.relay.close());
	}
}

/** Both hear what either sends. */
async function connected(bus: Bus): Promise<[Listener, Listener]> {
	const both: [Listener, Listener] = [new Listener(bus), new Listener(bus)];
	await hearEachOther(both);
	for (const listener of both) listener.heard.length = 0;
	return both;
}

async function hearEachOther(both: readonly Listener[]): Promise<void> {
	let n = 0;
	await expect
		.poll(
			async () => {
				const greeting = `hello ${n++}`;
				const sent = await Promise.allSettled(
					both.map(({ relay }, from) => relay.send([`${from} ${greeting}`]))
				);
				const isSent = sent.every(({ status }) => status === 'fulfilled');
				return (
					isSent &&
					both.every(({ heard }) => [0, 1].every((from) => heard.some((m) => m.startsWith(`${from} `))))
				);
			},
			{ timeout: backMaxMs, interval: 50 }
		)
		.toBe(true);
}

for (const { name, bus, isHere } of buses) {
	describe.skipIf(!isHere)(
		`relay by ${name}${isHere ? '' : ' (no redis-server or valkey-server on this machine)'}`,
		() => {
			test('RELAY1 every node hears what any sends, its sender too, in the order of sending', async () => {
				const both = await connected(bus);
				const [a] = both;
				const sent = Array.from({ length: 50 }, (_, n) => `message ${n} — Ελλάδα`);
				for (let n = 0; n < sent.length; n += 10) await a.relay.send(sent.slice(n, n + 10));
				for (const { heard } of both) {
					await expect.poll(() => heard.filter((message) => message.startsWith('message'))).toEqual(sent);
				}
			});

			test('RELAY2 takes messages up to its stated size', async () => {
				const [a, b] = await connected(bus);
				const large = 'x'.repeat(a.relay.messageBytesMax);
				await a.relay.send([large]);
				await expect.poll(() => b.heard.includes(large)).toBe(true);
			});

			test('RELAY3 hears again by itself after its connections were cut', async () => {
				const both = await connected(bus);
				await bus.cut();
				for (const listener of both) listener.heard.length = 0;
				await hearEachOther(both);
				// And says so, because what was sent meanwhile is lost.
				await expect.poll(() => both.every(({ againCount }) => againCount > 0)).toBe(true);
			});

			test('RELAY4 knows whether the bus answers, and hears nothing once it is closed', async () => {
				const [a, b] = await connected(bus);
				expect(await a.relay.isReady()).toBe(true);
				await b.relay.close();
				await a.relay.send(['after']);
				await expect.poll(() => a.heard.includes('after')).toBe(true);
				expect(b.heard).not.toContain('after');
			});
		}
	);
}

test.skipIf(redisFile === null)(
	'RELAY5 a line to Redis that died without a word is given up, and another one taken',
	async () => {
		const line = await startLink(Number(new URL(redis?.url ?? '').port));
		onTestFinished(() => line.close());
		const times = { pingIntervalMs: 100, silenceMaxMs: 400 };
		const url = `redis://127.0.0.1:${line.port}`;
		const bus: Bus = { open: () => createRedisRelay(url, silentLog, times), cut: async () => line.abandon() };
		const both = await connected(bus);
		await bus.cut();
		for (const listener of both) listener.heard.length = 0;
		await hearEachOther(both);
	}
);
