// Decides who may do what on one board: for pages, for the upgrade of a socket, and again while a socket is open.
import { eq } from 'drizzle-orm';
import { isId } from '#lib/board/id.ts';
import type { ApiTokens } from './auth/api-tokens.ts';
import type { ActiveSession, Sessions } from './auth/lucia.ts';
import type { Db } from './db/open.ts';
import { boards } from './db/schema.ts';
import type { DisplayLinks } from './display-links.ts';
import type { BoardGrant, BoardRole } from './grant.ts';
import { createMemberships } from './rights.ts';

export type SyncAuthorization = { ok: true; grant: BoardGrant } | { ok: false; status: 401 | 403 | 404 };

/** What a request carries. Pages have resolved the session already; null means nobody is signed in. */
export interface Credentials {
	session: ActiveSession | null;
	cookieHeader: string | null | undefined;
}

/** Whether a request may come in to one board's pages; if not, what to tell whoever sent it. */
export type Door =
	| { kind: 'open'; grant: BoardGrant }
	/** Nobody is signed in: whether there is such a board is not said. */
	| { kind: 'sign-in' }
	| { kind: 'link-ended'; endedAt: Date }
	| { kind: 'not-found' };

interface AccessParts {
	db: Db;
	sessions: Sessions;
	apiTokens: ApiTokens;
	displayLinks: DisplayLinks;
}

export function createAccess({ db, sessions, apiTokens, displayLinks }: AccessParts) {
	const membershipOf = createMemberships(db);
	type Holder = Pick<ActiveSession, 'user' | 'sessionId' | 'endsAt'>;

	function grantAs(role: BoardRole, boardId: string, { user, sessionId, endsAt }: Holder): BoardGrant {
		return { boardId, role, principal: { kind: 'user', id: user.id, name: user.name }, sessionId, endsAt };
	}

	async function pageGrant(boardId: string, holder: Holder): Promise<BoardGrant | null> {
		const membership = await membershipOf(boardId, holder.user.id);
		return membership && grantAs(membership.role, boardId, holder);
	}

	/** What a socket may do: an archived board is read-only for everybody, whatever their role. */
	async function socketGrant(boardId: string, holder: Holder): Promise<BoardGrant | null> {
		const membership = await membershipOf(boardId, holder.user.id);
		return membership && grantAs(membership.isArchived ? 'viewer' : membership.role, boardId, holder);
	}

	async function boardGrant(credentials: Credentials, boardId: string): Promise<BoardGrant | null> {
		if (!isId(boardId)) return null;
		// A display link gives the least right there is, so a member's own right always is at least as strong.
		const own = credentials.session ? await pageGrant(boardId, credentials.session) : null;
		return own ?? (await displayLinks.grantFromCookies(boardId, credentials.cookieHeader));
	}

	async function door(credentials: Credentials, boardId: string): Promise<Door> {
		const grant = await boardGrant(credentials, boardId);
		if (grant) return { kind: 'open', grant };
		if (credentials.session) return { kind: 'not-found' };
		const endedAt = await displayLinks.endedAt(boardId, credentials.cookieHeader);
		return endedAt ? { kind: 'link-ended', endedAt } : { kind: 'sign-in' };
	}

	async function authorizeBearer(boardId: string, authorizationHeader: string): Promise<SyncAuthorization> {
		const holder = await apiTokens.resolve(authorizationHeader);
		if (!holder) return { ok: false, status: 401 };
		const grant = isId(boardId) ? await socketGrant(boardId, holder) : null;
		return grant ? { ok: true, grant } : { ok: false, status: 404 };
	}

	return {
		boardGrant,
		door,

		/**
		 * 401: nobody is signed in and no display link is held. 404: no such board, or no right; both look the same.
		 * An Authorization header decides alone, so that a stale cookie cannot stand in for a wrong token.
		 */
		async authorizeSync(request: {
			boardId: string;
			cookieHeader?: string | null;
			authorizationHeader?: string | null;
		}): Promise<SyncAuthorization> {
			if (request.authorizationHeader) {
				return authorizeBearer(request.boardId, request.authorizationHeader);
			}
			const { boardId, cookieHeader } = request;
			const session = await sessions.resolve(cookieHeader);
			const own = session && isId(boardId) ? await socketGrant(boardId, session) : null;
			const grant =
				own ?? (isId(boardId) ? await displayLinks.grantFromCookies(boardId, cookieHeader) : null);
			if (grant) return { ok: true, grant };
			const known = session ?? (await displayLinks.holdsAny(cookieHeader));
			return { ok: false, status: known ? 404 : 401 };
		},

		/** The right as it is now, or null if it is gone. Holding a socket open counts as use of the session. */
		async recheck(grant: BoardGrant): Promise<BoardGrant | null> {
			if (grant.principal.kind === 'link') return displayLinks.recheck(grant);
			const holder = isId(grant.sessionId)
				? await apiTokens.resolveById(grant.sessionId)
				: await sessions.resolveById(grant.sessionId);
			if (!holder || holder.user.id !== grant.principal.id) return null;
			return socketGrant(grant.boardId, holder);
		},

		/** The rights of a session by itself, for programs that speak HTTP with a bearer token. */
		bearer: (authorizationHeader: string | null | undefined) => apiTokens.resolve(authorizationHeader),

		/** What a page may say about a board to somebody who was let in. */
		async board(boardId: string) {
			const [row] = await db
				.select({ id: boards.id, title: boards.title, archivedAt: boards.archivedAt })
				.from(boards)
				.where(eq(boards.id, boardId));
			return row ?? null;
		}
	};
}
