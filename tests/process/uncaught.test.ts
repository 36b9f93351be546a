// An error that nothing caught ends the process in order: what was received is stored, and the exit code says that something was wrong.
import { expect, test } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { startServer } from '../support/process.ts';

/** Runs in the server before it does: throws into the void when asked to. */
const plant = `process.on('SIGUSR2', () => setImmediate(() => { throw new Error('planted'); }));`;

test('PROC11 an uncaught error is logged, and the process ends in order with exit code 1', async () => {
	const database = await createTestDatabase();
	const server = await startServer({
		databaseUrl: database.url,
		env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(plant)}` }
	});
	process.kill(server.pid, 'SIGUSR2');
	expect(await server.exited).toBe(1);
	expect(server.output()).toMatch(/uncaught exception.*planted/);
	expect(server.output()).toContain('stopped');
	await server.stop();
});
