// Keeps open sockets in step with the rights behind them: what is taken away ends the socket at once, what ends by itself ends
// it in time, and a sweep asks again in case a message was lost.
import { closeCode, roleChangedReason } from '#lib/protocol/close-codes.ts';
import { keysPerQueryMax } from '#lib/server/asked-together.ts';
import type { AccessChange, BoardGrant } from '#lib/server/grant.ts';
import { every, NoAnswerError, type Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { SyncAccess } from './handshake.ts';
import type { SyncLimits } from './limits.ts';
import { errorFields, type Log } from './log.ts';

export interface RightsParts {
	clock: Clock;
	log: Log;
	/** Its answers come in time or fail. */
	access: SyncAccess;
	limits: SyncLimits;
	connections: ReadonlySet<Connection>;
}

/** The longest that a timer of Node can wait; a later end is found by the sweep. */
const timerMaxMs = 2 ** 31 - 1;

/** A right that goes on beyond what looked like its end is asked about again after this long at the earliest. */
const askAgainMinMs = 1_000;

/** Between reading a right and opening its socket less time passes; a change heard meanwhile is asked about. */
const recentMs = 30_000;
const recentMax = 1_000;

interface Heard {
	at: number;
	change: AccessChange;
}

export class Rights {
	readonly #parts: RightsParts;
	readonly #ends = new Map<Connection, () => void>();
	/** Since when a right could not be asked about. */
	readonly #doubts = new WeakMap<Connection, number>();
	readonly #cancelSweep: () => void;
	#cancelNextSweep = () => {};
	#isSweeping = false;
	#recent: Heard[] = [];

	constructor(parts: RightsParts) {
		this.#parts = parts;
		this.#cancelSweep = every(parts.clock, parts.limits.recheckIntervalMs, () => void this.sweep());
	}

	watch(connection: Connection): void {
		const { clock } = this.#parts;
		// Its right was read before there was a socket to close.
		const isRecent = ({ at, change }: Heard) =>
			at > clock.monotonic() - recentMs && concerns(change, connection.grant);
		if (this.#recent.some(isRecent)) void this.#recheck([connection]);
		this.#askAtTheEnd(connection, connection.grant.endsAt, 0);
	}

	/** What looks like the end may have been put off since, or this machine's clock may be wrong; asking decides. */
	#askAtTheEnd(connection: Connection, endsAt: Date, waitMinMs: number): void {
		const { clock, connections } = this.#parts;
		this.forget(connection);
		const leftMs = endsAt.getTime() - clock.now();
		if (leftMs > timerMaxMs || !connections.has(connection)) return;
		this.#ends.set(
			connection,
			clock.after(Math.max(waitMinMs, leftMs), () => void this.#recheck([connection]))
		);
	}

	forget(connection: Connection): void {
		this.#ends.get(connection)?.();
		this.#ends.delete(connection);
	}

	apply(change: AccessChange): void {
		const now = this.#parts.clock.monotonic();
		this.#recent = this.#recent.filter(({ at }) => at > now - recentMs).slice(1 - recentMax);
		this.#recent.push({ at: now, change });
		const affected = [...this.#parts.connections].filter(({ grant }) => concerns(change, grant));
		if (change.kind === 'board-archived') return void this.#recheck(affected);
		for (const connection of affected) {
			switch (change.kind) {
				case 'session-ended':
					connection.close(closeCode.sessionEnded, 'the session ended');
					break;
				case 'user-disabled':
					connection.close(closeCode.sessionEnded, 'the account was disabled');
					break;
				case 'role-changed':
					if (change.role === null) connection.close(closeCode.rightTaken, 'no longer a member of the board');
					else if (change.role !== connection.grant.role)
						connection.close(closeCode.comeBack, roleChangedReason);
					break;
				case 'link-revoked':
					connection.close(closeCode.rightTaken, 'the link was revoked');
					break;
				case 'board-deleted':
					connection.close(closeCode.boardGone, 'the board was deleted');
					break;
			}
		}
	}

	/** Asks again about every right. Where nobody can answer, sockets stay and may read. */
	async sweep(): Promise<void> {
		if (this.#isSweeping) return;
		this.#isSweeping = true;
		this.#cancelNextSweep();
		const { clock, connections, limits } = this.#parts;
		try {
			const isAnswered = await this.#recheck([...connections]);
			if (!isAnswered) this.#cancelNextSweep = clock.after(limits.recheckAgainMs, () => void this.sweep());
		} finally {
			this.#isSweeping = false;
		}
	}

	/**
	 * True where nobody could answer for long. What can be asked about rights and what can be saved need not end together: other
	 * connections to the database carry them.
	 */
	isInDoubt(connection: Connection): boolean {
		const since = this.#doubts.get(connection);
		const { clock, limits } = this.#parts;
		return since !== undefined && clock.monotonic() - since >= limits.doubtMaxMs;
	}

	close(): void {
		this.#cancelSweep();
		this.#cancelNextSweep();
		for (const cancel of this.#ends.values()) cancel();
		this.#ends.clear();
	}

	/** One question per right, however many sockets hold it; false where nobody answers. */
	async #recheck(connections: readonly Connection[]): Promise<boolean> {
		const byRight = Map.groupBy(connections, ({ grant }) => `${grant.boardId} ${grant.sessionId}`);
		const rights = [...byRight.values()];
		while (rights.length > 0) {
			// At the same moment, so that the database is asked once for all of them.
			const errors = await Promise.all(
				rights.splice(0, keysPerQueryMax).map((holders) => this.#ask(holders))
			);
			const failures = errors.filter((error) => error !== null);
			if (failures.length === 0) continue;
			this.#parts.log.warn('rights could not be checked again', {
				rights: failures.length,
				...errorFields(failures[0])
			});
			if (!failures.some((error) => error instanceof NoAnswerError)) continue;
			// The others would be waited for as long.
			this.#doubt(rights.flat());
			return false;
		}
		return true;
	}

	/** Asks about the right that all of `holders` have, and says why there is no answer; null where there is one. */
	async #ask(holders: readonly Connection[]): Promise<unknown> {
		const [first] = holders;
		if (first === undefined) return null;
		try {
			const now = await this.#parts.access.recheck(first.grant);
			for (const connection of holders) this.#settle(connection, now);
			return null;
		} catch (error) {
			this.#doubt(holders);
			return error;
		}
	}

	#doubt(connections: readonly Connection[]): void {
		const now = this.#parts.clock.monotonic();
		for (const connection of connections)
			if (!this.#doubts.has(connection)) this.#doubts.set(connection, now);
	}

	#settle(connection: Connection, now: BoardGrant | null): void {
		const { grant } = connection;
		this.#doubts.delete(connection);
		const isOver = grant.endsAt.getTime() <= this.#parts.clock.now();
		if (now === null) {
			if (isOver) connection.close(closeCode.sessionEnded, 'the session ended');
			else connection.close(closeCode.rightTaken, 'the right was taken away');
		} else if (now.role !== grant.role) {
			connection.close(closeCode.comeBack, roleChangedReason);
		} else if (isOver) this.#askAtTheEnd(connection, now.endsAt, askAgainMinMs);
	}
}

function concerns(change: AccessChange, { boardId, principal, sessionId }: BoardGrant): boolean {
	switch (change.kind) {
		case 'session-ended':
			return sessionId === change.sessionId;
		case 'user-disabled':
			return principal.kind === 'user' && principal.id === change.userId;
		case 'role-changed':
			return boardId === change.boardId && principal.kind === 'user' && principal.id === change.userId;
		case 'link-revoked':
			return principal.kind === 'link' && principal.id === change.linkId;
		case 'board-archived':
		case 'board-deleted':
			return boardId === change.boardId;
	}
}
