// Held against Yjs itself: what is called sound is taken in whole and read back the same, and what honest people make is never
// refused.
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { below, mutate, randomFrom, recordSession } from '../tests/support/recorded-session.ts';
import { checkUpdate } from './check-update.ts';
import { syncLimits } from './limits.ts';

const sessions = 120;
const mutationsPerSession = 100;
const seed = Number(process.env.SANDTABLE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

function docOf(...updates: Uint8Array[]): Y.Doc {
	const doc = new Y.Doc();
	for (const update of updates) Y.applyUpdate(doc, update);
	return doc;
}

const isPending = ({ store }: Y.Doc) => store.pendingStructs !== null || store.pendingDs !== null;

function clocks(doc: Y.Doc): [number, number][] {
	return [...Y.decodeStateVector(Y.encodeStateVector(doc))].toSorted(([a], [b]) => a - b);
}

test(`WIRE8 what is called sound applies whole, here and in a fresh document (seed ${seed})`, () => {
	const random = randomFrom(seed);
	let sound = 0;
	for (let session = 0; session < sessions; session++) {
		const updates = recordSession(random, 25);
		const cut = below(random, updates.length);
		const base = Y.encodeStateAsUpdate(docOf(...updates.slice(0, cut)));
		const board = docOf(base);
		const sources = [updates[cut], Y.mergeUpdates(updates.slice(cut)), Y.mergeUpdates(updates)];
		for (let i = 0; i < mutationsPerSession; i++) {
			const [source, other] = [sources[below(random, 3)], sources[below(random, 3)]];
			if (source === undefined) continue;
			const update = mutate(source, random, other);
			if (checkUpdate(board, update, syncLimits).kind !== 'sound') continue;
			sound++;
			const doc = docOf(base);
			const deltas: Uint8Array[] = [];
			doc.on('update', (delta: Uint8Array) => deltas.push(delta));
			Y.applyUpdate(doc, update);
			const readers = [docOf(Y.encodeStateAsUpdate(doc)), docOf(base, ...deltas)];
			expect([doc, ...readers].map(isPending)).toEqual([false, false, false]);
			for (const reader of readers) expect(clocks(reader)).toEqual(clocks(doc));
		}
	}
	expect(sound, 'the mutations leave enough to judge').toBeGreaterThan(sessions);
});

test(`ROOM16 nothing that honest people make is refused, however late and in whatever pieces (seed ${seed})`, () => {
	const random = randomFrom(seed);
	for (let session = 0; session < sessions; session++) {
		const updates = recordSession(random, 60);
		const board = new Y.Doc();
		for (let at = 0; at < updates.length;) {
			// One by one; after some time offline in one piece; or the whole state of a restored tab.
			const end = random() < 0.7 ? at + 1 : at + 1 + below(random, updates.length - at);
			const piece = updates.slice(random() < 0.2 ? 0 : at, end);
			const update =
				random() < 0.5 ? Y.mergeUpdates(piece) : Y.encodeStateAsUpdate(docOf(...updates.slice(0, end)));
			const verdict = checkUpdate(board, update, syncLimits);
			expect(['sound', 'nothing-new']).toContain(verdict.kind);
			Y.applyUpdate(board, update);
			expect(isPending(board)).toBe(false);
			expect(checkUpdate(board, update, syncLimits).kind).toBe('nothing-new');
			at = end;
		}
	}
});

/** Recorded: what Yjs' own undo manager made, when a piece of text was brought back in two halves. */
const boardBeforeRedo =
	'AxIDACEBBHBpbnMBYgEABCEBBHBpbnMBYQEABqEBCgEABKEBAAEABEYBFQRib2xkBHRydWXGARUBFgRib2xkBG51bGwAAqgB' +
	'IAF1An0mdgEBeH0mAAQhAAETAmF0AQACpwEjAScAAyIEdGV4dAIEAAMjA2FiYwQCAAAERgEaBGJvbGQEdHJ1ZcYBGgEbBGJv' +
	'bGQEbnVsbKgDHwF1An02dgEBeH02GwEAIQEEcGlucwFjAQAEoQMFAQAEoQEFAQAIpwMMAScAARMEdGV4dAIEAAEUAWGBARUB' +
	'hAEWAWOnAwABJwABGAR0ZXh0AgQAARkBYYEBGgGEARsBY8QBFgEXAXjEAR0BFwF5AAEhAAEYAmF0AQACoQMRAQAExAEdAR4C' +
	'eHlBAgQCRAEqAnh5xAEpAR4CeHkDAwMAFhgCGwcCAQAEAQUAExYBGwEfCSoC';
const redo =
	'AQcDJ6cDIgEnAAMnBHRleHQCBAADKANhYmNEAykBeMQDLAMsAXlGAywEYm9sZAR0cnVlxgMsAy0EYm9sZARudWxsAQMBIgU=';

test('ROOM16 a redo that names one letter as both neighbours is not refused', () => {
	const board = docOf(Buffer.from(boardBeforeRedo, 'base64'));
	const update = Buffer.from(redo, 'base64');
	expect(checkUpdate(board, update, syncLimits).kind).toBe('sound');
	Y.applyUpdate(board, update);
	expect(isPending(board)).toBe(false);
	expect(clocks(docOf(Y.encodeStateAsUpdate(board)))).toEqual(clocks(board));
});

test('ROOM16 a full first merge after long work offline is not refused', () => {
	const doc = new Y.Doc();
	const pins = doc.getMap('pins');
	for (let n = 0; n < 5_000; n++) {
		const words = new Y.Text(`note ${n}`);
		pins.set(
			`pin ${n}`,
			new Y.Map<unknown>([
				['title', `Pin ${n}`],
				['at', [n, n]],
				['text', words]
			])
		);
		if (n % 5 === 0) pins.delete(`pin ${n >> 1}`);
	}
	expect(checkUpdate(new Y.Doc(), Y.encodeStateAsUpdate(doc), syncLimits).kind).toBe('sound');
});
