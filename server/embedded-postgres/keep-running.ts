// Starts the embedded PostgreSQL again when it has ended by itself, as the service manager does for one of its own: with a full disk,
// say, it cannot even recover, and ends for good. It starts it at the same address or not at all.
import { every, systemClock, type Clock } from '../clock.ts';
import { errorFields, type Log } from '../log.ts';
import { processIdentity } from '../process-identity.ts';
import type { EmbeddedPostgres } from './embedded-postgres.ts';

const lookIntervalMs = 1_000;

/** The answer ends it, and resolves when nothing is being started any more. */
export function keepRunning(
	embedded: Pick<EmbeddedPostgres, 'pid' | 'revive'>,
	log: Log,
	clock: Clock = systemClock
): () => Promise<void> {
	let hasEnded = false;
	let reviving: Promise<void> | null = null;

	async function revive(): Promise<void> {
		if (!hasEnded) log.error('the embedded PostgreSQL has ended; it is started again', { pid: embedded.pid });
		const isFirst = !hasEnded;
		hasEnded = true;
		try {
			await embedded.revive();
			hasEnded = false;
			log.info('the embedded PostgreSQL is up again', { pid: embedded.pid });
		} catch (error) {
			if (isFirst) log.error('it does not start yet; it is tried again and again', errorFields(error));
		}
	}

	const cancel = every(clock, lookIntervalMs, () => {
		if (reviving !== null || processIdentity(embedded.pid) !== null) return;
		reviving = revive().finally(() => (reviving = null));
	});
	return async () => {
		cancel();
		await reviving;
	};
}
