// Answers whether the database and the bus between nodes answer, within a limit.
import type postgres from 'postgres';
import type { Relay } from './relay.ts';

const answerMaxMs = 2_000;

export function createReadiness(sql: postgres.Sql, relay: Relay): () => Promise<boolean> {
	let running: Promise<boolean> | null = null;
	// One question at a time: while storage is away, questions must not pile up in the pool.
	const ask = () => {
		running ??= Promise.all([sql`select 1`, relay.isReady()])
			.then(
				([, isRelayReady]) => isRelayReady,
				() => false
			)
			.finally(() => {
				running = null;
			});
		return running;
	};
	return () => {
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<boolean>((resolve) => {
			timer = setTimeout(() => resolve(false), answerMaxMs);
		});
		return Promise.race([ask(), late]).finally(() => clearTimeout(timer));
	};
}
