// Group commit by a clock that the test turns and a store that does as it is told.
import { describe, expect, test } from 'vitest';
import { systemAuthor, type BoardAppend } from '#lib/server/board-store.ts';
import { TestClock } from '../tests/support/test-clock.ts';
import { createJournal, type Journal, type JournalBoard } from './journal.ts';
import type { JournalLimits } from './limits.ts';
import { silentLog } from './log.ts';

interface Call {
	appends: readonly BoardAppend[];
	retry: boolean;
	succeed(): void;
	fail(error: Error): void;
}

class FakeBoard implements JournalBoard {
	readonly boardId: string;
	events: string[] = [];
	#unwritten: Uint8Array[] = [];

	constructor(boardId: string) {
		this.boardId = boardId;
	}
	get unwrittenBytes() {
		return this.#unwritten.reduce((sum, { length }) => sum + length, 0);
	}
	get unwrittenRows() {
		return this.#unwritten.length;
	}
	write(journal: Journal, bytes = 10) {
		this.#unwritten.push(new Uint8Array(bytes));
		journal.mark(this);
	}
	take(bytesMax: number): BoardAppend {
		let bytes = 0;
		const fitting = this.#unwritten.findIndex(({ length }) => (bytes += length) > bytesMax);
		const count = fitting === -1 ? this.#unwritten.length : Math.max(1, fitting);
		const entries = this.#unwritten.splice(0, count).map((data) => ({ author: systemAuthor, data }));
		return { boardId: this.boardId, headBefore: 0, entries };
	}
	committed(head: number) {
		this.events.push(`committed ${head}`);
	}
	held() {
		this.events.push('held');
	}
	lost(reason: string) {
		this.events.push(`lost ${reason}`);
	}
}

function setUp(limits: Partial<JournalLimits> = {}) {
	const clock = new TestClock();
	const calls: Call[] = [];
	const heads = new Map<string, number>();
	const gone = new Set<string>();
	const append = (appends: readonly BoardAppend[], options?: { retry: boolean }) =>
		new Promise<Map<string, number>>((resolve, reject) => {
			const succeed = () => {
				const answer = new Map<string, number>();
				for (const { boardId, entries } of appends) {
					if (gone.has(boardId)) continue;
					heads.set(boardId, (heads.get(boardId) ?? 0) + entries.length);
					answer.set(boardId, heads.get(boardId) ?? 0);
				}
				resolve(answer);
			};
			calls.push({ appends, retry: options?.retry ?? false, succeed, fail: reject });
		});
	const states: string[] = [];
	const journal = createJournal({
		store: { append },
		clock,
		log: silentLog,
		limits,
		onState: (state) => states.push(state)
	});
	return { clock, calls, journal, states, gone, boards: [new FakeBoard('a'), new FakeBoard('b')] as const };
}

const boardsOf = (call: Call | undefined) =>
	call?.appends.map(({ boardId, entries }) => `${boardId}${entries.length}`);

