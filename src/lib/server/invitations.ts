// Invitations to a board: links that work once, within days, perhaps for one address only. No mail server is needed.
import { and, count, desc, eq, gt, isNull } from 'drizzle-orm';
import { isId, newId } from '#lib/board/id.ts';
import { countUsers, insertUser, type Accounts, type PersonFaults } from './accounts.ts';
import { audit, type Actor, type Writer } from './audit.ts';
import type { CookieToSet, SignedInUser } from './auth/lucia.ts';
import { createThrottle } from './auth/throttle.ts';
import { hashToken, newToken } from './auth/tokens.ts';
import { afterDatabaseNow, databaseNow } from './db/now.ts';
import type { Db } from './db/open.ts';
import { boards, oneTimeLinks, users } from './db/schema.ts';
import type { BoardRole } from './grant.ts';
import { checkEmail, type Fault } from './input.ts';
import { changeRole, grantRole } from './members.ts';
import { deadLink, findLink, guessRule, linkColumns, type DeadLink, type LinkRow } from './one-time-links.ts';
import { ownerOnly, roleOf, type Refusal } from './rights.ts';

const dayMs = 86_400_000;
export const invitationDays = 7;
/** Open invitations of one board. */
const openInvitationsMax = 100;

const roleRank: Record<BoardRole, number> = { viewer: 0, editor: 1, owner: 2 };

export interface InvitationRow {
	id: string;
	email: string | null;
	role: BoardRole;
	createdAt: Date;
	expiresAt: Date;
	createdByName: string | null;
}

export interface OpenInvitation {
	boardTitle: string;
	role: BoardRole;
	email: string | null;
	invitedBy: string | null;
}

export type AcceptResult =
	| { ok: true; boardId: string; cookie: CookieToSet | null }
	| DeadLink
	| { ok: false; reason: 'other-address'; email: string }
	| { ok: false; reason: 'invalid'; faults: PersonFaults }
	| { ok: false; reason: 'busy' };

export type Invitations = ReturnType<typeof createInvitations>;

