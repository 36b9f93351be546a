// Answers whether the database and the bus between nodes answer, within a limit. Where nobody asks anything it asks by itself, so
// that connections which died without a word are found out before somebody needs them.
import { sql } from 'drizzle-orm';
import type { Database } from '#lib/server/db/open.ts';
import { every, systemClock, withDeadline } from './clock.ts';
import type { Log } from './log.ts';
import type { Relay } from './relay.ts';
import { createRenewal } from './renewal.ts';

export interface ReadinessParts {
	database: Pick<Database, 'db' | 'sql' | 'renew'>;
	relay: Relay;
	log: Log;
	/** No board is open: the rooms ask nothing. */
	isIdle(): boolean;
	/** Set by tests. */
	askIntervalMs?: number;
}

export interface Readiness {
	isReady(): Promise<boolean>;
	close(): void;
}

const answerMaxMs = 2_000;
/** A question that is under way for so long has failed. */
const askIntervalMs = 10_000;

export function createReadiness(parts: ReadinessParts): Readiness {
	const { database, relay, log, isIdle } = parts;
	const raw = new Question(() => database.sql`select 1`);
	const page = new Question(() => database.db.execute(sql`select 1`));
	const bus = new Question(() => relay.isReady());
	const renew = createRenewal(database, log);
	const cancel = every(systemClock, parts.askIntervalMs ?? askIntervalMs, () => {
		const areSilent = [raw, page].map((question) => question.look(isIdle()));
		if (areSilent.includes(true)) renew();
	});

	return {
		isReady: () =>
			withDeadline(systemClock, Promise.all([raw.ask(), bus.ask()]), answerMaxMs, 'not ready').then(
				([, isBusReady]) => isBusReady,
				() => false
			),
		close: cancel
	};
}

/** Asked once at a time: while storage is away, questions must not pile up in the pool. */
class Question<T> {
	readonly #put: () => PromiseLike<T>;
	#running: Promise<T> | null = null;
	#seen: Promise<T> | null = null;

	constructor(put: () => PromiseLike<T>) {
		this.#put = put;
	}

	ask(): Promise<T> {
		this.#running ??= Promise.resolve(this.#put()).finally(() => (this.#running = null));
		return this.#running;
	}

	/** True where it has been under way since the last look. `asks`: from now on it is. */
	look(asks: boolean): boolean {
		const isSilent = this.#running !== null && this.#running === this.#seen;
		if (asks) this.ask().catch(() => 'whoever needs the answer asks again');
		this.#seen = this.#running;
		return isSilent;
	}
}
