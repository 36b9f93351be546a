// Keeps open sockets in step with the rights behind them: what is taken away ends the socket at once, what ends by itself ends
// it in time, and a sweep asks again in case a message was lost.
import { closeCode, roleChangedReason } from '#lib/protocol/close-codes.ts';
import type { AccessChange, BoardGrant } from '#lib/server/grant.ts';
import { every, withDeadline, type Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { SyncAccess } from './handshake.ts';
import type { SyncLimits } from './limits.ts';
import { errorFields, type Log } from './log.ts';

export interface RightsParts {
	clock: Clock;
	log: Log;
	access: SyncAccess;
	limits: SyncLimits;
	connections: ReadonlySet<Connection>;
}

/** The longest that a timer of Node can wait; a later end is found by the sweep. */
const timerMaxMs = 2 ** 31 - 1;

const noAnswer = 'nobody answers about a right';

export class Rights {
	readonly #parts: RightsParts;
	readonly #ends = new Map<Connection, () => void>();
	readonly #cancelSweep: () => void;
	#isSweeping = false;

	constructor(parts: RightsParts) {
		this.#parts = parts;
		this.#cancelSweep = every(parts.clock, parts.limits.recheckIntervalMs, () => void this.sweep());
	}

	watch(connection: Connection): void {
		const { clock } = this.#parts;
		const leftMs = connection.grant.endsAt.getTime() - clock.now();
		if (leftMs > timerMaxMs) return;
		// What looks like the end may have been put off since; asking decides.
		this.#ends.set(
			connection,
			clock.after(Math.max(0, leftMs), () => void this.#recheck([connection]))
		);
	}

	forget(connection: Connection): void {
		this.#ends.get(connection)?.();
		this.#ends.delete(connection);
	}

	apply(change: AccessChange): void {
		if (change.kind === 'board-archived') {
			const affected = [...this.#parts.connections].filter(({ grant }) => grant.boardId === change.boardId);
			void this.#recheck(affected);
			return;
		}
		for (const connection of [...this.#parts.connections]) {
			const { boardId, principal, role, sessionId } = connection.grant;
			const isUser = (id: string) => principal.kind === 'user' && principal.id === id;
			switch (change.kind) {
				case 'session-ended':
					if (sessionId === change.sessionId) connection.close(closeCode.sessionEnded, 'the session ended');
					break;
				case 'user-disabled':
					if (isUser(change.userId)) connection.close(closeCode.sessionEnded, 'the account was disabled');
					break;
				case 'role-changed':
					if (boardId !== change.boardId || !isUser(change.userId) || role === change.role) break;
					if (change.role === null) connection.close(closeCode.rightTaken, 'no longer a member of the board');
					else connection.close(closeCode.comeBack, roleChangedReason);
					break;
				case 'link-revoked':
					if (principal.kind === 'link' && principal.id === change.linkId) {
						connection.close(closeCode.rightTaken, 'the link was revoked');
					}
					break;
				case 'board-deleted':
					if (boardId === change.boardId) connection.close(closeCode.boardGone, 'the board was deleted');
					break;
			}
		}
	}

	/** Asks again about every right. Where nobody can answer, sockets stay: they can read, and nothing can be saved anyway. */
	async sweep(): Promise<void> {
		if (this.#isSweeping) return;
		this.#isSweeping = true;
		try {
			await this.#recheck([...this.#parts.connections]);
		} finally {
			this.#isSweeping = false;
		}
	}

	close(): void {
		this.#cancelSweep();
		for (const cancel of this.#ends.values()) cancel();
		this.#ends.clear();
	}

	/** One question per right, however many sockets hold it. */
	async #recheck(connections: Connection[]): Promise<void> {
		const byRight = new Map<string, Connection[]>();
		for (const connection of connections) {
			const { boardId, sessionId } = connection.grant;
			const key = `${boardId} ${sessionId}`;
			byRight.set(key, [...(byRight.get(key) ?? []), connection]);
		}
		const { access, clock, limits, log } = this.#parts;
		for (const holders of byRight.values()) {
			const grant = holders[0]?.grant;
			if (grant === undefined) continue;
			try {
				// A question that is never answered must not be the end of all sweeps.
				const now = await withDeadline(clock, access.recheck(grant), limits.questionMaxMs, noAnswer);
				for (const connection of holders) this.#settle(connection, now);
			} catch (error) {
				log.warn('rights could not be checked again', {
					boardId: grant.boardId,
					...errorFields(error)
				});
			}
		}
	}

	#settle(connection: Connection, now: BoardGrant | null): void {
		const { grant } = connection;
		const isOver = grant.endsAt.getTime() <= this.#parts.clock.now();
		if (now === null) {
			if (isOver) connection.close(closeCode.sessionEnded, 'the session ended');
			else connection.close(closeCode.rightTaken, 'the right was taken away');
		} else if (now.role !== grant.role) {
			connection.close(closeCode.comeBack, roleChangedReason);
		} else if (isOver && now.endsAt.getTime() <= this.#parts.clock.now()) {
			connection.close(closeCode.sessionEnded, 'the session ended');
		}
	}
}