export function createInvitations(db: Db, accounts: Accounts, now?: () => number) {
	const guesses = createThrottle(guessRule, now);

	/** The live link behind a token, or why there is none. */
	async function find(input: {
		token: unknown;
		ip: string;
	}): Promise<{ ok: true; link: LinkRow } | DeadLink> {
		const found = await findLink(db, guesses, 'invitation', input);
		return (found.ok && deadLink(found.link)) || found;
	}

	/** Uses the link up for a person, inside the transaction that may have made their account. */
	async function useLink(tx: Writer, linkId: string, userId: string): Promise<AcceptResult> {
		const [link] = await tx
			.select(linkColumns)
			.from(oneTimeLinks)
			.where(eq(oneTimeLinks.id, linkId))
			.for('update');
		const { boardId, boardRole } = link ?? {};
		if (!link || !boardId || !boardRole) return { ok: false, reason: 'unknown' };
		const dead = deadLink(link);
		if (dead) return dead;
		const actor: Actor = { kind: 'user', id: userId };
		await tx.update(oneTimeLinks).set({ usedAt: databaseNow }).where(eq(oneTimeLinks.id, link.id));
		await audit(tx, { actor, action: 'invitation-accepted', boardId, detail: { invitationId: link.id } });
		await tx.select({ id: boards.id }).from(boards).where(eq(boards.id, boardId)).for('update');
		const before = await roleOf(tx, boardId, userId);
		if (!before) await grantRole(tx, { actor, boardId, userId, role: boardRole });
		// An invitation never lowers what somebody already has.
		else if (roleRank[boardRole] > roleRank[before]) {
			await changeRole(tx, { actor, boardId, userId, before, role: boardRole });
		}
		return { ok: true, boardId, cookie: null };
	}

	return {
		async make(
			actor: Actor,
			boardId: string,
			input: { role: BoardRole; email: unknown }
		): Promise<
			| { ok: true; id: string; token: string; expiresAt: Date }
			| { ok: false; reason: Refusal | 'too-many' }
			| { ok: false; reason: 'invalid'; faults: { email: Fault } }
		> {
			const wanted = typeof input.email === 'string' && input.email.trim() !== '';
			const email = wanted ? checkEmail(input.email) : null;
			if (email?.fault) return { ok: false, reason: 'invalid', faults: { email: email.fault } };
			return db.transaction(async (tx) => {
				const refusal = await ownerOnly(tx, actor, boardId);
				if (refusal) return { ok: false, reason: refusal } as const;
				const [open] = await tx.select({ n: count() }).from(oneTimeLinks).where(openOf(boardId));
				if ((open?.n ?? 0) >= openInvitationsMax) return { ok: false, reason: 'too-many' } as const;
				const id = newId();
				const token = newToken();
				const [made] = await tx
					.insert(oneTimeLinks)
					.values({
						id,
						tokenHash: hashToken(token),
						kind: 'invitation',
						email: email?.value ?? null,
						boardId,
						boardRole: input.role,
						createdBy: actor.kind === 'user' ? actor.id : null,
						expiresAt: afterDatabaseNow(invitationDays * dayMs)
					})
					.returning({ expiresAt: oneTimeLinks.expiresAt });
				if (!made) throw new Error('an inserted invitation did not come back');
				const detail = { invitationId: id, role: input.role };
				await audit(tx, { actor, action: 'invitation-made', boardId, detail });
				return { ok: true, id, token, expiresAt: made.expiresAt } as const;
			});
		},

		/** Those that still can be accepted. */
		async list(boardId: string): Promise<InvitationRow[]> {
			const rows = await db
				.select({ link: oneTimeLinks, createdByName: users.name })
				.from(oneTimeLinks)
				.leftJoin(users, eq(users.id, oneTimeLinks.createdBy))
				.where(openOf(boardId))
				.orderBy(desc(oneTimeLinks.createdAt));
			return rows.map(({ link, createdByName }) => ({
				id: link.id,
				email: link.email,
				role: link.boardRole ?? 'viewer',
				createdAt: link.createdAt,
				expiresAt: link.expiresAt,
				createdByName
			}));
		},

		async revoke(
			actor: Actor,
			boardId: string,
			invitationId: string
		): Promise<{ ok: true } | { ok: false; reason: Refusal }> {
			return db.transaction(async (tx) => {
				const refusal = await ownerOnly(tx, actor, boardId);
				if (refusal) return { ok: false, reason: refusal } as const;
				if (!isId(invitationId)) return { ok: false, reason: 'not-found' } as const;
				const revoked = await tx
					.update(oneTimeLinks)
					.set({ revokedAt: databaseNow })
					.where(
						and(
							eq(oneTimeLinks.id, invitationId),
							eq(oneTimeLinks.boardId, boardId),
							eq(oneTimeLinks.kind, 'invitation'),
							isNull(oneTimeLinks.usedAt),
							isNull(oneTimeLinks.revokedAt)
						)
					)
					.returning({ id: oneTimeLinks.id });
				if (revoked.length === 0) return { ok: false, reason: 'not-found' } as const;
				await audit(tx, { actor, action: 'invitation-revoked', boardId, detail: { invitationId } });
				return { ok: true } as const;
			});
		},

		/** What an invitation offers, for the page that asks whether to accept it. */
		async open(input: {
			token: unknown;
			ip: string;
		}): Promise<{ ok: true; invitation: OpenInvitation } | DeadLink> {
			const found = await find(input);
			if (!found.ok) return found;
			const { link } = found;
			const [board] = await db
				.select()
				.from(boards)
				.where(eq(boards.id, link.boardId ?? ''));
			const [inviter] = await db
				.select()
				.from(users)
				.where(eq(users.id, link.createdBy ?? ''));
			if (!board || !link.boardRole) return { ok: false, reason: 'unknown' };
			return {
				ok: true,
				invitation: {
					boardTitle: board.title,
					role: link.boardRole,
					email: link.email,
					invitedBy: inviter?.name ?? null
				}
			};
		},

		/** For somebody who is signed in. */
		async accept(
			input: { token: unknown; ip: string },
			user: Pick<SignedInUser, 'id' | 'email'>
		): Promise<AcceptResult> {
			const found = await find(input);
			if (!found.ok) return found;
			const { link } = found;
			if (link.email && link.email !== user.email) {
				return { ok: false, reason: 'other-address', email: link.email };
			}
			return db.transaction((tx) => useLink(tx, link.id, user.id));
		},

		/** For somebody without an account: makes it, signs them in and takes the place, all or nothing. */
		async join(
			input: { token: unknown; ip: string },
			person: { email: unknown; name: unknown; password: unknown }
		): Promise<AcceptResult> {
			const found = await find(input);
			if (!found.ok) return found;
			const { link } = found;
			const checked = await accounts.checkPerson({ ...person, email: link.email ?? person.email });
			if (!checked.ok) return checked;
			const { email, name, passwordHash } = checked;
			let userId: string | null = null;
			const result = await db
				.transaction(async (tx): Promise<AcceptResult> => {
					// The first account is the owner's, through the set-up link.
					if ((await countUsers(tx)) === 0) return { ok: false, reason: 'unknown' };
					userId = await insertUser(tx, { email, name, passwordHash, role: 'member' }, 'self');
					if (!userId) return { ok: false, reason: 'invalid', faults: { email: 'taken' } };
					const used = await useLink(tx, link.id, userId);
					if (!used.ok) throw new LinkLostError(used);
					return used;
				})
				.catch((error: unknown) => {
					if (error instanceof LinkLostError) return error.result;
					throw error;
				});
			if (!result.ok || !userId) return result;
			return { ...result, cookie: await accounts.startSession(userId) };
		}
	};
}

/** Rolls the new account back when somebody else used the link in between. */
class LinkLostError extends Error {
	readonly result: AcceptResult;
	constructor(result: AcceptResult) {
		super('The invitation was used meanwhile.');
		this.result = result;
	}
}

function openOf(boardId: string) {
	return and(
		eq(oneTimeLinks.boardId, boardId),
		eq(oneTimeLinks.kind, 'invitation'),
		isNull(oneTimeLinks.usedAt),
		isNull(oneTimeLinks.revokedAt),
		gt(oneTimeLinks.expiresAt, databaseNow)
	);
}
