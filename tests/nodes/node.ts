// Nodes for tests: sync servers in this process, each with its own connections, and a bus that can lose what is sent.
import { expect } from 'vitest';
import type { SyncLimits } from '../../server/limits.ts';
import { silentLog } from '../../server/log.ts';
import { createNotifyRelay } from '../../server/notify-relay.ts';
import type { Relay } from '../../server/relay.ts';
import type { TestDatabase } from '../support/database.ts';
import { startSyncServer, type TestServer } from '../sync/harness.ts';

/** A node as a process of its own has it: with its own connections. */
export function startNode(
	testDatabase: TestDatabase,
	relay?: Relay,
	limits: Partial<SyncLimits> = {}
): Promise<TestServer> {
	const own = testDatabase.open();
	return startSyncServer(own, { relay: relay ?? createNotifyRelay(own.sql, silentLog), limits });
}

/** A relay that can lose everything that its node sends or hears. */
export function lossy(relay: Relay): Relay & { loses: boolean } {
	const wrapped = {
		...relay,
		loses: false,
		start: (hear: (message: string) => void, again: () => void) =>
			relay.start((message) => {
				if (!wrapped.loses) hear(message);
			}, again),
		send: (messages: readonly string[]) =>
			wrapped.loses ? Promise.reject(new Error('the bus is away')) : relay.send(messages)
	};
	return wrapped;
}

export const knowEachOther = (...nodes: TestServer[]) =>
	expect
		.poll(() => nodes.map(({ rooms }) => rooms.stats().otherNodes), { timeout: 10_000 })
		.toEqual(nodes.map(() => nodes.length - 1));
