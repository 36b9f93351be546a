// Named, expiring, revocable links that show one board read-only to whoever holds them, without an account.
import { and, count, desc, eq, getTableColumns, gt, inArray, isNull } from 'drizzle-orm';
import { parseCookieHeader } from './auth/cookies.ts';
import { isId, newId } from '#lib/board/id.ts';
import { announce } from './access-changes.ts';
import { askedTogether } from './asked-together.ts';
import { audit, type Actor } from './audit.ts';
import { cookieName, type CookieToSet } from './auth/lucia.ts';
import { addressKey, createThrottle } from './auth/throttle.ts';
import { hashOfCandidate, hashToken, newToken } from './auth/tokens.ts';
import { afterDatabaseNow, byOwnClock, databaseNow, databaseNowMs, isOver } from './db/now.ts';
import type { Db } from './db/open.ts';
import { displayLinks, displaySessions } from './db/schema.ts';
import type { BoardGrant } from './grant.ts';
import { checkName, type Fault } from './input.ts';
import { ownerOnly } from './rights.ts';

const hourMs = 3_600_000;
export const linkHoursMax = 24 * 31;
/** Links of one board that work at the same time. */
export const liveLinksMax = 20;
/** Wrong tokens from one address: ten at once, then one each six seconds. */
const guessRule = { burst: 10, refillMs: 6_000 };

export type LinkState = 'live' | 'expired' | 'revoked';

export interface DisplayLinkRow {
	id: string;
	name: string;
	createdAt: Date;
	expiresAt: Date;
	revokedAt: Date | null;
	state: LinkState;
}

export type MakeLinkResult =
	| { ok: true; id: string; token: string; expiresAt: Date }
	| { ok: false; reason: 'not-found' | 'forbidden' | 'too-many' }
	| { ok: false; reason: 'invalid'; faults: { name?: Fault; hours?: 'out-of-range' } };

export type OpenLinkResult =
	| { ok: true; boardId: string; cookie: CookieToSet }
	| { ok: false; reason: 'unknown' }
	| { ok: false; reason: 'expired' | 'revoked'; endedAt: Date }
	| { ok: false; reason: 'slow-down'; retryAfterMs: number };

export type DisplayLinks = ReturnType<typeof createDisplayLinks>;

interface DisplayLinkParts {
	db: Db;
	secureCookies: boolean;
	now?: () => number;
}

const linkColumns = { ...getTableColumns(displayLinks), isOver: isOver(displayLinks.expiresAt) };

