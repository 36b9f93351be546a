// Listens on PostgreSQL's channel for changes of rights, so that a change made anywhere (another node, the command line) reaches
// the sockets of this process.
import type postgres from 'postgres';
import { z } from 'zod';
import { boardRoles } from '#lib/board/roles.ts';
import { accessChannel, type AccessChange } from '#lib/server/grant.ts';
import { wait, withDeadline, type Clock } from './clock.ts';
import { errorFields, type Log } from './log.ts';

const accessChange = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('session-ended'), sessionId: z.string() }),
	z.object({ kind: z.literal('user-disabled'), userId: z.string() }),
	z.object({
		kind: z.literal('role-changed'),
		boardId: z.string(),
		userId: z.string(),
		role: z.enum(boardRoles).nullable()
	}),
	z.object({ kind: z.literal('link-revoked'), linkId: z.string() }),
	z.object({ kind: z.literal('board-archived'), boardId: z.string() }),
	z.object({ kind: z.literal('board-deleted'), boardId: z.string() })
]);

const retryDelayMs = 1_000;
const closeMaxMs = 1_000;

export interface AccessWatch {
	close(): Promise<void>;
}

export function watchAccess(parts: {
	sql: postgres.Sql;
	clock: Clock;
	log: Log;
	onChange(change: AccessChange): void;
}): AccessWatch {
	const { sql, clock, log, onChange } = parts;
	let isClosed = false;
	let unlisten: (() => Promise<void>) | null = null;

	const sayWhy = (error: unknown) => log.info('the end of listening was not confirmed', errorFields(error));

	function receive(payload: string): void {
		const change = accessChange.safeParse(parseJson(payload));
		if (change.success) onChange(change.data);
		else log.error('an unknown message about rights', { length: payload.length });
	}

	/** postgres.js listens again by itself after a lost connection; only the first time is up to us. */
	async function start(): Promise<void> {
		while (!isClosed) {
			try {
				const listening = await sql.listen(accessChannel, receive);
				unlisten = listening.unlisten;
				if (isClosed) await listening.unlisten();
				return;
			} catch (error) {
				log.error('changes of rights cannot be heard; the sweep still finds them', errorFields(error));
				await wait(clock, retryDelayMs);
			}
		}
	}

	void start();
	return {
		async close() {
			isClosed = true;
			// On a dead connection it never ends; closing the pool ends both.
			if (unlisten)
				await withDeadline(clock, unlisten(), closeMaxMs, 'the database does not answer').catch(sayWhy);
		}
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}
