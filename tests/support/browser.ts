// What browser tests import in place of @playwright/test: a server per worker, contexts that record every request which
// would leave the machine, and the check that there was none.
import { expect, test as base, type BrowserContext } from '@playwright/test';
import { postgresUrlVariable } from './browser-setup.ts';
import { startServer, type ServerProcess } from './process.ts';
import { createDatabaseIn } from './test-postgres.ts';

interface WorkerFixtures {
	/** A real server on a port, a data folder and a database of its own; shared by the tests of one worker. */
	server: ServerProcess;
}

interface TestFixtures {
	/** Requests that would leave this machine. The test fails at its end when there are any. */
	outsideRequests: string[];
	/** Another person's browser, with its own cookies, recorded like the first. Closed after the test. */
	openContext: (
		options?: Parameters<import('@playwright/test').Browser['newContext']>[0]
	) => Promise<BrowserContext>;
}

export { expect };

export const test = base.extend<TestFixtures, WorkerFixtures>({
	server: [
		// Playwright reads the first parameter's braces.
		async ({}, use) => {
			const serverUrl = process.env[postgresUrlVariable];
			if (!serverUrl) throw new Error('The global set-up did not run.');
			const database = await createDatabaseIn(serverUrl);
			const server = await startServer({ databaseUrl: database.url });
			await use(server);
			await server.stop();
			await database.drop();
		},
		{ scope: 'worker', timeout: 90_000 }
	],

	baseURL: async ({ server }, use) => use(server.origin),

	outsideRequests: [
		async ({}, use) => {
			const requests: string[] = [];
			await use(requests);
			expect(requests, 'no request may leave the machine').toEqual([]);
		},
		{ auto: true }
	],

	context: async ({ context, outsideRequests }, use) => {
		recordOutsideRequests(context, outsideRequests);
		await use(context);
	},

	openContext: async ({ browser, server, outsideRequests }, use) => {
		const contexts: BrowserContext[] = [];
		await use(async (options) => {
			const context = await browser.newContext({ baseURL: server.origin, ...options });
			recordOutsideRequests(context, outsideRequests);
			contexts.push(context);
			return context;
		});
		await Promise.all(contexts.map((context) => context.close()));
	}
});

/** The one-time link that a server without people prints at its start. */
export function setupUrl(server: ServerProcess): string {
	const found = /^http\S+\/setup#\S+$/m.exec(server.output());
	if (!found) throw new Error(`The server printed no set-up link:\n${server.output()}`);
	return found[0];
}

const ownHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

function recordOutsideRequests(context: BrowserContext, requests: string[]): void {
	const note = (address: string) => {
		const { protocol, hostname } = new URL(address);
		if (/^(https?|wss?):$/.test(protocol) && !ownHosts.has(hostname)) requests.push(address);
	};
	context.on('request', (request) => note(request.url()));
	context.on('page', (page) => page.on('websocket', (socket) => note(socket.url())));
}
