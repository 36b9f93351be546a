// An update is looked into before anything changes. What is called sound must apply whole; what is refused must change nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { checkUpdate } from './check-update.ts';
import { syncLimits } from './limits.ts';
import { RateBucket } from './rate-bucket.ts';

/** Every update of a lively document, in order. */
function history(): Uint8Array[] {
	const doc = new Y.Doc();
	const updates: Uint8Array[] = [];
	doc.on('update', (update: Uint8Array) => updates.push(update));
	const pins = doc.getMap('pins');
	const pin = new Y.Map<unknown>([
		['title', 'a'],
		['at', [1, 2]]
	]);
	pins.set('p', pin);
	const text = new Y.XmlFragment();
	pin.set('text', text);
	const paragraph = new Y.XmlElement('paragraph');
	text.insert(0, [paragraph]);
	const words = new Y.XmlText('hello world');
	paragraph.insert(0, [words]);
	words.delete(2, 3);
	words.format(0, 4, { strong: {} });
	pin.set('at', [3, 4]);
	pins.delete('p');
	pins.set('q', new Y.Map([['title', 'b']]));
	return updates;
}

const isPending = (doc: Y.Doc) => doc.store.pendingStructs !== null || doc.store.pendingDs !== null;

describe('checkUpdate', () => {
	test('WIRE8 calls each step of honest work sound, and nothing new the second time', () => {
		const doc = new Y.Doc();
		for (const update of history()) {
			expect(checkUpdate(doc, update, syncLimits)).toMatchObject({ kind: 'sound' });
			Y.applyUpdate(doc, update);
			expect(checkUpdate(doc, update, syncLimits)).toEqual({ kind: 'nothing-new' });
		}
		expect(checkUpdate(doc, Y.encodeStateAsUpdate(doc), syncLimits)).toEqual({ kind: 'nothing-new' });
		expect(checkUpdate(new Y.Doc(), Y.encodeStateAsUpdate(doc), syncLimits)).toMatchObject({ kind: 'sound' });
	});

	test('WIRE8 finds every gap: no set of steps in any order is called sound and then left pending', () => {
		const updates = history();
		fc.assert(
			fc.property(fc.shuffledSubarray(updates, { minLength: 1 }), (some) => {
				const doc = new Y.Doc();
				for (const update of some) {
					const before = Y.encodeStateAsUpdate(doc);
					const verdict = checkUpdate(doc, update, syncLimits);
					expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
					if (verdict.kind === 'gap') continue;
					Y.applyUpdate(doc, update);
					expect(isPending(doc)).toBe(false);
				}
			})
		);
	});

	test('WIRE9 of mutated updates never throws, hangs or changes the document', () => {
		const updates = history();
		const doc = new Y.Doc();
		for (const update of updates) Y.applyUpdate(doc, update);
		const before = Y.encodeStateAsUpdate(doc);
		const whole = Y.encodeStateAsUpdate(doc);
		const mutation = fc.record({
			update: fc.constantFrom(whole, ...updates),
			edits: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
			cut: fc.nat(3)
		});
		fc.assert(
			fc.property(mutation, ({ update, edits, cut }) => {
				const bytes = update.slice(0, update.length - cut);
				for (const [at, value] of edits) bytes[at % bytes.length] = value;
				checkUpdate(doc, bytes, syncLimits);
			}),
			{ numRuns: 3_000 }
		);
		expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
	});

	test('WIRE8 holds each limit', () => {
		const source = new Y.Doc();
		for (let i = 0; i < 10; i++) source.getMap('pins').set(`k${i}`, i);
		const update = Y.encodeStateAsUpdate(source);
		const verdict = (limits: object) => checkUpdate(new Y.Doc(), update, { ...syncLimits, ...limits }).kind;
		expect(verdict({ structsPerUpdateMax: 10 })).toBe('sound');
		expect(verdict({ structsPerUpdateMax: 9 })).toBe('refused');
		expect(verdict({ clockMax: 10 })).toBe('sound');
		expect(verdict({ clockMax: 9 })).toBe('refused');
		expect(verdict({ newClientIdsPerUpdateMax: 0 })).toBe('refused');
	});
});

test('WIRE10 a bucket goes into debt, says how long, and fills up to its burst', () => {
	const bucket = new RateBucket(10, 5, 0);
	expect(bucket.take(5, 0)).toBe(0);
	expect(bucket.take(2, 0)).toBe(2);
	expect(bucket.waitMs).toBe(200);
	expect(bucket.take(1, 300)).toBe(0);
	expect(bucket.take(5, 1_000_000)).toBe(0);
	expect(bucket.take(1, 1_000_000)).toBe(1);
});
