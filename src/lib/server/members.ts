// The people of one board and their roles. A board always keeps at least one owner.
import { and, asc, count, eq, ne } from 'drizzle-orm';
import { isId } from '#lib/board/id.ts';
import { announce } from './access-changes.ts';
import { audit, type Actor, type Writer } from './audit.ts';
import type { Db } from './db/open.ts';
import { boardMembers, users } from './db/schema.ts';
import type { BoardRole } from './grant.ts';
import { ownerOnly, roleOf, type Refusal } from './rights.ts';

export interface MemberRow {
	userId: string;
	name: string;
	email: string;
	role: BoardRole;
	addedAt: Date;
}

export type MemberResult = { ok: true } | { ok: false; reason: Refusal | 'no-such-member' | 'last-owner' };

export function createMembers(db: Db) {
	return {
		async list(boardId: string): Promise<MemberRow[]> {
			return db
				.select({
					userId: users.id,
					name: users.name,
					email: users.email,
					role: boardMembers.role,
					addedAt: boardMembers.addedAt
				})
				.from(boardMembers)
				.innerJoin(users, eq(users.id, boardMembers.userId))
				.where(eq(boardMembers.boardId, boardId))
				.orderBy(asc(users.name), asc(users.id));
		},

		/** Gives a person a role on a board, whether they had one or not. */
		async add(actor: Actor, boardId: string, userId: string, role: BoardRole): Promise<MemberResult> {
			return db.transaction(async (tx): Promise<MemberResult> => {
				const refusal = await ownerOnly(tx, actor, boardId);
				if (refusal) return { ok: false, reason: refusal };
				const before = await roleOf(tx, boardId, userId);
				if (before) return changeRole(tx, { actor, boardId, userId, before, role });
				await grantRole(tx, { actor, boardId, userId, role });
				return { ok: true };
			});
		},

		async setRole(actor: Actor, boardId: string, userId: string, role: BoardRole): Promise<MemberResult> {
			return db.transaction(async (tx): Promise<MemberResult> => {
				const refusal = await ownerOnly(tx, actor, boardId);
				if (refusal) return { ok: false, reason: refusal };
				const before = await memberRole(tx, boardId, userId);
				if (!before) return { ok: false, reason: 'no-such-member' };
				return changeRole(tx, { actor, boardId, userId, before, role });
			});
		},

		/** An owner removes anyone; everybody may remove themselves. */
		async remove(actor: Actor, boardId: string, userId: string): Promise<MemberResult> {
			return db.transaction(async (tx): Promise<MemberResult> => {
				const refusal = await ownerOnly(tx, actor, boardId);
				const self = actor.kind === 'user' && actor.id === userId;
				if (refusal === 'not-found' || (refusal && !self)) return { ok: false, reason: refusal };
				const before = await memberRole(tx, boardId, userId);
				if (!before) return { ok: false, reason: 'no-such-member' };
				if (before === 'owner' && !(await hasOtherOwner(tx, boardId, userId))) {
					return { ok: false, reason: 'last-owner' };
				}
				await tx
					.delete(boardMembers)
					.where(and(eq(boardMembers.boardId, boardId), eq(boardMembers.userId, userId)));
				await audit(tx, { actor, action: 'member-removed', boardId, detail: { userId } });
				await announce(tx, { kind: 'role-changed', boardId, userId, role: null });
				return { ok: true };
			});
		}
	};
}

interface RoleChange {
	actor: Actor;
	boardId: string;
	userId: string;
	role: BoardRole;
}

/** Makes somebody a member who is none yet. */
export async function grantRole(tx: Writer, { actor, boardId, userId, role }: RoleChange): Promise<void> {
	await tx.insert(boardMembers).values({ boardId, userId, role });
	await audit(tx, { actor, action: 'member-added', boardId, detail: { userId, role } });
	await announce(tx, { kind: 'role-changed', boardId, userId, role });
}

/** Raises or lowers a role; the board's row is locked by the caller, so two owners cannot step down at once. */
export async function changeRole(
	tx: Writer,
	{ actor, boardId, userId, before, role }: RoleChange & { before: BoardRole }
): Promise<MemberResult> {
	if (before === role) return { ok: true };
	if (before === 'owner' && !(await hasOtherOwner(tx, boardId, userId))) {
		return { ok: false, reason: 'last-owner' };
	}
	await tx
		.update(boardMembers)
		.set({ role })
		.where(and(eq(boardMembers.boardId, boardId), eq(boardMembers.userId, userId)));
	await audit(tx, { actor, action: 'member-role-changed', boardId, detail: { userId, role } });
	await announce(tx, { kind: 'role-changed', boardId, userId, role });
	return { ok: true };
}

/** The role in the table, also of a disabled account. */
async function memberRole(tx: Writer, boardId: string, userId: string): Promise<BoardRole | null> {
	if (!isId(userId)) return null;
	const [row] = await tx
		.select({ role: boardMembers.role })
		.from(boardMembers)
		.where(and(eq(boardMembers.boardId, boardId), eq(boardMembers.userId, userId)));
	return row?.role ?? null;
}

async function hasOtherOwner(tx: Writer, boardId: string, userId: string): Promise<boolean> {
	const [row] = await tx
		.select({ n: count() })
		.from(boardMembers)
		.where(
			and(eq(boardMembers.boardId, boardId), eq(boardMembers.role, 'owner'), ne(boardMembers.userId, userId))
		);
	return (row?.n ?? 0) > 0;
}
