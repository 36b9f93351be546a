// What of one board is handed to the journal, and who hears when of its commit.
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Ledger } from './ledger.ts';

const anna = { kind: 'user', id: 'anna' } as const;
const ben = { kind: 'user', id: 'ben' } as const;

function ledgerWith(titles: string[] = []) {
	const events: string[] = [];
	const ledger = new Ledger('b'.repeat(22), 0, {
		show: (update) => events.push(`shown ${keysIn(update)}`),
		settled: (rows, _bytes, head) => events.push(`settled ${rows} up to ${head}`),
		lost: (reason) => events.push(`lost ${reason}`),
		takeTitle: () => titles.shift()
	});
	return { ledger, events };
}

const written = new Y.Doc();

/** A change that sets `key`. */
function change(key: string): Uint8Array {
	const before = Y.encodeStateVector(written);
	written.getMap('content').set(key, true);
	return Y.encodeStateAsUpdate(written, before);
}

function keysIn(update: Uint8Array): string {
	return Y.decodeUpdate(update)
		.structs.map((struct) => (struct instanceof Y.Item ? struct.parentSub : null))
		.join(' ');
}

test('SAVE23 a part that fits is handed over, in order; each is told when all up to its own change is committed', () => {
	const { ledger, events } = ledgerWith();
	const updates = ['a', 'b', 'c', 'd'].map(change);
	const [a, b, c, d] = updates as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
	ledger.add(anna, a);
	ledger.add(anna, b);
	ledger.whenCommitted(() => events.push('b is saved'));
	ledger.add(ben, c);
	ledger.whenCommitted(() => events.push('c may be shown'), { first: true });
	ledger.add(ben, d);
	ledger.whenCommitted(() => events.push('d is saved'));

	const first = ledger.take(a.length + b.length + c.length - 1, 100);
	expect(first.entries.map(({ author, data }) => [author.id, keysIn(data)])).toEqual([['anna', 'a b']]);
	expect([ledger.unwrittenRows, ledger.unwrittenBytes]).toEqual([2, c.length + d.length]);
	ledger.committed(1);
	expect(events.splice(0)).toEqual(['shown a b', 'b is saved', 'settled 1 up to 1']);
	expect([ledger.isSettled, ledger.head]).toEqual([false, 1]);

	const second = ledger.take(1_000_000, 1);
	expect([second.headBefore, ...second.entries.map(({ data }) => keysIn(data))]).toEqual([1, 'c']);
	ledger.committed(2);
	expect(events.splice(0)).toEqual(['c may be shown', 'shown c', 'settled 1 up to 2']);

	expect(ledger.take(1, 100).entries, 'one at least').toHaveLength(1);
	ledger.committed(3);
	expect(events).toEqual(['shown d', 'd is saved', 'settled 1 up to 3']);
	expect([ledger.isSettled, ledger.uncommittedBytes]).toEqual([true, 0]);
});

test('SAVE6 a title goes with the part that changes it', () => {
	const titles: string[] = [];
	const { ledger } = ledgerWith(titles);
	for (const title of ['First', undefined, 'Second']) {
		if (title !== undefined) titles.push(title);
		ledger.add(anna, change('title'));
	}
	expect(ledger.take(1_000_000, 2).title).toBe('First');
	ledger.committed(1);
	titles.push('Second, or what others made of it');
	expect(ledger.take(1_000_000, 2).title).toBe('Second, or what others made of it');
});

test('SAVE5 nothing is handed over of a board that is lost', () => {
	const { ledger, events } = ledgerWith();
	for (const key of ['a', 'b']) ledger.add(anna, change(key));
	ledger.whenCommitted(() => events.push('saved'), { fail: () => events.push('failed') });
	ledger.take(1, 100);
	ledger.lost('refused');
	expect(events).toEqual(['failed', 'lost refused']);
	expect([ledger.unwrittenRows, ledger.unwrittenBytes]).toEqual([0, 0]);
});
