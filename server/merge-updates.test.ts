// Updates merged in groups hold what they hold one by one.
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { mergeUpdates } from './merge-updates.ts';

/** What three people who see each other at once write and take back, change by change. */
function work(changes: number): Uint8Array[] {
	const people = Array.from({ length: 3 }, () => new Y.Doc());
	const updates: Uint8Array[] = [];
	for (const doc of people) {
		doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin === 'colleague') return;
			updates.push(update);
			for (const other of people) if (other !== doc) Y.applyUpdate(other, update, 'colleague');
		});
	}
	for (let n = 0; n < changes; n++) {
		const text = people[n % 3]?.getText('text');
		if (n % 4 === 3) text?.delete(0, 2);
		else text?.insert(text.length >> 1, `${n} `);
	}
	return updates;
}

test.for([1, 64, 65, 4_097])('ROOM17 %i updates merged make the same document', (count) => {
	const updates = work(count);
	expect(updates).toHaveLength(count);
	const [oneByOne, merged] = [new Y.Doc(), new Y.Doc()];
	for (const update of updates) Y.applyUpdate(oneByOne, update);
	Y.applyUpdate(merged, mergeUpdates(updates));
	expect(merged.getText('text').toString()).toBe(oneByOne.getText('text').toString());
	expect(Y.encodeStateAsUpdate(merged)).toEqual(Y.encodeStateAsUpdate(oneByOne));
	expect(merged.store.pendingStructs).toBeNull();
});

test('ROOM17 where there is no update, none is made up', () => {
	expect(() => mergeUpdates([])).toThrow('no updates');
});
