// The words in which rights are spoken of: who stands behind a request, what they may do on one board, and what can change that.

import type { BoardRole } from '#lib/board/roles.ts';

export type { BoardRole };

/** Who acts: a signed-in person (or their API token), or the holder of a display link. */
export type Principal =
	{ kind: 'user'; id: string; name: string } | { kind: 'link'; id: string; name: string };

/** A right on one board, decided before the upgrade or the page, good until `endsAt`. */
export interface BoardGrant {
	boardId: string;
	role: BoardRole;
	principal: Principal;
	/** Id of the sign-in session, display session or API token that carries the right. */
	sessionId: string;
	endsAt: Date;
}

/** Sent to every node on the PostgreSQL channel `accessChannel` (as JSON) when a right changes. */
export type AccessChange =
	| { kind: 'session-ended'; sessionId: string }
	| { kind: 'user-disabled'; userId: string }
	/** `role` null: no longer a member. */
	| { kind: 'role-changed'; boardId: string; userId: string; role: BoardRole | null }
	| { kind: 'link-revoked'; linkId: string }
	/** Set aside, or taken back: an archived board is read-only for everybody. */
	| { kind: 'board-archived'; boardId: string }
	| { kind: 'board-deleted'; boardId: string };

export const accessChannel = 'sandtable_access';

export function mayWrite(role: BoardRole): boolean {
	return role === 'owner' || role === 'editor';
}
