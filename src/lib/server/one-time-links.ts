// Links that work once (set-up, invitation): the one behind a token, with guesses counted, and why a link no longer works.
import { and, eq, getTableColumns } from 'drizzle-orm';
import { addressKey, type Throttle } from './auth/throttle.ts';
import { hashOfCandidate } from './auth/tokens.ts';
import { isOver } from './db/now.ts';
import type { Db } from './db/open.ts';
import { oneTimeLinks } from './db/schema.ts';

export type LinkRow = typeof oneTimeLinks.$inferSelect & { isOver: boolean };

export const linkColumns = { ...getTableColumns(oneTimeLinks), isOver: isOver(oneTimeLinks.expiresAt) };

/** Wrong tokens from one address: ten at once, then one each six seconds. */
export const guessRule = { burst: 10, refillMs: 6_000 };

/** Why a link that works once does not work. */
export type DeadLink =
	| { ok: false; reason: 'unknown' }
	| { ok: false; reason: 'used' | 'expired' | 'revoked'; endedAt: Date }
	| { ok: false; reason: 'slow-down'; retryAfterMs: number };

/** The link behind a token, dead or alive. A token that exists does not count as a guess. */
export async function findLink(
	db: Db,
	guesses: Throttle,
	kind: LinkRow['kind'],
	input: { token: unknown; ip: string }
): Promise<{ ok: true; link: LinkRow } | DeadLink> {
	const address = addressKey(input.ip);
	const waitMs = guesses.take(address);
	if (waitMs > 0) return { ok: false, reason: 'slow-down', retryAfterMs: waitMs };
	const tokenHash = hashOfCandidate(input.token);
	if (!tokenHash) return { ok: false, reason: 'unknown' };
	const [link] = await db
		.select(linkColumns)
		.from(oneTimeLinks)
		.where(and(eq(oneTimeLinks.tokenHash, tokenHash), eq(oneTimeLinks.kind, kind)));
	if (!link) return { ok: false, reason: 'unknown' };
	guesses.giveBack(address);
	return { ok: true, link };
}

/** Why a one-time link does not work any more, or null if it does. */
export function deadLink(link: LinkRow): DeadLink | null {
	if (link.usedAt) return { ok: false, reason: 'used', endedAt: link.usedAt };
	if (link.revokedAt) return { ok: false, reason: 'revoked', endedAt: link.revokedAt };
	return link.isOver ? { ok: false, reason: 'expired', endedAt: link.expiresAt } : null;
}
