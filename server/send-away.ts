// The last step of an orderly end: commits what was received and sends everybody away to come back, many of them a few at a
// time, so that the nodes that take them over are not stormed. Who still waits goes on working.
import { closeCode } from '#lib/protocol/close-codes.ts';
import { wait, type Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { SyncLimits } from './limits.ts';

export interface SendAwayParts {
	/** Those who are still here; closing takes a connection out of it, a little later. */
	connections: ReadonlySet<Connection>;
	clock: Clock;
	limits: SyncLimits;
	/** Resolves when everything received is committed, or when waiting longer would be in vain. */
	settled(): Promise<unknown>;
}

export async function sendAway(parts: SendAwayParts): Promise<void> {
	const { clock, limits } = parts;
	const all = [...parts.connections];
	const steps = all.length > limits.drainAtOnceMax ? limits.drainSteps : 1;
	const perStep = Math.ceil(all.length / steps);
	for (let from = 0; from < all.length; from += perStep) {
		if (from > 0) await wait(clock, limits.drainSpreadMs / steps);
		const group = all.slice(from, from + perStep);
		// What they send from now on waits with them.
		for (const connection of group) connection.hold('leaving');
		await parts.settled();
		for (const connection of group) connection.close(closeCode.restart, 'the server restarts');
	}
}
