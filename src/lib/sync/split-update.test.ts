// Pieces of an update, held against the whole.
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { randomFrom } from '../../../tests/support/recorded-session.ts';
import { splitUpdate } from './split-update.ts';

const seed = Number(process.env.SANDTABLE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Several authors who see each other's work now and then. */
function workOf(random: () => number, steps: number): Y.Doc[] {
	const docs = Array.from({ length: 4 }, () => new Y.Doc());
	const any = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
	for (let step = 0; step < steps; step++) {
		const doc = any(docs);
		const pins = doc.getMap<Y.Map<unknown>>('pins');
		const pin = pins.get(any(['a', 'b', 'c']));
		const text = pin?.get('text');
		if (pin === undefined || random() < 0.1)
			pins.set(any(['a', 'b', 'c']), new Y.Map<unknown>([['text', new Y.Text('begun')]]));
		else if (random() < 0.1) pins.delete(any([...pins.keys()]));
		else if (text instanceof Y.Text && random() < 0.5)
			text.insert(Math.floor(random() * (text.length + 1)), 'word');
		else if (text instanceof Y.Text && text.length > 3)
			text.delete(Math.floor(random() * (text.length - 2)), 2);
		else pin.set('at', [step, step]);
		if (random() < 0.3) Y.applyUpdate(any(docs), Y.encodeStateAsUpdate(doc));
	}
	return docs;
}

test(`SAVE19 every piece builds only on what came before, and together they are the whole (seed ${seed})`, () => {
	const random = randomFrom(seed);
	for (let round = 0; round < 60; round++) {
		const [doc, other] = workOf(random, 120) as [Y.Doc, Y.Doc];
		// What the one who gets it has of it already.
		const base = round % 2 === 0 ? new Uint8Array([0, 0]) : Y.encodeStateAsUpdate(other);
		const before = new Y.Doc();
		Y.applyUpdate(before, base);
		Y.applyUpdate(doc, base);
		const update = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(before));
		const pieces = splitUpdate(update, 1 + Math.floor(random() * 200));
		if (update.length > 200) expect(pieces.length).toBeGreaterThan(1);
		for (const piece of pieces) {
			Y.applyUpdate(before, piece);
			expect([before.store.pendingStructs, before.store.pendingDs]).toEqual([null, null]);
		}
		const last = pieces.at(-1) as Uint8Array;
		expect(Y.parseUpdateMeta(last).to, 'the last shows how far all of it goes').toEqual(
			Y.parseUpdateMeta(update).to
		);
		expect(Y.equalSnapshots(Y.snapshot(before), Y.snapshot(doc))).toBe(true);
		expect(before.getMap('pins').toJSON()).toEqual(doc.getMap('pins').toJSON());
	}
});

test('SAVE19 what is small, or lacks something, stays as it is', () => {
	const doc = new Y.Doc();
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	for (const key of ['a', 'b', 'c']) doc.getMap('pins').set(key, key.repeat(100));
	const whole = Y.encodeStateAsUpdate(doc);
	expect(splitUpdate(whole, whole.length)).toEqual([whole]);
	const torn = Y.mergeUpdates([updates[0] as Uint8Array, updates[2] as Uint8Array]);
	expect(splitUpdate(torn, 10)).toEqual([torn]);
});
