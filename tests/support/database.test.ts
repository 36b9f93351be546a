// The tests' own support: a database of the run is real, migrated and empty.
import { expect, test } from 'vitest';
import { createTestDatabase } from './database.ts';

test('ARCH20 a test database has the tables, and none of another file’s rows', async () => {
	const database = await createTestDatabase();
	const { sql } = database.open();
	const [row] = await sql<{ boards: number; durable: string }[]>`
		select count(*)::int as boards, current_setting('fsync') as durable from boards`;
	expect(row).toEqual({ boards: 0, durable: 'on' });
});
