// Opens the one database handle of a process. It knows no tables and makes no queries of its own.
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { renewablePool } from './renewable-pool.ts';
import * as schema from './schema.ts';

export type Db = PostgresJsDatabase<typeof schema>;

export interface Database {
	url: string;
	/** Drizzle over a pool of its own, because Drizzle changes its client's JSON serialisers. */
	db: Db;
	/** A raw postgres.js pool: the log, LISTEN/NOTIFY, advisory locks. */
	sql: postgres.Sql;
	/**
	 * To be called when a question was not answered. If the database answers on a new connection, the old ones are exchanged for new
	 * ones: they may have died without a word. True if that was done.
	 */
	renew(): Promise<boolean>;
	close(): Promise<void>;
}

/** Connections that page queries may hold at once. */
const pagePoolMax = 8;
/** Connections for the log and for listening. */
const rawPoolMax = 6;

/** What is still asked when the handle is closed gets so long. */
export const databaseCloseMaxS = 2;

const reconnectDelayMinS = 0.05;
const reconnectDelayMaxS = 1;

/** How long to wait before connecting again after so many failures; postgres.js itself would wait up to 20 s. */
export function reconnectDelayS(failures: number): number {
	const delayS = Math.min(reconnectDelayMaxS, reconnectDelayMinS * 2 ** failures);
	return delayS * (0.5 + Math.random() / 2);
}

/** Questions to the old connections have failed long before; one that fails later was asked on new ones. */
const renewIntervalMinMs = 10_000;
const answerMaxMs = 5_000;

/** Connects lazily to PostgreSQL at `url`; errors surface at the first query. */
export function openDatabase(url: string): Database {
	// postgres.js asks each new connection for the array types, and nobody handles the error if the connection is cut just then:
	// that would end the process. So there are no arrays in parameters and results.
	const options = {
		onnotice: () => {},
		connect_timeout: 10,
		fetch_types: false,
		backoff: reconnectDelayS
	} as const;
	const page = renewablePool(() => {
		const pool = postgres(url, { ...options, max: pagePoolMax });
		// Drizzle sets the serialisers of the client that it is given.
		drizzle(pool);
		return pool;
	});
	const raw = renewablePool(() => postgres(url, { ...options, max: rawPoolMax }));
	let renewing: Promise<boolean> | null = null;
	let renewedAt = -Infinity;

	async function renew(): Promise<boolean> {
		if (performance.now() - renewedAt < renewIntervalMinMs || !(await isAnswering(url, options)))
			return false;
		renewedAt = performance.now();
		page.renew();
		raw.renew();
		return true;
	}

	return {
		url,
		db: drizzle(page.sql, { schema }),
		sql: raw.sql,
		renew: () => (renewing ??= renew().finally(() => (renewing = null))),
		close: async () => {
			await Promise.all([page.end(databaseCloseMaxS), raw.end(databaseCloseMaxS)]);
		}
	};
}

/** On a connection of its own. */
async function isAnswering(url: string, options: postgres.Options<Record<string, never>>): Promise<boolean> {
	const own = postgres(url, { ...options, max: 1 });
	const answer = own`select 1`.then(
		() => true,
		() => false
	);
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), answerMaxMs)));
	try {
		return await Promise.race([answer, late]);
	} finally {
		clearTimeout(timer);
		await own.end({ timeout: 0 });
	}
}