export function createDisplayLinks({ db, secureCookies, now }: DisplayLinkParts) {
	const guesses = createThrottle(guessRule, now);
	const cookiePrefix = cookieName('display_', secureCookies);

	const findSession = askedTogether(async (ids) => {
		const rows = await db
			.select({ display_sessions: displaySessions, display_links: linkColumns, nowMs: databaseNowMs })
			.from(displaySessions)
			.innerJoin(displayLinks, eq(displayLinks.id, displaySessions.linkId))
			.where(inArray(displaySessions.id, [...ids]));
		return new Map(rows.map((row) => [row.display_sessions.id, row]));
	});

	type SessionRow = NonNullable<Awaited<ReturnType<typeof findSession>>>;

	function grantOf(row: SessionRow): BoardGrant | null {
		const link = row.display_links;
		const isSessionOver = row.display_sessions.expiresAt.getTime() <= row.nowMs;
		if (link.revokedAt || link.isOver || isSessionOver) return null;
		return {
			boardId: link.boardId,
			role: 'viewer',
			principal: { kind: 'link', id: link.id, name: link.name },
			sessionId: row.display_sessions.id,
			endsAt: byOwnClock(link.expiresAt, row.nowMs)
		};
	}

	/** There is one cookie per board, so that one screen can show two boards. */
	async function sessionFromCookies(boardId: string, cookieHeader: string | null | undefined) {
		const tokenHash = hashOfCandidate(parseCookieHeader(cookieHeader).get(cookiePrefix + boardId));
		const row = tokenHash ? await findSession(tokenHash) : null;
		return row?.display_links.boardId === boardId ? row : null;
	}

	/** Exchanges a link's token for a cookie that is good for its board only. */
	async function open(input: { token: unknown; ip: string }): Promise<OpenLinkResult> {
		const address = addressKey(input.ip);
		const waitMs = guesses.take(address);
		if (waitMs > 0) return { ok: false, reason: 'slow-down', retryAfterMs: waitMs };
		const tokenHash = hashOfCandidate(input.token);
		if (!tokenHash) return { ok: false, reason: 'unknown' };
		const [link] = await db
			.select({ ...linkColumns, nowMs: databaseNowMs })
			.from(displayLinks)
			.where(eq(displayLinks.tokenHash, tokenHash));
		if (!link) return { ok: false, reason: 'unknown' };
		guesses.giveBack(address);
		const ended = endedAt(link);
		if (ended) return { ok: false, reason: link.revokedAt ? 'revoked' : 'expired', endedAt: ended };
		const token = newToken();
		await db.transaction(async (tx) => {
			await tx
				.insert(displaySessions)
				.values({ id: hashToken(token), linkId: link.id, expiresAt: link.expiresAt });
			await audit(tx, {
				actor: { kind: 'link', id: link.id },
				action: 'link-opened',
				boardId: link.boardId
			});
		});
		const maxAge = Math.ceil((link.expiresAt.getTime() - link.nowMs) / 1000);
		return {
			ok: true,
			boardId: link.boardId,
			cookie: {
				name: cookiePrefix + link.boardId,
				value: token,
				// The cookie outlives its link a little, so that the screen can say that the link ended.
				attributes: {
					path: '/',
					httpOnly: true,
					sameSite: 'lax',
					secure: secureCookies,
					maxAge: maxAge + 86_400
				}
			}
		};
	}

	async function make(
		actor: Actor,
		boardId: string,
		input: { name: unknown; hours: number }
	): Promise<MakeLinkResult> {
		const name = checkName(input.name);
		const hoursRight = input.hours > 0 && input.hours <= linkHoursMax;
		if (name.value === null || !hoursRight) {
			const faults: { name?: Fault; hours?: 'out-of-range' } = {};
			if (name.fault) faults.name = name.fault;
			if (!hoursRight) faults.hours = 'out-of-range';
			return { ok: false, reason: 'invalid', faults };
		}
		const value = name.value;
		return db.transaction(async (tx): Promise<MakeLinkResult> => {
			const refusal = await ownerOnly(tx, actor, boardId);
			if (refusal) return { ok: false, reason: refusal };
			const [live] = await tx
				.select({ n: count() })
				.from(displayLinks)
				.where(
					and(
						eq(displayLinks.boardId, boardId),
						isNull(displayLinks.revokedAt),
						gt(displayLinks.expiresAt, databaseNow)
					)
				);
			if ((live?.n ?? 0) >= liveLinksMax) return { ok: false, reason: 'too-many' };
			const id = newId();
			const token = newToken();
			const [made] = await tx
				.insert(displayLinks)
				.values({
					id,
					boardId,
					name: value,
					tokenHash: hashToken(token),
					createdBy: actor.kind === 'user' ? actor.id : null,
					expiresAt: afterDatabaseNow(input.hours * hourMs)
				})
				.returning({ expiresAt: displayLinks.expiresAt });
			if (!made) throw new Error('an inserted link did not come back');
			await audit(tx, { actor, action: 'link-made', boardId, detail: { linkId: id } });
			return { ok: true, id, token, expiresAt: made.expiresAt };
		});
	}

	return {
		open,
		make,

		async list(boardId: string): Promise<DisplayLinkRow[]> {
			const rows = await db
				.select(linkColumns)
				.from(displayLinks)
				.where(eq(displayLinks.boardId, boardId))
				.orderBy(desc(displayLinks.createdAt))
				.limit(100);
			return rows.map((row) => ({
				id: row.id,
				name: row.name,
				createdAt: row.createdAt,
				expiresAt: row.expiresAt,
				revokedAt: row.revokedAt,
				state: stateOf(row)
			}));
		},

		/** Ends a link on every open screen. Revoking an ended link changes nothing. */
		async revoke(
			actor: Actor,
			boardId: string,
			linkId: string
		): Promise<{ ok: true } | { ok: false; reason: 'not-found' | 'forbidden' }> {
			return db.transaction(async (tx) => {
				const refusal = await ownerOnly(tx, actor, boardId);
				if (refusal) return { ok: false, reason: refusal } as const;
				if (!isId(linkId)) return { ok: false, reason: 'not-found' } as const;
				const [link] = await tx
					.select(linkColumns)
					.from(displayLinks)
					.where(and(eq(displayLinks.id, linkId), eq(displayLinks.boardId, boardId)))
					.for('update');
				if (!link) return { ok: false, reason: 'not-found' } as const;
				if (stateOf(link) !== 'live') return { ok: true } as const;
				await tx.update(displayLinks).set({ revokedAt: databaseNow }).where(eq(displayLinks.id, linkId));
				await audit(tx, { actor, action: 'link-revoked', boardId, detail: { linkId } });
				await announce(tx, { kind: 'link-revoked', linkId });
				return { ok: true } as const;
			});
		},

		async grantFromCookies(boardId: string, cookieHeader: string | null | undefined) {
			const row = await sessionFromCookies(boardId, cookieHeader);
			return row ? grantOf(row) : null;
		},

		/** When the link behind a board's display cookie ended; null if it lives or there is none. */
		async endedAt(boardId: string, cookieHeader: string | null | undefined): Promise<Date | null> {
			const row = isId(boardId) ? await sessionFromCookies(boardId, cookieHeader) : null;
			return row ? endedAt(row.display_links) : null;
		},

		/** Whether the request carries a display cookie that still works, for whichever board. */
		async holdsAny(cookieHeader: string | null | undefined): Promise<boolean> {
			for (const name of parseCookieHeader(cookieHeader).keys()) {
				if (!name.startsWith(cookiePrefix)) continue;
				const row = await sessionFromCookies(name.slice(cookiePrefix.length), cookieHeader);
				if (row && grantOf(row)) return true;
			}
			return false;
		},

		async recheck(grant: BoardGrant): Promise<BoardGrant | null> {
			const row = await findSession(grant.sessionId);
			return row ? grantOf(row) : null;
		}
	};
}

function stateOf(link: { revokedAt: Date | null; isOver: boolean }): LinkState {
	if (link.revokedAt) return 'revoked';
	return link.isOver ? 'expired' : 'live';
}

function endedAt(link: { revokedAt: Date | null; expiresAt: Date; isOver: boolean }): Date | null {
	if (link.revokedAt) return link.revokedAt;
	return link.isOver ? link.expiresAt : null;
}
