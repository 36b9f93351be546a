// The time by which rights end: the database's. All nodes share it, and nobody who turns the clock of one machine turns it.
import { sql } from 'drizzle-orm';

/** Milliseconds since 1970, as a column of a query. */
export const databaseNowMs = sql<number>`(extract(epoch from now()) * 1000)::float8`;

/** When, by the clock of this machine, something ends that ends at `end` by the database's, where it is `nowMs`. */
export function byOwnClock(end: Date, nowMs: number): Date {
	return new Date(Date.now() + end.getTime() - nowMs);
}

/** The other way: a time of this machine's clock as the database's. */
export function byDatabaseClock(end: Date) {
	return sql`now() + make_interval(secs => ${(end.getTime() - Date.now()) / 1_000}::float8)`;
}
