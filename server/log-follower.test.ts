// Following a log that others write: what is done where a number was heard and there is nothing to read.
import { expect, test } from 'vitest';
import { systemAuthor, type StoredRow } from '#lib/server/board-store.ts';
import { TestClock } from '../tests/support/test-clock.ts';
import { LogFollower, type FollowedRoom } from './log-follower.ts';
import { silentLog } from './log.ts';

const boardId = 'benghazi';
const row = (seq: number): StoredRow => ({ seq, author: systemAuthor, data: Uint8Array.of(0, 0) });

/** A room at row 1; `reads` are the rows that it finds behind that, time by time. */
function following(reads: StoredRow[][], head: number) {
	const clock = new TestClock();
	const taken: number[] = [];
	const ledger = { head: 1 };
	let isLost = false;
	const room: FollowedRoom = {
		boardId,
		get isDestroyed() {
			return isLost;
		},
		ledger,
		takeStored: (rows) => {
			taken.push(...rows.map(({ seq }) => seq));
			ledger.head = rows.at(-1)?.seq ?? ledger.head;
		},
		takeContestedTitle: () => undefined
	};
	const store = {
		rowsAfter: () => Promise.resolve(reads.shift() ?? []),
		heads: () => Promise.resolve(new Map(head === 0 ? [] : [[boardId, head]])),
		listTitle: () => Promise.resolve()
	};
	const follower = new LogFollower({ store, clock, log: silentLog, onLost: () => (isLost = true) });
	return {
		taken,
		hear: async (heard: number) => {
			follower.heard(room, heard);
			await clock.pass(0);
		},
		isLost: () => isLost
	};
}

test('NODE23 rows that were let go before they were read: the board is opened anew', async () => {
	const follower = following([], 3);
	await follower.hear(3);
	expect(follower.isLost()).toBe(true);
});

test('NODE23 rows that come just then are read', async () => {
	const follower = following([[], [row(2), row(3)]], 3);
	await follower.hear(3);
	expect(follower.taken).toEqual([2, 3]);
	expect(follower.isLost()).toBe(false);
});

test.each([
	['wrong', 1],
	['of a board that is gone', 0]
])('NODE23 a number that was %s changes nothing', async (_what, head) => {
	const follower = following([], head);
	await follower.hear(7);
	expect(follower.taken).toEqual([]);
	expect(follower.isLost()).toBe(false);
});
