// The time by which rights end: the database's. All nodes share it, and nobody who turns the clock of one machine turns it.
import { sql, type Column } from 'drizzle-orm';

/** Milliseconds since 1970, as a column of a query. */
export const databaseNowMs = sql<number>`(extract(epoch from now()) * 1000)::float8`;

export const databaseNow = sql<Date>`now()`;

/** What a right made now that is good for so long ends at. */
export function afterDatabaseNow(ms: number) {
	return sql`now() + make_interval(secs => ${ms / 1_000}::float8)`;
}

/** Whether that moment has come, as a column of a query. */
export function isOver(end: Column) {
	return sql<boolean>`${end} <= now()`;
}

/** When, by the clock of this machine, something ends that ends at `end` by the database's, where it is `nowMs`. */
export function byOwnClock(end: Date, nowMs: number): Date {
	return new Date(Date.now() + end.getTime() - nowMs);
}

/** The other way: a time of this machine's clock as the database's. */
export function byDatabaseClock(end: Date) {
	return sql`now() + make_interval(secs => ${(end.getTime() - Date.now()) / 1_000}::float8)`;
}
