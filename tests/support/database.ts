// A fresh, migrated database for a test file: real PostgreSQL, shared with no other file.
import { afterAll, inject } from 'vitest';
import { openDatabase, type Database } from '#lib/server/db/open.ts';
import { createDatabaseIn } from './test-postgres.ts';

export interface TestDatabase {
	/** For processes under test: DATABASE_URL. */
	url: string;
	/** Opens a handle; closed by itself after the file's last test. */
	open(): Database;
	drop(): Promise<void>;
}

/** Call at the top of a test file or in beforeAll; the database goes away after the file's last test. */
export async function createTestDatabase(): Promise<TestDatabase> {
	const { url, drop } = await createDatabaseIn(inject('postgresUrl'));
	const handles: Database[] = [];
	const database: TestDatabase = {
		url,
		open: () => {
			const handle = openDatabase(url);
			handles.push(handle);
			return handle;
		},
		drop: async () => {
			await Promise.all(handles.splice(0).map((handle) => handle.close()));
			await drop();
		}
	};
	afterAll(() => database.drop());
	return database;
}
