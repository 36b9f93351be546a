// Who may do what in a simulation: roles, sessions and links as the database has them, and when each right ended.
import type { BoardGrant, BoardRole } from '#lib/server/grant.ts';
import { below, type Random } from '../support/recorded-session.ts';
import type { Person } from './person.ts';

interface Session {
	/** By the wall clock of the node on which the person signed in. */
	endsAtMs: number;
	/** In simulated time. */
	endedAt: number;
}

const sessionMs = 4 * 3_600_000;
const shortSessionMs = { min: 3_000, max: 20_000 };

export class Authority {
	/** Sessions end by themselves while people work; not where wall clocks are wrong as well. */
	hasShortSessions = false;
	readonly #now: () => number;
	readonly #random: Random;
	/** Any one of a user's pages; their right is the same. */
	readonly #people = new Map<string, Person>();
	readonly #sessions = new Map<string, Session>();
	readonly #sessionOf = new Map<Person, string>();

	constructor(now: () => number, random: Random) {
		this.#now = now;
		this.#random = random;
	}

	/** The right with which a page comes; whoever's session is over signs in again. */
	grantFor(person: Person, wallMs: number): BoardGrant | null {
		if (person.role === null) return null;
		this.#people.set(person.userId, person);
		let sessionId = this.#sessionOf.get(person) ?? '';
		let session = this.#sessions.get(sessionId);
		if (session === undefined || isOver(session, this.#now(), wallMs)) {
			session = this.#newSession(wallMs);
			sessionId = `${person.id}-session${this.#sessions.size}`;
			this.#sessions.set(sessionId, session);
			this.#sessionOf.set(person, sessionId);
		}
		return {
			boardId: person.boardId,
			role: person.role,
			principal: { kind: person.kind, id: person.userId, name: person.userId },
			sessionId,
			endsAt: new Date(session.endsAtMs)
		};
	}

	recheck(grant: BoardGrant, wallMs: number): BoardGrant | null {
		const role = this.#people.get(grant.principal.id)?.role ?? null;
		const session = this.#sessions.get(grant.sessionId);
		if (role === null || session === undefined || isOver(session, this.#now(), wallMs)) return null;
		return { ...grant, role, endsAt: new Date(session.endsAtMs) };
	}

	/** The answer: the session that ended. */
	endSession(person: Person): string | null {
		const sessionId = this.#sessionOf.get(person);
		const session = this.#sessions.get(sessionId ?? '');
		if (sessionId === undefined || session === undefined || session.endedAt <= this.#now()) return null;
		session.endedAt = this.#now();
		return sessionId;
	}

	hasEndedSession(person: Person): boolean {
		const session = this.#sessions.get(this.#sessionOf.get(person) ?? '');
		return session !== undefined && session.endedAt <= this.#now();
	}

	/** When the right to read under this grant ended. */
	endOf(grant: BoardGrant): number {
		const person = this.#people.get(grant.principal.id);
		const session = this.#sessions.get(grant.sessionId);
		return Math.min(person?.readEndedAt ?? Infinity, session?.endedAt ?? Infinity);
	}

	endlessSessions(): void {
		this.hasShortSessions = false;
		for (const session of this.#sessions.values()) {
			if (session.endedAt <= this.#now()) continue;
			session.endsAtMs += sessionMs;
			session.endedAt = Infinity;
		}
	}

	#newSession(wallMs: number): Session {
		const { min, max } = shortSessionMs;
		const isShort = this.hasShortSessions && this.#random() < 0.5;
		const lengthMs = isShort ? min + below(this.#random, max - min) : sessionMs;
		return { endsAtMs: wallMs + lengthMs, endedAt: isShort ? this.#now() + lengthMs : Infinity };
	}
}

function isOver({ endsAtMs, endedAt }: Session, now: number, wallMs: number): boolean {
	return endedAt <= now || endsAtMs <= wallMs;
}

export function isWriter(role: BoardRole | null): boolean {
	return role === 'owner' || role === 'editor';
}
