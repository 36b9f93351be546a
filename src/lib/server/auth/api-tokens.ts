// Tokens by which programs act for a person: shown once, stored as SHA-256, sent as `Authorization: Bearer …`.
import { and, eq, inArray, isNull, type SQL } from 'drizzle-orm';
import { newId } from '#lib/board/id.ts';
import { askedTogether } from '../asked-together.ts';
import { audit, type Actor } from '../audit.ts';
import type { Db } from '../db/open.ts';
import { apiTokens, users } from '../db/schema.ts';
import type { ServiceLog } from '../services.ts';
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

export function createApiTokens(db: Db, log: Pick<ServiceLog, 'warn'>) {
	interface Found {
		holder: TokenHolder;
		tokenHash: string;
		lastUsedAt: Date | null;
	}

	async function find(condition: SQL): Promise<Found[]> {
		const rows = await db
			.select()
			.from(apiTokens)
			.innerJoin(users, eq(users.id, apiTokens.userId))
			.where(and(condition, isNull(apiTokens.revokedAt), isNull(users.disabledAt)));
		return rows.map(({ users: { id, name, email, role }, api_tokens: token }) => ({
			holder: {
				user: { id, name, email, role },
				sessionId: token.id,
				endsAt: new Date(Date.now() + tokenGrantMs)
			},
			tokenHash: token.tokenHash,
			lastUsedAt: token.lastUsedAt
		}));
	}

	const findByHash = askedTogether(async (hashes) => {
		const found = await find(inArray(apiTokens.tokenHash, [...hashes]));
		return new Map(found.map((one) => [one.tokenHash, one]));
	});

	const findById = askedTogether(async (ids) => {
		const found = await find(inArray(apiTokens.id, [...ids]));
		return new Map(found.map(({ holder }) => [holder.sessionId, holder]));
	});

	const noteUses = askedTogether<true>(async (ids) => {
		try {
			await db
				.update(apiTokens)
				.set({ lastUsedAt: new Date() })
				.where(inArray(apiTokens.id, [...ids]));
		} catch (error) {
			log.warn('the last use of tokens cannot be noted', { tokens: ids.length, reason: String(error) });
		}
		return new Map(ids.map((id) => [id, true]));
	});

	/** Nobody waits for it: after a restart hundreds come with their tokens at once. */
	function noteUse({ holder, lastUsedAt }: Found): void {
		if (lastUsedAt !== null && Date.now() - lastUsedAt.getTime() < lastUseStepMs) return;
		void noteUses(holder.sessionId);
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
			const found = await findByHash(tokenHash);
			if (!found) return null;
			noteUse(found);
			return found.holder;
		},

		resolveById: async (id: string) => (await findById(id)) ?? null
	};
}
