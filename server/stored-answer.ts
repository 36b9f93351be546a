// What a newcomer can be sent of a big board before the board is open: its checkpoint and the rows behind it, as they are stored.
// Nothing in it says that the newcomer is in sync; that is for the open board to say.
import * as Y from 'yjs';
import { schemaVersion } from '#lib/board/schema/version.ts';
import { writeStep1, writeUpdate } from '#lib/protocol/write-frame.ts';
import { DamagedLogError, type BoardStore, type StoredBoard } from '#lib/server/board-store.ts';
import { wait, type Clock } from './clock.ts';
import type { SyncLimits } from './limits.ts';

export interface StoredAnswer {
	frames: Uint8Array[];
	/** Of what is in the frames. */
	stateVector: Uint8Array;
}

const question = writeStep1(Uint8Array.of(0));

/** True for the first question of a client that has nothing. */
export function asksForEverything(frame: Uint8Array): boolean {
	return Buffer.compare(frame, question) === 0;
}

/** A socket that waits for its board. */
interface Waiting {
	readonly grant: { readonly boardId: string };
	readonly unsentBytes: number;
	/** True if it had asked and was sent this. */
	sendStored(answer: StoredAnswer): boolean;
}

export interface StoredAnswerParts {
	store: Pick<BoardStore, 'aboutCheckpoint'>;
	clock: Clock;
	limits: SyncLimits;
	connections: Iterable<Waiting>;
}

/** Making a document takes the whole process for a while; what can be sent is on its way before that. */
export async function sendStored(
	boardId: string,
	stored: StoredBoard,
	{ store, clock, limits, connections }: StoredAnswerParts
): Promise<void> {
	const answer = await storedAnswer(boardId, stored, store, limits);
	if (answer === null) return;
	const receivers = [...connections].filter(
		(connection) => connection.grant.boardId === boardId && connection.sendStored(answer)
	);
	const endMs = clock.monotonic() + limits.storedSendMaxMs;
	while (receivers.some(({ unsentBytes }) => unsentBytes > 0) && clock.monotonic() < endMs) {
		await wait(clock, limits.storedSendCheckMs);
	}
}

/**
 * Null where the board must be open first: it is small, or of another schema, or the system itself changed it since, as a
 * migration by a newer server would. Throws where the board cannot be read.
 */
async function storedAnswer(
	boardId: string,
	{ checkpoint, rows }: StoredBoard,
	store: StoredAnswerParts['store'],
	limits: SyncLimits
): Promise<StoredAnswer | null> {
	if (checkpoint === null || checkpoint.data.length < limits.storedAnswerBytesMin) return null;
	const facts = await store.aboutCheckpoint(boardId, checkpoint.seq);
	if (facts?.schemaVersion !== schemaVersion || facts.hasSystemRowsBehind) return null;
	const tail = rows.map(({ data }) => data);
	const ends = endsWithoutGap(boardId, facts.stateVector, tail);
	if (ends === null) return null;
	const updates = tail.length === 0 ? [checkpoint.data] : [checkpoint.data, Y.mergeUpdates(tail)];
	return { frames: updates.map(writeUpdate), stateVector: Y.encodeStateVector(ends) };
}

/** Where each author's changes end; null if some of them are missing. */
function endsWithoutGap(
	boardId: string,
	stateVector: Uint8Array,
	tail: readonly Uint8Array[]
): Map<number, number> | null {
	try {
		const ends = Y.decodeStateVector(stateVector);
		for (const update of tail) {
			const { from, to } = Y.parseUpdateMeta(update);
			for (const [client, start] of from) if (start > (ends.get(client) ?? 0)) return null;
			for (const [client, end] of to) ends.set(client, Math.max(end, ends.get(client) ?? 0));
		}
		return ends;
	} catch (error) {
		throw new DamagedLogError(`the log of board ${boardId} cannot be read: restore it from a backup`, {
			cause: error
		});
	}
}
