// Brings the tables up to date from drizzle/. Several processes may try at once: they queue behind a lock in the database.
import path from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

/** Any number that nothing else in this database uses as an advisory lock. */
const migrationLock = 7_263_812_655;

/** This file lies in src/lib/server/db and runs without a build, so the repository's root is four folders up. */
export const migrationsFolder = path.resolve(import.meta.dirname, '../../../../drizzle');

/** On a connection of its own, because the lock belongs to a connection. */
export async function migrateDatabase(url: string): Promise<void> {
	const client = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
	try {
		await client`select pg_advisory_lock(${migrationLock}::bigint)`;
		await migrate(drizzle(client), { migrationsFolder });
	} finally {
		// Ends the connection, and with it the lock.
		await client.end({ timeout: 5 });
	}
}
