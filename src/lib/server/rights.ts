// Who has which role on a board, and who may change that. Asked inside the transaction that acts on the answer.
import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { isId } from '#lib/board/id.ts';
import { askedTogether } from './asked-together.ts';
import type { Actor, Writer } from './audit.ts';
import { boardMembers, boards, users } from './db/schema.ts';
import type { BoardRole } from './grant.ts';

/** A board that does not exist and one that the actor may not see look the same. */
export type Refusal = 'not-found' | 'forbidden';

export interface Membership {
	role: BoardRole;
	isArchived: boolean;
}

/** What active people are on existing boards, asked together: board and user id → membership. */
export function createMemberships(db: Writer) {
	const ask = askedTogether(async (keys) => {
		const pairs = keys.map(
			(key) =>
				sql`(${sql.join(
					key.split(' ').map((id) => sql`${id}`),
					sql`, `
				)})`
		);
		const rows = await memberRows(
			db,
			sql`(${boardMembers.boardId}, ${boardMembers.userId}) in (${sql.join(pairs, sql`, `)})`
		);
		return new Map(
			rows.map(({ boardId, userId, role, archivedAt }) => {
				return [`${boardId} ${userId}`, { role, isArchived: archivedAt !== null }];
			})
		);
	});
	return async (boardId: string, userId: string): Promise<Membership | null> =>
		isId(boardId) && isId(userId) ? ((await ask(`${boardId} ${userId}`)) ?? null) : null;
}

function memberRows(db: Writer, condition: SQL | undefined) {
	return db
		.select({
			boardId: boardMembers.boardId,
			userId: boardMembers.userId,
			role: boardMembers.role,
			archivedAt: boards.archivedAt
		})
		.from(boardMembers)
		.innerJoin(users, eq(users.id, boardMembers.userId))
		.innerJoin(boards, eq(boards.id, boardMembers.boardId))
		.where(and(condition, isNull(users.disabledAt)));
}

/** The role of an active person on an existing board, or null. */
export async function roleOf(db: Writer, boardId: string, userId: string): Promise<BoardRole | null> {
	if (!isId(boardId) || !isId(userId)) return null;
	const [row] = await memberRows(db, and(eq(boardMembers.boardId, boardId), eq(boardMembers.userId, userId)));
	return row?.role ?? null;
}

/** Why an actor may not change who sees a board, or null if they may. The shell may everything on boards that exist. */
export async function ownerOnly(db: Writer, actor: Actor, boardId: string): Promise<Refusal | null> {
	if (!isId(boardId)) return 'not-found';
	const [board] = await db.select({ id: boards.id }).from(boards).where(eq(boards.id, boardId)).for('update');
	if (!board) return 'not-found';
	if (actor.kind === 'system') return null;
	const role = await roleOf(db, boardId, actor.id);
	if (!role) return 'not-found';
	return role === 'owner' ? null : 'forbidden';
}
