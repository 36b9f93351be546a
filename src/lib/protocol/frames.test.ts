// The frames of the wire: what is written is read back, and nothing but the one canonical spelling is read.
import * as encoding from 'lib0/encoding';
import fc from 'fast-check';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { closeCode, isFinalClose } from './close-codes.ts';
import { storageStates } from './kinds.ts';
import { MalformedFrameError, readFrame, type Frame } from './read-frame.ts';
import { wireHistory, wireVersion } from './version.ts';
import {
	writeBarrier,
	writeDenied,
	writePresence,
	writeQueryPresence,
	writeStep1,
	writeStep2,
	writeStorage,
	writeUpdate
} from './write-frame.ts';

const bytes = fc.uint8Array({ maxLength: 300 });
const entry = fc.record({ clientId: fc.nat(2 ** 32 - 1), clock: fc.nat(2 ** 31 - 1), json: fc.json() });

const frames: fc.Arbitrary<{ frame: Frame; written: Uint8Array }> = fc.oneof(
	bytes.map((update) => ({ frame: { kind: 'step2' as const, update }, written: writeStep2(update) })),
	bytes.map((update) => ({ frame: { kind: 'update' as const, update }, written: writeUpdate(update) })),
	fc.array(entry, { maxLength: 5 }).map((entries) => ({
		frame: { kind: 'presence' as const, entries },
		written: writePresence(entries)
	})),
	fc.nat(2 ** 31).map((n) => ({ frame: { kind: 'barrier' as const, n }, written: writeBarrier(n) })),
	fc.string({ unit: 'grapheme' }).map((reason) => ({
		frame: { kind: 'denied' as const, reason: reason.toWellFormed() },
		written: writeDenied(reason.toWellFormed())
	})),
	fc.constantFrom(...storageStates).map((state) => ({
		frame: { kind: 'storage' as const, state },
		written: writeStorage(state)
	})),
	fc.constant({ frame: { kind: 'query-presence' as const }, written: writeQueryPresence() })
);

describe('frames', () => {
	test('WIRE3 what is written is read back', () => {
		fc.assert(
			fc.property(frames, ({ frame, written }) => {
				expect(readFrame(written)).toEqual(frame);
			})
		);
	});

	test('WIRE3 the frames of a stock client are read', () => {
		const doc = new Y.Doc();
		doc.getMap('pins').set('a', 1);
		const sync = (write: (encoder: encoding.Encoder) => void) => {
			const encoder = encoding.createEncoder();
			encoding.writeVarUint(encoder, 0);
			write(encoder);
			return encoding.toUint8Array(encoder);
		};
		const vector = Y.encodeStateVector(doc);
		expect(readFrame(sync((encoder) => syncProtocol.writeSyncStep1(encoder, doc)))).toEqual({
			kind: 'step1',
			stateVector: vector
		});
		expect(readFrame(writeStep1(vector))).toEqual({ kind: 'step1', stateVector: vector });
		expect(readFrame(sync((encoder) => syncProtocol.writeSyncStep2(encoder, doc))).kind).toBe('step2');
		const awareness = new Awareness(doc);
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, 1);
		encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [doc.clientID]));
		expect(readFrame(encoding.toUint8Array(encoder))).toEqual({
			kind: 'presence',
			entries: [{ clientId: doc.clientID, clock: 0, json: '{}' }]
		});
		awareness.destroy();
	});

	test('WIRE4 a longer spelling of a number, bytes behind the end, and a cut frame are malformed', () => {
		fc.assert(
			fc.property(frames, fc.uint8Array({ minLength: 1, maxLength: 4 }), ({ written }, tail) => {
				expect(() => readFrame(Uint8Array.of(...written, ...tail))).toThrow(MalformedFrameError);
				expect(() => readFrame(written.subarray(0, written.length - 1))).toThrow(MalformedFrameError);
			})
		);
		const update = writeUpdate(Uint8Array.of(0, 0));
		expect(() => readFrame(Uint8Array.of(0x80, 0x00, ...update.subarray(1)))).toThrow(
			'longer than it need be'
		);
		expect(() => readFrame(Uint8Array.of(0, 0x82, 0x00, ...update.subarray(2)))).toThrow(
			'longer than it need be'
		);
	});

	test('WIRE4 no bytes at all make the reader do anything but answer or call them malformed', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
				try {
					readFrame(noise);
				} catch (error) {
					expect(error).toBeInstanceOf(MalformedFrameError);
				}
			}),
			{ numRuns: 5_000 }
		);
	});

	test('WIRE4 unknown kinds, false promises and bad texts are malformed', () => {
		for (const bad of [
			[],
			[4],
			[99],
			[102, 0],
			[0, 3],
			[2, 1, 0],
			[101, 9],
			[0, 0, 1, 200],
			[0, 0, 2, 0, 0],
			[1, 1, 5]
		]) {
			expect(() => readFrame(Uint8Array.from(bad)), String(bad)).toThrow(MalformedFrameError);
		}
		const notUtf8 = writePresence([{ clientId: 1, clock: 1, json: 'aa' }]);
		notUtf8[notUtf8.length - 1] = 0xff;
		expect(() => readFrame(notUtf8)).toThrow('UTF-8');
		expect(() => readFrame(Uint8Array.of(0, 2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1))).toThrow(
			MalformedFrameError
		);
	});
});

test('WIRE5 a y-websocket client stays away after the codes 4400 to 4499 and only after those', () => {
	const final = Object.values(closeCode).filter(isFinalClose);
	expect(final).toEqual([4400, 4401, 4403, 4404, 4409, 4413]);
});

test('WIRE6 the version is the newest entry of its history', () => {
	expect(Math.max(...Object.keys(wireHistory).map(Number))).toBe(wireVersion);
});
