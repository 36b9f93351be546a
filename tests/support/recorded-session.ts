// Sessions of several people on one board, recorded update by update from a seed, and mutations of the bytes.
import * as Y from 'yjs';

export type Random = () => number;

/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): Random {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

export const below = (random: Random, max: number) => Math.floor(random() * max);

const keys = ['a', 'b', 'c'];
const peopleCount = 3;

/** Every update in the order in which it was made; everybody has it before the next is made. */
export function recordSession(random: Random, steps: number): Uint8Array[] {
	const people = Array.from({ length: peopleCount }, (_, n) => {
		const doc = new Y.Doc();
		doc.clientID = 1 + n;
		return { doc, undo: new Y.UndoManager(doc.getMap('pins'), { captureTimeout: 0 }) };
	});
	const updates: Uint8Array[] = [];
	for (const { doc } of people) {
		doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin === 'colleague') return;
			updates.push(update);
			for (const other of people) if (other.doc !== doc) Y.applyUpdate(other.doc, update, 'colleague');
		});
	}
	for (let i = 0; i < steps; i++) {
		const person = people[below(random, peopleCount)];
		if (person) step(person, random, i);
	}
	for (const { undo } of people) undo.destroy();
	return updates;
}

function step({ doc, undo }: { doc: Y.Doc; undo: Y.UndoManager }, random: Random, nth: number): void {
	const pins = doc.getMap<Y.Map<unknown>>('pins');
	const key = keys[below(random, keys.length)] ?? 'a';
	const pin = pins.get(key);
	const kind = below(random, 8);
	if (pin === undefined || kind === 0)
		return void pins.set(key, new Y.Map<unknown>([['text', new Y.Text('abc')]]));
	if (kind === 1) return pins.delete(key);
	if (kind === 2) return void pin.set('at', [nth, { x: nth }]);
	if (kind === 3) return asFarAsItGoes(() => undo.undo());
	if (kind === 4) return asFarAsItGoes(() => undo.redo());
	const text = pin.get('text');
	if (!(text instanceof Y.Text)) return;
	if (kind === 5) text.insert(below(random, text.length), 'xy');
	else if (kind === 6 && text.length > 2) text.delete(1, 1);
	else text.format(0, 1, { bold: true });
}

/**
 * The undo manager of Yjs 13.6.33 now and then throws in the middle, when it looks for a neighbour that was redone and collected. What
 * it did until then is sent all the same, so it belongs to what a server gets from honest people.
 */
function asFarAsItGoes(work: () => unknown): void {
	try {
		work();
	} catch (error) {
		if (!(error instanceof TypeError && /reading 'client'/.test(error.message))) throw error;
	}
}

/** A copy with up to three bytes changed, sometimes shortened, lengthened or mixed with `other`. */
export function mutate(bytes: Uint8Array, random: Random, other: Uint8Array = bytes): Uint8Array {
	const kind = random();
	if (kind < 0.05) return bytes.slice(0, below(random, bytes.length));
	if (kind < 0.08) return Uint8Array.of(...bytes.subarray(0, 4_096), below(random, 256));
	if (kind < 0.15) {
		const cut = below(random, Math.min(bytes.length, other.length));
		return Uint8Array.of(...bytes.subarray(0, cut), ...other.subarray(cut));
	}
	const copy = bytes.slice();
	if (copy.length === 0) return copy;
	for (let left = 1 + below(random, 3); left > 0; left--) {
		const at = below(random, copy.length);
		const how = random();
		const step = random() < 0.5 ? 1 : 255;
		copy[at] = how < 0.4 ? (copy[at] ?? 0) + step : how < 0.7 ? below(random, 8) : below(random, 256);
	}
	return copy;
}
