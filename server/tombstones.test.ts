// What was overwritten or removed must not make a board larger for ever: years of moves on the same objects are stored as the objects.
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { newBoardUpdate } from '#lib/board/new-board.ts';
import { collection } from '#lib/board/schema/document.ts';
import { randomFrom, below } from '../tests/support/recorded-session.ts';

const pins = 200;
const people = 5;
const moves = 60_000;
/** Of the size of a board on which every object stands where it was put. */
const growthMax = 4;

function boardWith(count: number): Y.Doc {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, newBoardUpdate('Moves'));
	for (let n = 0; n < count; n++) {
		const pin = new Y.Map<unknown>([
			['title', `Pin ${n}`],
			['at', [n, n]]
		]);
		collection(doc, 'pins').set(`pin${n}`, pin);
	}
	return doc;
}

const sizeOf = (doc: Y.Doc) => Y.encodeStateAsUpdate(doc).length;

test(`ROOM21 ${moves} moves of ${pins} objects by ${people} people leave a board of a few times its size at most`, () => {
	const random = randomFrom(5);
	const board = boardWith(pins);
	const fresh = sizeOf(board);
	const writers = Array.from({ length: people }, () => {
		const doc = new Y.Doc();
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(board));
		return doc;
	});
	// Each drags an object for a while, then another does.
	const movesPerDrag = 30;
	for (let n = 0; n < moves; n += movesPerDrag) {
		const writer = writers[below(random, people)] as Y.Doc;
		Y.applyUpdate(writer, Y.encodeStateAsUpdate(board, Y.encodeStateVector(writer)));
		const before = Y.encodeStateVector(writer);
		const pin = collection(writer, 'pins').get(`pin${below(random, pins)}`);
		for (let step = 0; step < movesPerDrag; step++) pin?.set('at', [random() * 180, random() * 90]);
		Y.applyUpdate(board, Y.encodeStateAsUpdate(writer, before));
	}
	expect(sizeOf(board)).toBeLessThan(growthMax * fresh);
});

test('ROOM21 objects that were removed leave next to nothing', () => {
	const board = boardWith(pins);
	const one = sizeOf(board) / pins;
	const writer = new Y.Doc();
	Y.applyUpdate(writer, Y.encodeStateAsUpdate(board));
	for (let n = 0; n < 50 * pins; n++) {
		collection(writer, 'pins').set(`more${n}`, new Y.Map<unknown>([['title', 'x'.repeat(200)]]));
		collection(writer, 'pins').delete(`more${n}`);
	}
	const left = sizeOf(writer) - sizeOf(board);
	expect(left / (50 * pins)).toBeLessThan(one / 2);
});
