// Makes secret tokens and the hashes under which they are stored. A token itself is never written anywhere.
import { createHash, randomBytes } from 'node:crypto';

/** 160 random bits, the figure for session and link tokens. */
const tokenBytes = 20;

/** Longest token that is looked at; anything longer cannot be one of ours. */
export const tokenCharsMax = 128;

export function newToken(): string {
	return randomBytes(tokenBytes).toString('base64url');
}

/** SHA-256 in hex. A plain hash is enough, because tokens are random and long. */
export function hashToken(token: string): string {
	return createHash('sha256').update(token, 'utf8').digest('hex');
}

/** The hash of something that may be a token, or null if it cannot be one. */
export function hashOfCandidate(token: unknown): string | null {
	if (typeof token !== 'string') return null;
	const trimmed = token.trim();
	return /^[A-Za-z0-9_-]{20,128}$/.test(trimmed) ? hashToken(trimmed) : null;
}
