// Boards may grow up to a limit and not beyond; what is there stays, and what adds nothing is always taken.
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { BoardSize } from './board-size.ts';
import { below, randomFrom, recordSession } from '../tests/support/recorded-session.ts';

const ample = { boardObjectsMax: 1_000, boardBytesMax: 1e9, boardWarnShare: 0.5, checkpointBytes: 1e6 };

function updateOf(doc: Y.Doc, make: (doc: Y.Doc) => void): Uint8Array {
	const copy = new Y.Doc();
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	const before = Y.encodeStateVector(copy);
	make(copy);
	return Y.encodeStateAsUpdate(copy, before);
}

const pins = (doc: Y.Doc) => doc.getMap<unknown>('pins');
const pin = (title: string) => new Y.Map<unknown>([['title', title]]);

function boardOf(count: number): Y.Doc {
	const doc = new Y.Doc();
	for (let n = 0; n < count; n++) pins(doc).set(`pin ${n}`, pin('x'));
	return doc;
}

/** Held against the document it was made for. */
function sizeOf(doc: Y.Doc, limits: typeof ample, bytes = 0) {
	const size = new BoardSize({ checkpointBytes: bytes, tailRows: 0, tailBytes: 0 }, limits, () => 0);
	size.count(doc);
	return {
		get objects() {
			return size.objects;
		},
		get isLarge() {
			return size.isLarge;
		},
		takeNeedsFold: () => size.takeNeedsFold(),
		refusal: (update: Uint8Array) => size.refusal(doc, update)
	};
}

describe('objects', () => {
	test('LIM1 are counted as they come and go, whatever people do', () => {
		const random = randomFrom(7);
		for (let session = 0; session < 40; session++) {
			const doc = new Y.Doc();
			const updates = recordSession(random, 40);
			const cut = below(random, updates.length);
			for (const update of updates.slice(0, cut)) Y.applyUpdate(doc, update);
			const size = sizeOf(doc, ample, 0);
			for (const update of updates.slice(cut)) {
				Y.applyUpdate(doc, update);
				expect(size.objects).toBe(pins(doc).size);
			}
		}
	});

	test('LIM1 up to the limit are taken, one more is not, in whatever pieces it comes', () => {
		const doc = boardOf(8);
		const size = sizeOf(doc, { ...ample, boardObjectsMax: 10 }, 0);
		const more = (count: number) =>
			updateOf(doc, (copy) => {
				for (let n = 0; n < count; n++) pins(copy).set(`more ${pins(copy).size}`, pin('y'));
			});
		expect(size.refusal(more(2))).toBeNull();
		expect(size.refusal(more(3))).toContain('10 objects');
		Y.applyUpdate(doc, more(2));
		expect([size.objects, size.refusal(more(1))]).toEqual([10, expect.stringContaining('10 objects')]);
		// As the first state of somebody who held the board before.
		const whole = new Y.Doc();
		Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc));
		expect(size.refusal(Y.encodeStateAsUpdate(whole))).toBeNull();
		pins(whole).set('one more', pin('z'));
		expect(size.refusal(Y.encodeStateAsUpdate(whole))).not.toBeNull();
		pins(whole).delete('one more');
		expect(size.refusal(Y.encodeStateAsUpdate(whole)), 'made and removed again').toBeNull();
		const undo = new Y.UndoManager(pins(whole));
		pins(whole).set('undone', pin('z'));
		expect(size.refusal(Y.encodeStateAsUpdate(whole))).not.toBeNull();
		undo.undo();
		expect(size.refusal(Y.encodeStateAsUpdate(whole)), 'undone, and kept for a redo').toBeNull();
	});

	test('LIM1 of a full board may be changed, removed and replaced', () => {
		const doc = boardOf(10);
		const size = sizeOf(doc, { ...ample, boardObjectsMax: 10 }, 0);
		const edit = updateOf(doc, (copy) => (pins(copy).get('pin 1') as Y.Map<unknown>).set('title', 'other'));
		expect(size.refusal(edit)).toBeNull();
		expect(
			size.refusal(updateOf(doc, (copy) => pins(copy).set('pin 1', pin('anew')))),
			'the same key'
		).toBeNull();
		const removal = updateOf(doc, (copy) => pins(copy).delete('pin 1'));
		expect(size.refusal(removal)).toBeNull();
		Y.applyUpdate(doc, removal);
		expect(size.objects).toBe(9);
		const again = updateOf(doc, (copy) => pins(copy).set('pin 1', pin('back')));
		expect(size.refusal(again)).toBeNull();
		Y.applyUpdate(doc, again);
		expect(size.refusal(updateOf(doc, (copy) => pins(copy).set('pin 10', pin('x'))))).not.toBeNull();
	});

	test('LIM1 written twice within one update count once, and none escapes the count', () => {
		const doc = boardOf(9);
		const size = sizeOf(doc, { ...ample, boardObjectsMax: 10 }, 0);
		const twice = (names: string[]) =>
			updateOf(doc, (copy) => {
				for (const name of [...names, ...names]) pins(copy).set(name, pin(name));
			});
		expect(size.refusal(twice(['a']))).toBeNull();
		expect(size.refusal(twice(['a', 'b']))).not.toBeNull();
	});

	test('LIM1 from half the limit on the board counts as large', () => {
		const doc = boardOf(4);
		const size = sizeOf(doc, { ...ample, boardObjectsMax: 10 }, 0);
		expect(size.isLarge).toBe(false);
		pins(doc).set('fifth', pin('x'));
		expect(size.isLarge).toBe(true);
		pins(doc).delete('fifth');
		expect(size.isLarge).toBe(false);
	});
});

describe('bytes', () => {
	const doc = boardOf(3);
	const added = updateOf(doc, (copy) => pins(copy).set('more', pin('x'.repeat(100))));
	const sized = (bytes: number, boardBytesMax: number) => sizeOf(doc, { ...ample, boardBytesMax }, bytes);

	test('LIM2 up to the limit are taken, one more is not, and the log is to be folded then', () => {
		// An update ends with what it removes: here one byte for nothing. The first says how many blocks follow.
		const content = added.length - 2;
		const fits = sized(1_000, 1_000 + content);
		expect([fits.refusal(added), fits.takeNeedsFold()]).toEqual([null, false]);
		const over = sized(1_001, 1_000 + content);
		expect(over.refusal(added)).toContain(`${1_000 + content} bytes`);
		expect([over.takeNeedsFold(), over.takeNeedsFold()]).toEqual([true, false]);
	});

	test('LIM2 what adds nothing is taken by a board beyond the limit', () => {
		const size = sized(5_000, 4_000);
		expect(size.refusal(updateOf(doc, (copy) => pins(copy).delete('pin 1')))).toBeNull();
		const whole = new Y.Doc();
		Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc));
		pins(whole).delete('pin 2');
		expect(size.refusal(Y.encodeStateAsUpdate(whole)), 'known content and a removal').toBeNull();
		expect(size.refusal(added)).not.toBeNull();
	});

	test('LIM2 from half the limit on the board counts as large', () => {
		expect([sized(499, 1_000).isLarge, sized(500, 1_000).isLarge]).toEqual([false, true]);
	});
});
