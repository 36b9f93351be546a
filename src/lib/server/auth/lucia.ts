// The only file that knows Lucia: sessions of signed-in people, kept as SHA-256 of the cookie's token.
// How to leave Lucia is written in docs/decisions/002-lucia.md.
import { eq, inArray, lt, sql } from 'drizzle-orm';
import { Lucia, TimeSpan, type Adapter, type DatabaseSession, type DatabaseUser } from 'lucia';
import { askedTogether } from '../asked-together.ts';
import { byDatabaseClock, byOwnClock, databaseNowMs } from '../db/now.ts';
import type { Db } from '../db/open.ts';
import { sessions, users } from '../db/schema.ts';
import { hashToken, newToken, tokenCharsMax } from './tokens.ts';

/** A session that nobody uses ends after this long; an open board counts as use. */
export const sessionIdleHours = 4;
/** Every session ends after this long: a working day and a briefing. */
export const sessionAbsoluteHours = 12;

const hourMs = 3_600_000;

interface UserAttributes {
	name: string;
	email: string;
	role: 'owner' | 'member';
}

interface SessionAttributes {
	createdAt: Date;
}

declare module 'lucia' {
	interface Register {
		Lucia: ReturnType<typeof createLucia>;
		DatabaseUserAttributes: UserAttributes;
		DatabaseSessionAttributes: SessionAttributes;
	}
}

export interface SignedInUser extends UserAttributes {
	id: string;
}

/** A session and its person, or neither. */
export interface ActiveSession {
	user: SignedInUser;
	/** SHA-256 of the token: good for naming the session, useless for using it. */
	sessionId: string;
	/** When it ends whatever happens. */
	endsAt: Date;
}

export interface CookieToSet {
	name: string;
	value: string;
	attributes: { path: '/'; httpOnly: true; sameSite: 'lax'; secure: boolean; maxAge: number };
}

/** Sessions and their people by the hash of the token. */
function createFindSession(db: Db) {
	return askedTogether(async (hashes) => {
		const rows = await db
			.select({ sessions, users, nowMs: databaseNowMs })
			.from(sessions)
			.innerJoin(users, eq(users.id, sessions.userId))
			.where(inArray(sessions.id, [...hashes]));
		return new Map(rows.map((row) => [row.sessions.id, row]));
	});
}
type FindSession = ReturnType<typeof createFindSession>;

/**
 * Lucia hands over the token where it says "session id"; every method hashes it before it reaches a table. It compares with the
 * clock of this machine; the tables hold times of the database.
 */
function createAdapter(db: Db, findByHash: FindSession): Adapter {
	return {
		async getSessionAndUser(token) {
			const row = await findByHash(hashToken(token));
			if (!row) return [null, null];
			const end = earlier(row.sessions.expiresAt, absoluteEnd(row.sessions.createdAt));
			const session: DatabaseSession = {
				id: token,
				userId: row.sessions.userId,
				expiresAt: byOwnClock(end, row.nowMs),
				attributes: { createdAt: byOwnClock(row.sessions.createdAt, row.nowMs) }
			};
			// Lucia deletes a session without a user, which is what a disabled account asks for.
			if (row.users.disabledAt) return [session, null];
			const { id, name, email, role } = row.users;
			const user: DatabaseUser = { id, attributes: { name, email, role } };
			return [session, user];
		},
		async getUserSessions(userId) {
			const rows = await db.select().from(sessions).where(eq(sessions.userId, userId));
			return rows.map((row) => ({ ...row, attributes: { createdAt: row.createdAt } }));
		},
		async setSession(session) {
			await db.insert(sessions).values({
				id: hashToken(session.id),
				userId: session.userId,
				createdAt: byDatabaseClock(session.attributes.createdAt),
				expiresAt: byDatabaseClock(session.expiresAt)
			});
		},
		async updateSessionExpiration(token, expiresAt) {
			await slide(db, hashToken(token), expiresAt);
		},
		async deleteSession(token) {
			await db.delete(sessions).where(eq(sessions.id, hashToken(token)));
		},
		async deleteUserSessions(userId) {
			await db.delete(sessions).where(eq(sessions.userId, userId));
		},
		async deleteExpiredSessions() {
			await db.delete(sessions).where(lt(sessions.expiresAt, sql`now()`));
		}
	};
}

