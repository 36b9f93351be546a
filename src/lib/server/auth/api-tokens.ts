// Tokens by which programs act for a person: shown once, stored as SHA-256, sent as `Authorization: Bearer …`.
import { and, eq, isNull, lt, or } from 'drizzle-orm';
import { newId } from '#lib/board/id.ts';
import { audit, type Actor } from '../audit.ts';
import type { Db } from '../db/open.ts';
import { apiTokens, users } from '../db/schema.ts';
import type { SignedInUser } from './lucia.ts';
import { hashOfCandidate, hashToken, newToken } from './tokens.ts';

/** The time of last use is written at most this often. */
const lastUseStepMs = 300_000;
/** A right that rests on a token is looked at again after this long, besides the regular sweep. */
const tokenGrantMs = 12 * 3_600_000;

export interface TokenHolder {
	user: SignedInUser;
	/** The token's id, which stands where a session's would. */
	sessionId: string;
	endsAt: Date;
}

export type ApiTokens = ReturnType<typeof createApiTokens>;

export function createApiTokens(db: Db) {
	async function holderWhere(condition: ReturnType<typeof eq>): Promise<TokenHolder | null> {
		const [row] = await db
			.select()
			.from(apiTokens)
			.innerJoin(users, eq(users.id, apiTokens.userId))
			.where(and(condition, isNull(apiTokens.revokedAt), isNull(users.disabledAt)));
		if (!row) return null;
		const { id, name, email, role } = row.users;
		return {
			user: { id, name, email, role },
			sessionId: row.api_tokens.id,
			endsAt: new Date(Date.now() + tokenGrantMs)
		};
	}

	return {
		/** The only time the token is seen. */
		async add(userId: string, name: string, actor: Actor): Promise<{ id: string; token: string }> {
			const id = newId();
			const token = newToken();
			await db.transaction(async (tx) => {
				await tx.insert(apiTokens).values({ id, tokenHash: hashToken(token), userId, name });
				await audit(tx, { actor, action: 'token-added', detail: { tokenId: id, userId } });
			});
			return { id, token };
		},

		async resolve(authorizationHeader: string | null | undefined): Promise<TokenHolder | null> {
			const [, candidate] = /^Bearer +(\S+) *$/i.exec(authorizationHeader ?? '') ?? [];
			const tokenHash = hashOfCandidate(candidate);
			if (!tokenHash) return null;
			const holder = await holderWhere(eq(apiTokens.tokenHash, tokenHash));
			if (!holder) return null;
			const stale = new Date(Date.now() - lastUseStepMs);
			await db
				.update(apiTokens)
				.set({ lastUsedAt: new Date() })
				.where(
					and(
						eq(apiTokens.id, holder.sessionId),
						or(isNull(apiTokens.lastUsedAt), lt(apiTokens.lastUsedAt, stale))
					)
				);
			return holder;
		},

		resolveById: (id: string) => holderWhere(eq(apiTokens.id, id))
	};
}
