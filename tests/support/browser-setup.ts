// Playwright's global set-up: one PostgreSQL server for the run; each worker makes a database of its own in it.
import { startTestPostgres } from './test-postgres.ts';

/** Workers are child processes and inherit it. */
export const postgresUrlVariable = 'SANDTABLE_TEST_POSTGRES';

export default async function setup(): Promise<() => Promise<void>> {
	const server = await startTestPostgres();
	process.env[postgresUrlVariable] = server.url;
	return () => server.stop();
}
