// Vitest's global set-up: one PostgreSQL server for the run. Test files ask for a database with createTestDatabase().
import type { TestProject } from 'vitest/node';
import { startTestPostgres } from './test-postgres.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		postgresUrl: string;
	}
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const server = await startTestPostgres();
	project.provide('postgresUrl', server.url);
	return () => server.stop();
}
