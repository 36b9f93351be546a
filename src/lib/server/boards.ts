// Boards as wholes: making, listing, renaming and setting them aside. What is on a board is the document's affair.
import { and, asc, count, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type * as Y from 'yjs';
import { editBoardInfo } from '#lib/board/commands/board-info.ts';
import { parseBoardFile, boardFileUpdate } from '#lib/board/board-file.ts';
import { isId, newId } from '#lib/board/id.ts';
import { newBoardUpdate } from '#lib/board/new-board.ts';
import { announce } from './access-changes.ts';
import { audit, type Actor, type Writer } from './audit.ts';
import { systemAuthor, type Author } from './board-store.ts';
import type { Db } from './db/open.ts';
import { boardMembers, boards, boardUpdates, users } from './db/schema.ts';
import { mayWrite, type BoardRole } from './grant.ts';
import { checkTitle, type Fault } from './input.ts';
import { ownerOnly, roleOf, type Refusal } from './rights.ts';
import { listedTitle } from './title.ts';

/** Boards that one list shows. */
const listLengthMax = 1_000;

/**
 * A change to a board's document that the server itself makes, through the room that holds it.
 * Resolves after its commit.
 */
export type EditBoard = <T>(boardId: string, author: Author, change: (doc: Y.Doc) => T) => Promise<T>;

export interface BoardRow {
	id: string;
	title: string;
	role: BoardRole;
	changedAt: Date;
	archivedAt: Date | null;
	memberCount: number;
	/** The first few by name. */
	memberNames: string[];
}

export type MakeBoardResult =
	{ ok: true; id: string } | { ok: false; reason: 'invalid'; faults: { title: Fault } };

export type ImportResult =
	{ ok: true; id: string } | { ok: false; reason: 'invalid'; problems: readonly string[] };

export type RenameResult = { ok: true } | { ok: false; reason: Refusal } | MakeBoardResult;

export type Boards = ReturnType<typeof createBoards>;

export function createBoards(db: Db, editBoard: () => EditBoard) {
	return {
		async list(userId: string, which: 'current' | 'archived' = 'current'): Promise<BoardRow[]> {
			const memberNames = sql<string[]>`(
				select coalesce(json_agg(name order by name), '[]')::text from (
					select ${users.name} as name from ${boardMembers} as other
					join ${users} on ${users.id} = other.user_id
					where other.board_id = ${boards.id} order by ${users.name} limit 4
				) as few)`.mapWith((json: string) => JSON.parse(json) as string[]);
			const memberCount = sql<number>`(
				select count(*)::int from ${boardMembers} as other where other.board_id = ${boards.id})`;
			return db
				.select({
					id: boards.id,
					title: boards.title,
					role: boardMembers.role,
					changedAt: boards.changedAt,
					archivedAt: boards.archivedAt,
					memberCount,
					memberNames
				})
				.from(boardMembers)
				.innerJoin(boards, eq(boards.id, boardMembers.boardId))
				.where(
					and(
						eq(boardMembers.userId, userId),
						which === 'current' ? isNull(boards.archivedAt) : isNotNull(boards.archivedAt)
					)
				)
				.orderBy(desc(boards.changedAt), asc(boards.id))
				.limit(listLengthMax);
		},

		/** All boards, for the administrator at the shell. */
		async listAll() {
			return db
				.select({
					id: boards.id,
					title: boards.title,
					changedAt: boards.changedAt,
					archivedAt: boards.archivedAt,
					memberCount: count(boardMembers.userId)
				})
				.from(boards)
				.leftJoin(boardMembers, eq(boardMembers.boardId, boards.id))
				.groupBy(boards.id)
				.orderBy(desc(boards.changedAt), asc(boards.id));
		},

		/** A new board with nothing on it; a person who makes one owns it. */
		async create(actor: Actor, input: { title: unknown }): Promise<MakeBoardResult> {
			const title = checkTitle(input.title);
			if (title.value === null) return { ok: false, reason: 'invalid', faults: { title: title.fault } };
			const { value } = title;
			const id = await db.transaction((tx) => insertBoard(tx, actor, value, newBoardUpdate(value)));
			return { ok: true, id };
		},

		/** A new board from parsed JSON in the format of the board file. */
		async importFile(actor: Actor, json: unknown): Promise<ImportResult> {
			const parsed = parseBoardFile(json);
			if (!parsed.ok) return { ok: false, reason: 'invalid', problems: parsed.problems };
			const { file } = parsed;
			const id = await db.transaction((tx) =>
				insertBoard(tx, actor, file.board.title, boardFileUpdate(file, newId))
			);
			return { ok: true, id };
		},

		/** Changes the title in the document, which is the truth; the list follows with the commit. */
		async rename(actor: Actor, boardId: string, input: { title: unknown }): Promise<RenameResult> {
			const title = checkTitle(input.title);
			if (title.value === null) return { ok: false, reason: 'invalid', faults: { title: title.fault } };
			const { value } = title;
			const refusal = await writersOnly(db, actor, boardId);
			if (refusal) return { ok: false, reason: refusal };
			const author: Author = actor.kind === 'user' ? actor : systemAuthor;
			await editBoard()(boardId, author, (doc) => editBoardInfo({ doc, undo: null }, { title: value }));
			return { ok: true };
		},

		/** Sets a board aside or takes it back. What is on it stays; while it is archived everybody only reads it. */
		async setArchived(
			actor: Actor,
			boardId: string,
			archived: boolean
		): Promise<{ ok: true } | { ok: false; reason: Refusal }> {
			return db.transaction(async (tx) => {
				const refusal = await ownerOnly(tx, actor, boardId);
				if (refusal) return { ok: false, reason: refusal } as const;
				await tx
					.update(boards)
					.set({ archivedAt: archived ? new Date() : null })
					.where(eq(boards.id, boardId));
				await audit(tx, {
					actor,
					action: archived ? 'board-archived' : 'board-unarchived',
					boardId
				});
				await announce(tx, { kind: 'board-archived', boardId });
				return { ok: true } as const;
			});
		}
	};
}

/** The row and the first update of its log in one transaction, so that a board is seeded exactly once. */
export async function insertBoard(
	tx: Writer,
	actor: Actor,
	title: string,
	firstUpdate: Uint8Array
): Promise<string> {
	const id = newId();
	const userId = actor.kind === 'user' ? actor.id : null;
	await tx.insert(boards).values({ id, title: listedTitle(title), createdBy: userId, head: 1 });
	await tx
		.insert(boardUpdates)
		.values({ boardId: id, seq: 1, authorKind: actor.kind, authorId: userId, data: firstUpdate });
	if (userId) await tx.insert(boardMembers).values({ boardId: id, userId, role: 'owner' });
	await audit(tx, { actor, action: 'board-created', boardId: id });
	return id;
}

async function writersOnly(db: Db, actor: Actor, boardId: string): Promise<Refusal | null> {
	if (!isId(boardId)) return 'not-found';
	if (actor.kind === 'system') return null;
	const role = await roleOf(db, boardId, actor.id);
	if (!role) return 'not-found';
	return mayWrite(role) ? null : 'forbidden';
}