describe('the journal', () => {
	test('SAVE1 writes what comes during a commit in the next one, for all boards together', async () => {
		const { clock, calls, journal, boards } = setUp();
		const [a, b] = boards;
		a.write(journal);
		a.write(journal);
		await clock.pass(0);
		b.write(journal);
		a.write(journal);
		await clock.pass(1);
		expect(calls).toHaveLength(1);
		expect(boardsOf(calls[0])).toEqual(['a2']);
		calls[0]?.succeed();
		await clock.pass(2);
		expect(calls, 'batches start at least 4 ms apart').toHaveLength(1);
		await clock.pass(1);
		expect(boardsOf(calls[1])).toEqual(['b1', 'a1']);
		calls[1]?.succeed();
		await clock.pass(4);
		expect(a.events).toEqual(['committed 2', 'committed 3']);
		expect(b.events).toEqual(['committed 1']);
		await journal.settled();
	});

	test.each([
		{ boards: 3, startsAfterMs: 6 },
		{ boards: 30, startsAfterMs: 20 }
	])(
		'ROOM18 after a batch of $boards boards the next one starts $startsAfterMs ms later',
		async ({ boards: count, startsAfterMs }) => {
			const { clock, calls, journal } = setUp();
			const boards = Array.from({ length: count }, (_, index) => new FakeBoard(`b${index}`));
			for (const board of boards) board.write(journal);
			await clock.pass(0);
			expect(calls[0]?.appends).toHaveLength(count);
			boards[0]?.write(journal);
			calls[0]?.succeed();
			await clock.pass(startsAfterMs - 1);
			expect(calls).toHaveLength(1);
			await clock.pass(1);
			expect(boardsOf(calls[1])).toEqual(['b01']);
		}
	);

	test('SAVE2 lets work be shown after the hold, and calls the storage healthy again when all is written', async () => {
		const { clock, calls, journal, boards, states } = setUp();
		const [a, b] = boards;
		a.write(journal);
		await clock.pass(49);
		b.write(journal);
		expect(a.events).toEqual([]);
		await clock.pass(1);
		expect([a.events, b.events, states]).toEqual([['held'], ['held'], ['slow']]);
		calls[0]?.succeed();
		await clock.pass(1);
		expect(states).toEqual(['slow']);
		calls[1]?.succeed();
		await clock.pass(0);
		expect(states).toEqual(['slow', 'healthy']);
	});

	test('SAVE3 tries the same batch again until its outcome is known, and says that it is a retry', async () => {
		const { clock, calls, journal, boards, states } = setUp();
		const [a, b] = boards;
		a.write(journal);
		await clock.pass(0);
		calls[0]?.fail(new Error('connection lost'));
		await clock.pass(10);
		b.write(journal);
		await clock.pass(40);
		expect(calls.map(({ retry }) => retry)).toEqual([false, true]);
		expect(calls[1]?.appends).toBe(calls[0]?.appends);
		await clock.pass(10_200);
		expect(calls[2]?.appends, 'no answer counts as an error').toBe(calls[0]?.appends);
		calls[2]?.succeed();
		await clock.pass(0);
		expect(a.events).toEqual(['held', 'committed 1']);
		expect(boardsOf(calls[3])).toEqual(['b1']);
		expect(states).toEqual(['slow']);
	});

	test('SAVE4 calls the storage full when too much or too old work waits, and takes that back', async () => {
		const { clock, calls, journal, boards, states } = setUp({
			queueBytesMax: 100,
			queueAgeMaxMs: 1_000,
			appendMaxMs: 60_000
		});
		const [a, b] = boards;
		a.write(journal, 90);
		await clock.pass(60);
		expect(journal.state).toBe('slow');
		b.write(journal, 20);
		expect(journal.state).toBe('full');
		calls[0]?.succeed();
		await clock.pass(5);
		expect(journal.state).toBe('slow');
		calls[1]?.succeed();
		await clock.pass(5);
		expect(journal.state).toBe('healthy');
		a.write(journal);
		await clock.pass(1_002);
		expect(journal.state).toBe('full');
		expect(states).toEqual(['slow', 'full', 'slow', 'healthy', 'slow', 'full']);
	});

	test('STORE2 tells a board that is gone, and lets one whose rows are refused not hold up the others', async () => {
		const { clock, calls, journal, boards, gone } = setUp();
		const [a, b] = boards;
		gone.add('a');
		a.write(journal);
		b.write(journal);
		await clock.pass(0);
		calls[0]?.succeed();
		await clock.pass(5);
		expect([a.events, b.events]).toEqual([['lost gone'], ['committed 1']]);
		a.write(journal);
		b.write(journal);
		await clock.pass(0);
		const refusal = Object.assign(new Error('invalid byte sequence'), { code: '22021' });
		calls[1]?.fail(refusal);
		await clock.pass(0);
		calls[2]?.fail(refusal);
		await clock.pass(0);
		calls[3]?.succeed();
		await clock.pass(0);
		expect([a.events.at(-1), b.events.at(-1)]).toEqual(['lost refused', 'committed 2']);
	});

	test('SAVE23 a board that does not fit into a batch goes in several, and others have their turn in between', async () => {
		const { clock, calls, journal, boards } = setUp({ batchBytesMax: 50 });
		const [a, b] = boards;
		for (let n = 0; n < 5; n++) a.write(journal, 20);
		b.write(journal, 20);
		const batches: unknown[] = [];
		for (let n = 0; n < 4; n++) {
			await clock.pass(20);
			batches.push(boardsOf(calls[n]));
			calls[n]?.succeed();
		}
		await clock.pass(20);
		expect(batches).toEqual([['a2'], ['b1'], ['a2'], ['a1']]);
		expect([a.events, b.events]).toEqual([['committed 2', 'committed 4', 'committed 5'], ['committed 1']]);
		await journal.settled();
		expect(journal.queuedBytes).toBe(0);
	});

	test('SAVE3 a batch larger than the bound, because one change is, is given longer to be answered', async () => {
		const { clock, calls, journal, boards } = setUp();
		const [a] = boards;
		a.write(journal, 4_000_000);
		await clock.pass(39_999);
		expect(calls).toHaveLength(1);
		await clock.pass(51);
		expect(calls.map(({ retry }) => retry)).toEqual([false, true]);
	});

	test('SAVE5 what waits behind rows that can never be written is not written either', async () => {
		const { clock, calls, journal, boards } = setUp();
		const [a, b] = boards;
		a.write(journal);
		await clock.pass(0);
		a.write(journal);
		b.write(journal);
		const refusal = Object.assign(new Error('invalid byte sequence'), { code: '22021' });
		calls[0]?.fail(refusal);
		await clock.pass(0);
		calls[1]?.fail(refusal);
		await clock.pass(20);
		expect(a.events).toEqual(['lost refused']);
		expect(calls.slice(2).map(boardsOf)).toEqual([['b1']]);
	});

	test('SAVE1 keeps a batch within its bounds; a board too large for one goes alone', async () => {
		const { clock, calls, journal, boards } = setUp({ batchBytesMax: 50 });
		const [a, b] = boards;
		a.write(journal, 70);
		b.write(journal, 10);
		await clock.pass(0);
		expect(boardsOf(calls[0])).toEqual(['a1']);
		calls[0]?.succeed();
		await clock.pass(5);
		expect(boardsOf(calls[1])).toEqual(['b1']);
	});
});
