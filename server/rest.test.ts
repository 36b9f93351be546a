// Which boards are kept as bytes after a quiet while, and what finding that out may cost.
import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { TestClock } from '../tests/support/test-clock.ts';
import { BoardContent } from './board-content.ts';
import { BoardSize } from './board-size.ts';
import { syncLimits } from './limits.ts';
import { restSome } from './rest.ts';
import { StoredContent } from './stored-content.ts';
import { createSyncMetrics } from './sync-metrics.ts';

const { restAfterMs, restBytesMax, restsPerCheckMax, checkpointBytes } = syncLimits;
const encode = vi.spyOn(StoredContent, 'ofDocument');

/** A board of about that size, of which so much is known beforehand. */
function board(clock: TestClock, bytes: number, knownBytes = 0) {
	const doc = new Y.Doc();
	const text = doc.getText('text');
	text.insert(0, 'x'.repeat(bytes));
	const content = new BoardContent('board', doc, {
		clock,
		limits: syncLimits,
		metrics: createSyncMetrics(),
		onDocument: () => {},
		onDamaged: (error) => {
			throw error;
		}
	});
	return { text, content, restIfQuiet: () => content.restIfQuiet(1, knownBytes) };
}

async function quietClock() {
	encode.mockClear();
	const clock = new TestClock();
	return { clock, wait: () => clock.pass(restAfterMs) };
}

test('ROOM19 a board that is known to be too large is never encoded to find that out', async () => {
	const { clock, wait } = await quietClock();
	const large = board(clock, 2 * restBytesMax, restBytesMax + 1);
	for (let minute = 0; minute < 5; minute++) {
		await wait();
		expect(large.restIfQuiet()).toBe(false);
	}
	expect(encode).not.toHaveBeenCalled();
	expect(large.content.isAtRest).toBe(false);
});

test('ROOM19 a board that turns out too large is looked at again only after a change', async () => {
	const { clock, wait } = await quietClock();
	const { text, content, restIfQuiet } = board(clock, 2 * restBytesMax);
	await wait();
	expect(restIfQuiet()).toBe(true);
	for (let minute = 0; minute < 5; minute++) {
		await wait();
		expect(restIfQuiet()).toBe(false);
	}
	expect(encode).toHaveBeenCalledTimes(1);
	text.delete(0, text.length);
	expect(restIfQuiet()).toBe(false);
	await wait();
	expect(restIfQuiet()).toBe(true);
	expect(content.isAtRest).toBe(true);
});

test('ROOM19 boards that turn out too large count among the few that are looked at in one go', async () => {
	const { clock, wait } = await quietClock();
	const boards = Array.from({ length: 3 * restsPerCheckMax }, () => board(clock, 2 * restBytesMax));
	await wait();
	for (let check = 1; check <= 4; check++) {
		restSome(boards, restsPerCheckMax);
		expect(encode).toHaveBeenCalledTimes(Math.min(check * restsPerCheckMax, boards.length));
	}
});

test('ROOM19 what is known of a size: the newest checkpoint, and a tail that is too long to look into', () => {
	const known = (tailBytes: number) =>
		new BoardSize({ checkpointBytes: 100, tailRows: 1, tailBytes }, syncLimits, () => 0).foldedBytes;
	expect(known(checkpointBytes)).toBe(100);
	expect(known(checkpointBytes + 1)).toBe(checkpointBytes + 101);
});
