// Opens the one database handle of a process. It knows no tables and makes no queries of its own.
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema.ts';

export type Db = PostgresJsDatabase<typeof schema>;

export interface Database {
	url: string;
	/** Drizzle over a pool of its own, because Drizzle changes its client's JSON serialisers. */
	db: Db;
	/** A raw postgres.js pool: the log, LISTEN/NOTIFY, advisory locks. */
	sql: postgres.Sql;
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
	const page = postgres(url, { ...options, max: pagePoolMax });
	const sql = postgres(url, { ...options, max: rawPoolMax });
	return {
		url,
		db: drizzle(page, { schema }),
		sql,
		close: async () => {
			const timeout = databaseCloseMaxS;
			await Promise.all([page.end({ timeout }), sql.end({ timeout })]);
		}
	};
}
