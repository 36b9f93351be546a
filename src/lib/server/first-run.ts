// The first run of an installation: the sample board, once, and the one-time link by which its first owner is set up.
import { readFile } from 'node:fs/promises';
import { and, desc, eq, isNotNull, notExists, sql } from 'drizzle-orm';
import { boardFileUpdate, parseBoardFile } from '#lib/board/board-file.ts';
import { newId } from '#lib/board/id.ts';
import { countUsers, insertUser, type Accounts, type PersonFaults } from './accounts.ts';
import type { Writer } from './audit.ts';
import type { CookieToSet } from './auth/lucia.ts';
import { createThrottle } from './auth/throttle.ts';
import { hashToken, newToken } from './auth/tokens.ts';
import { insertBoard } from './boards.ts';
import { afterDatabaseNow, databaseNow } from './db/now.ts';
import type { Db } from './db/open.ts';
import { boardMembers, boards, oneTimeLinks } from './db/schema.ts';
import { grantRole } from './members.ts';
import { deadLink, findLink, guessRule, type DeadLink, type LinkRow } from './one-time-links.ts';

/** A set-up link that nobody used for a day is dead; the next start prints a new one. */
const setupLinkHours = 24;
/** Held while deciding who is first, so that two processes or two people never both are. */
const firstRunLock = 0x5a_4d_7b_1e;

export interface FirstRunState {
	/** Address to print; null once there is somebody who can sign in. */
	setupUrl: string | null;
	sample: 'imported' | 'there' | 'absent' | 'not-wanted' | { problems: readonly string[] };
}

type SampleFile = { json: unknown } | { problem: string } | null;

export type SetupResult =
	| { ok: true; cookie: CookieToSet; boardId: string | null }
	| DeadLink
	| { ok: false; reason: 'already-set-up' }
	| { ok: false; reason: 'invalid'; faults: PersonFaults }
	| { ok: false; reason: 'busy' };

export function createFirstRun(db: Db, accounts: Accounts, origin: string, now?: () => number) {
	const guesses = createThrottle(guessRule, now);

	type Found = { ok: true; link: LinkRow } | DeadLink | { ok: false; reason: 'already-set-up' };

	async function find(input: { token: unknown; ip: string }): Promise<Found> {
		const found = await findLink(db, guesses, 'setup', input);
		if (!found.ok) return found;
		if ((await countUsers(db)) > 0) return { ok: false, reason: 'already-set-up' };
		return deadLink(found.link) ?? found;
	}

	return {
		/** At each start: makes the sample board once and, while there is no user, a fresh set-up link. */
		async prepare({ samplePath }: { samplePath: string }): Promise<FirstRunState> {
			const sampleFile = await readSample(samplePath);
			return db.transaction(async (tx) => {
				await tx.execute(sql`select pg_advisory_xact_lock(${firstRunLock})`);
				if ((await countUsers(tx)) > 0) return { setupUrl: null, sample: 'not-wanted' };
				const { sample, boardId } = await ensureSample(tx, sampleFile);
				const token = newToken();
				await tx.insert(oneTimeLinks).values({
					id: newId(),
					tokenHash: hashToken(token),
					kind: 'setup',
					boardId,
					boardRole: 'owner',
					expiresAt: afterDatabaseNow(setupLinkHours * 3_600_000)
				});
				return { setupUrl: `${origin}/setup#${token}`, sample };
			});
		},

		/** Whether there is nobody yet who could sign in. */
		async pending(): Promise<boolean> {
			return (await countUsers(db)) === 0;
		},

		async open(input: { token: unknown; ip: string }): Promise<{ ok: true } | Exclude<Found, { ok: true }>> {
			const found = await find(input);
			return found.ok ? { ok: true } : found;
		},

		/** Makes the first owner, signs them in and gives them the sample board. Works once per installation. */
		async complete(
			input: { token: unknown; ip: string },
			person: { email: unknown; name: unknown; password: unknown }
		): Promise<SetupResult> {
			const found = await find(input);
			if (!found.ok) return found;
			const checked = await accounts.checkPerson(person);
			if (!checked.ok) return checked;
			const { email, name, passwordHash } = checked;
			const made = await db.transaction(async (tx) => {
				await tx.execute(sql`select pg_advisory_xact_lock(${firstRunLock})`);
				if ((await countUsers(tx)) > 0) return null;
				const userId = await insertUser(tx, { email, name, passwordHash, role: 'owner' }, 'self');
				if (!userId) return null;
				await tx.update(oneTimeLinks).set({ usedAt: databaseNow }).where(eq(oneTimeLinks.id, found.link.id));
				return { userId, boardId: await adoptSample(tx, userId) };
			});
			if (!made) return { ok: false, reason: 'already-set-up' };
			return { ok: true, cookie: await accounts.startSession(made.userId), boardId: made.boardId };
		}
	};
}

/** Gives the sample board to its first owner, whichever way they came. Null if there is none without people. */
export async function adoptSample(tx: Writer, userId: string): Promise<string | null> {
	const boardId = await orphanSample(tx);
	if (boardId) await grantRole(tx, { actor: { kind: 'user', id: userId }, boardId, userId, role: 'owner' });
	return boardId;
}

/** The board that a set-up link points at and that nobody is a member of. */
async function orphanSample(tx: Writer): Promise<string | null> {
	const members = tx.select().from(boardMembers).where(eq(boardMembers.boardId, oneTimeLinks.boardId));
	const [row] = await tx
		.select({ boardId: oneTimeLinks.boardId })
		.from(oneTimeLinks)
		.where(and(eq(oneTimeLinks.kind, 'setup'), isNotNull(oneTimeLinks.boardId), notExists(members)))
		.orderBy(desc(oneTimeLinks.createdAt))
		.limit(1);
	return row?.boardId ?? null;
}

async function ensureSample(
	tx: Writer,
	file: SampleFile
): Promise<{ sample: FirstRunState['sample']; boardId: string | null }> {
	const boardId = await orphanSample(tx);
	if (boardId) return { sample: 'there', boardId };
	const [anyBoard] = await tx.select({ id: boards.id }).from(boards).limit(1);
	if (anyBoard) return { sample: 'not-wanted', boardId: null };
	if (file === null) return { sample: 'absent', boardId: null };
	if ('problem' in file) return { sample: { problems: [file.problem] }, boardId: null };
	const parsed = parseBoardFile(file.json);
	if (!parsed.ok) return { sample: { problems: parsed.problems }, boardId: null };
	const update = boardFileUpdate(parsed.file, newId);
	const id = await insertBoard(tx, { kind: 'system' }, parsed.file.board.title, update);
	return { sample: 'imported', boardId: id };
}

/** The parsed sample; null if there is no such file. A file that is no JSON is a problem to name, not a reason to stop. */
async function readSample(path: string): Promise<SampleFile> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
		throw error;
	}
	try {
		return { json: JSON.parse(text) };
	} catch (error) {
		return { problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
	}
}
