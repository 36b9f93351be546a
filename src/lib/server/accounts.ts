// People: adding them, signing them in and out. It knows no boards.
import { count, eq } from 'drizzle-orm';
import { newId } from '#lib/board/id.ts';
import { announce } from './access-changes.ts';
import { audit, type Actor, type Writer } from './audit.ts';
import type { CookieToSet, Sessions } from './auth/lucia.ts';
import { passwordFault, PasswordsBusyError, type Passwords } from './auth/passwords.ts';
import { addressKey, createThrottle } from './auth/throttle.ts';
import type { Db } from './db/open.ts';
import { users } from './db/schema.ts';
import { checkEmail, checkName, type Fault } from './input.ts';

const minuteMs = 60_000;
/** Ten wrong passwords for one account from one address, then one each minute. */
const perAccountRule = { burst: 10, refillMs: minuteMs };
/** A hundred wrong passwords an hour from one address, whichever accounts they try. */
const perAddressRule = { burst: 100, refillMs: 36_000 };

export type PersonFaults = Partial<Record<'email' | 'name' | 'password', Fault | 'taken'>>;

export type PersonCheck =
	| { ok: true; email: string; name: string; passwordHash: string }
	| { ok: false; reason: 'invalid'; faults: PersonFaults }
	| { ok: false; reason: 'busy' };

export type SignInResult =
	| { ok: true; cookie: CookieToSet }
	| { ok: false; reason: 'wrong' | 'busy' }
	| { ok: false; reason: 'slow-down'; retryAfterMs: number };

export type Accounts = ReturnType<typeof createAccounts>;

interface AccountParts {
	db: Db;
	sessions: Sessions;
	passwords: Passwords;
	now?: () => number;
}

export function createAccounts({ db, sessions, passwords, now }: AccountParts) {
	const perAccount = createThrottle(perAccountRule, now);
	const perAddress = createThrottle(perAddressRule, now);

	/** Takes one attempt from both buckets, or says how long to wait. */
	function takeAttempt(accountKey: string, address: string): number {
		const waitMs = perAddress.take(address);
		if (waitMs > 0) return waitMs;
		const accountWaitMs = perAccount.take(accountKey);
		if (accountWaitMs > 0) perAddress.giveBack(address);
		return accountWaitMs;
	}

	async function signIn(input: { email: unknown; password: unknown; ip: string }): Promise<SignInResult> {
		const email = checkEmail(input.email).value ?? '';
		const password = typeof input.password === 'string' ? input.password : '';
		const address = addressKey(input.ip);
		const accountKey = `${email} ${address}`;
		const waitMs = takeAttempt(accountKey, address);
		if (waitMs > 0) return { ok: false, reason: 'slow-down', retryAfterMs: waitMs };

		const [user] = await db.select().from(users).where(eq(users.email, email));
		const usable = user && !user.disabledAt ? user : null;
		const outcome = await verifyOrBusy(usable?.passwordHash ?? null, password);
		if (outcome === 'busy') {
			perAccount.giveBack(accountKey);
			perAddress.giveBack(address);
			return { ok: false, reason: 'busy' };
		}
		if (outcome === 'wrong' || !usable) {
			const actor: Actor = user ? { kind: 'user', id: user.id } : { kind: 'system' };
			await audit(db, { actor, action: 'sign-in-failed', detail: { address } });
			return { ok: false, reason: 'wrong' };
		}
		perAccount.giveBack(accountKey);
		perAddress.giveBack(address);
		return { ok: true, cookie: await startSession(usable.id) };
	}

	async function verifyOrBusy(passwordHash: string | null, password: string) {
		try {
			return (await passwords.verify(passwordHash, password)) ? 'right' : 'wrong';
		} catch (error) {
			if (error instanceof PasswordsBusyError) return 'busy';
			throw error;
		}
	}

	async function startSession(userId: string): Promise<CookieToSet> {
		const { cookie } = await sessions.create(userId);
		await audit(db, { actor: { kind: 'user', id: userId }, action: 'signed-in' });
		return cookie;
	}

	return {
		signIn,
		startSession,

		/** Ends this session here and on every open socket. Returns the cookie that clears the old one. */
		async signOut(session: { userId: string; sessionId: string } | null): Promise<CookieToSet> {
			if (session) {
				await sessions.end(session.sessionId);
				await announce(db, { kind: 'session-ended', sessionId: session.sessionId });
				await audit(db, { actor: { kind: 'user', id: session.userId }, action: 'signed-out' });
			}
			return sessions.blankCookie();
		},

		/** Everything wrong with a new person at once, or the person with the password hashed. */
		async checkPerson(input: { email: unknown; name: unknown; password: unknown }): Promise<PersonCheck> {
			const email = checkEmail(input.email);
			const name = checkName(input.name);
			const password = typeof input.password === 'string' ? input.password : '';
			const faults: PersonFaults = {};
			if (email.fault) faults.email = email.fault;
			if (name.fault) faults.name = name.fault;
			const fault = password === '' ? 'missing' : passwordFault(password);
			if (fault) faults.password = fault;
			else if (email.value !== null && password.toLowerCase() === email.value) faults.password = 'too-plain';
			if (email.value === null || name.value === null || faults.password) {
				return { ok: false, reason: 'invalid', faults };
			}
			try {
				const passwordHash = await passwords.hash(password);
				return { ok: true, email: email.value, name: name.value, passwordHash };
			} catch (error) {
				if (error instanceof PasswordsBusyError) return { ok: false, reason: 'busy' };
				throw error;
			}
		},

		async count(): Promise<number> {
			return countUsers(db);
		},

		async findByEmail(email: string) {
			const [user] = await db.select().from(users).where(eq(users.email, email.trim().toLowerCase()));
			return user ? { id: user.id, name: user.name, email: user.email, role: user.role } : null;
		}
	};
}

export async function countUsers(db: Writer): Promise<number> {
	const [row] = await db.select({ n: count() }).from(users);
	return row?.n ?? 0;
}

/** Puts a checked person into the table; null if the address is taken. */
export async function insertUser(
	db: Writer,
	person: { email: string; name: string; passwordHash: string; role: 'owner' | 'member' },
	actor: Actor | 'self'
): Promise<string | null> {
	const id = newId();
	const added = await db
		.insert(users)
		.values({ id, ...person })
		.onConflictDoNothing({ target: users.email })
		.returning({ id: users.id });
	if (added.length === 0) return null;
	await audit(db, {
		actor: actor === 'self' ? { kind: 'user', id } : actor,
		action: 'user-added',
		detail: { userId: id, role: person.role }
	});
	return id;
}