function absoluteEnd(createdAt: Date): Date {
	return new Date(createdAt.getTime() + sessionAbsoluteHours * hourMs);
}

function earlier(a: Date, b: Date): Date {
	return a < b ? a : b;
}

async function slide(db: Db, sessionId: string, expiresAt: Date): Promise<void> {
	const end = sql`least(${byDatabaseClock(expiresAt)}, ${sessions.createdAt} + make_interval(hours => ${sessionAbsoluteHours}))`;
	await db.update(sessions).set({ expiresAt: end }).where(eq(sessions.id, sessionId));
}

function createLucia(db: Db, findByHash: FindSession, secureCookies: boolean) {
	return new Lucia(createAdapter(db, findByHash), {
		sessionExpiresIn: new TimeSpan(sessionIdleHours, 'h'),
		sessionCookie: {
			name: cookieName('session', secureCookies),
			attributes: { secure: secureCookies, sameSite: 'lax', path: '/' }
		},
		getUserAttributes: ({ name, email, role }) => ({ name, email, role }),
		getSessionAttributes: ({ createdAt }) => ({ createdAt })
	});
}

/** `__Host-` binds a cookie to this host, but browsers take it over https only. */
export function cookieName(what: string, secureCookies: boolean): string {
	return `${secureCookies ? '__Host-' : ''}sandtable_${what}`;
}

export type Sessions = ReturnType<typeof createSessions>;

export function createSessions(db: Db, secureCookies: boolean) {
	const findByHash = createFindSession(db);
	const lucia = createLucia(db, findByHash, secureCookies);

	const cookieWith = (value: string, maxAge: number): CookieToSet => ({
		name: lucia.sessionCookieName,
		value,
		attributes: { path: '/', httpOnly: true, sameSite: 'lax', secure: secureCookies, maxAge }
	});

	return {
		/** A new session with a new token; the cookie carries the only copy of the token. */
		async create(userId: string): Promise<{ cookie: CookieToSet; sessionId: string }> {
			await lucia.deleteExpiredSessions();
			const token = newToken();
			await lucia.createSession(userId, { createdAt: new Date() }, { sessionId: token });
			return {
				cookie: cookieWith(token, (sessionAbsoluteHours * hourMs) / 1000),
				sessionId: hashToken(token)
			};
		},

		/** Whose session a Cookie header carries. A session in use moves its idle end forward. */
		async resolve(cookieHeader: string | null | undefined): Promise<ActiveSession | null> {
			const token = cookieHeader ? lucia.readSessionCookie(cookieHeader) : null;
			if (!token || token.length > tokenCharsMax) return null;
			const { user, session } = await lucia.validateSession(token);
			if (!session) return null;
			return { user, sessionId: hashToken(token), endsAt: absoluteEnd(session.createdAt) };
		},

		/** The same for the holder of an open socket, who is known by the session's hash only. */
		async resolveById(sessionId: string): Promise<ActiveSession | null> {
			const row = await findByHash(sessionId);
			if (!row || row.users.disabledAt || row.sessions.expiresAt.getTime() <= row.nowMs) return null;
			const end = absoluteEnd(row.sessions.createdAt);
			if (end.getTime() <= row.nowMs) return null;
			const idleMs = sessionIdleHours * hourMs;
			if (row.sessions.expiresAt.getTime() - row.nowMs < idleMs / 2) {
				await slide(db, sessionId, new Date(Date.now() + idleMs));
			}
			const { id, name, email, role } = row.users;
			return { user: { id, name, email, role }, sessionId, endsAt: byOwnClock(end, row.nowMs) };
		},

		async end(sessionId: string): Promise<void> {
			await db.delete(sessions).where(eq(sessions.id, sessionId));
		},

		/** Ends all sessions of a person and says which they were. */
		async endAllOf(userId: string): Promise<string[]> {
			const rows = await db
				.delete(sessions)
				.where(eq(sessions.userId, userId))
				.returning({ id: sessions.id });
			return rows.map((row) => row.id);
		},

		blankCookie: (): CookieToSet => cookieWith('', 0)
	};
}
