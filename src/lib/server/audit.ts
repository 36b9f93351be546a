// Writes who did what to rights and boards. Rows never hold board content, passwords or tokens.
import type { Db } from './db/open.ts';
import { auditEntries } from './db/schema.ts';

/** Who asks for a change: a signed-in person, or the administrator at the shell and the process itself. */
export type Actor = { kind: 'user'; id: string } | { kind: 'system' };

export type AuditAction =
	| 'signed-in'
	| 'sign-in-failed'
	| 'signed-out'
	| 'user-added'
	| 'token-added'
	| 'board-created'
	| 'board-archived'
	| 'board-unarchived'
	| 'board-exported'
	| 'member-added'
	| 'member-role-changed'
	| 'member-removed'
	| 'invitation-made'
	| 'invitation-revoked'
	| 'invitation-accepted'
	| 'link-made'
	| 'link-revoked'
	| 'link-opened';

export interface AuditEntry {
	actor: Actor | { kind: 'link'; id: string };
	action: AuditAction;
	boardId?: string;
	detail?: Record<string, string | number | null>;
}

/** A handle or a transaction: what must be true together is written together. */
export type Writer = Pick<Db, 'insert' | 'select' | 'update' | 'delete' | 'execute'>;

export async function audit(db: Writer, { actor, action, boardId, detail }: AuditEntry): Promise<void> {
	await db.insert(auditEntries).values({
		actorKind: actor.kind,
		actorId: actor.kind === 'system' ? null : actor.id,
		action,
		boardId: boardId ?? null,
		detail: detail ?? null
	});
}
