// Guesses count by the address from which they come: the socket's, or what a proxy says whom the operator named.
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startServer } from '../support/process.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await createTestDatabase();
});

/** From where a wrong sign-in seems to come, sent with these headers. */
async function seenFrom(env: Record<string, string>, headers: Record<string, string>): Promise<unknown> {
	const server = await startServer({ databaseUrl: database.url, env });
	onTestFinished(async () => void (await server.stop()));
	const email = `${crypto.randomUUID()}@example.org`;
	await fetch(`${server.origin}/login`, {
		method: 'POST',
		headers: { origin: server.origin, ...headers },
		body: new URLSearchParams({ email, password: 'a wrong one, and long' })
	});
	const rows = await database.open().sql`
		select detail->>'address' as address from audit_entries where action = 'sign-in-failed' order by id desc limit 1`;
	return rows[0]?.address;
}

const said = { 'X-Forwarded-For': '198.51.100.66, 203.0.113.7', 'X-Sandtable-Address': '198.51.100.67' };

test('ACC8 what a client says of its address counts for nothing', async () => {
	expect(await seenFrom({}, said)).toBe('127.0.0.1');
});

test('ACC8 behind a proxy guesses count for who made them, not for the proxy', async () => {
	expect(await seenFrom({ ADDRESS_HEADER: 'X-Forwarded-For' }, said)).toBe('203.0.113.7');
});
