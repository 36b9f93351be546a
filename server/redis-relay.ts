// The relay over Redis or Valkey: one channel of its pub/sub. Messages are delivered at most once, which is enough.
import { createClient } from '@redis/client';
import { errorFields, type Log } from './log.ts';
import type { Relay } from './relay.ts';

const channel = 'sandtable:nodes';
const messageBytesMax = 256 * 1024;
const retryDelayMaxMs = 2_000;
const retryDelayStepMs = 100;
const connectMaxMs = 5_000;

export interface RedisTimes {
	pingIntervalMs: number;
	/** A connection on which nothing passes for so long, in spite of the pings, is dead. */
	silenceMaxMs: number;
}
const usualTimes: RedisTimes = { pingIntervalMs: 5_000, silenceMaxMs: 12_000 };

export function createRedisRelay(url: string, log: Log, times: RedisTimes = usualTimes): Relay {
	let wasAway = false;
	const open = () => {
		const client = createClient({
			url,
			pingInterval: times.pingIntervalMs,
			// What cannot be sent now is not worth sending later.
			disableOfflineQueue: true,
			socket: {
				connectTimeout: connectMaxMs,
				socketTimeout: times.silenceMaxMs,
				reconnectStrategy: (retries) => Math.min(retryDelayMaxMs, (retries + 1) * retryDelayStepMs)
			}
		});
		// Without a listener an error would end the process. Each try to connect again reports one: the first is enough.
		client.on('error', (error: unknown) => {
			if (!wasAway) log.warn('Redis cannot be reached', errorFields(error));
			wasAway = true;
		});
		client.on('ready', () => {
			if (wasAway) log.info('Redis is back');
			wasAway = false;
		});
		return client;
	};
	const sender = open();
	const hearer = open();

	return {
		messageBytesMax,
		async start(hear, again) {
			try {
				// Both go on trying by themselves; only closing ends that.
				await Promise.all([sender.connect(), hearer.connect()]);
				await hearer.subscribe(channel, hear);
				// It subscribes again before it says so.
				hearer.on('ready', again);
			} catch (error) {
				log.info('the connection to Redis was given up', errorFields(error));
			}
		},
		async send(messages) {
			await Promise.all(messages.map((message) => sender.publish(channel, message)));
		},
		isReady: () =>
			sender.ping().then(
				() => true,
				() => false
			),
		async close() {
			for (const client of [sender, hearer]) client.destroy();
			await Promise.resolve();
		}
	};
}
