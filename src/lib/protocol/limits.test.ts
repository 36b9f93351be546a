// The limits of one frame: at the limit it is read, one beyond it is not.
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { barrierNumberMax, presenceEntriesMax, stateVectorBytesMax } from './limits.ts';
import { MalformedFrameError, readFrame } from './read-frame.ts';
import { writeBarrier, writePresence, writeStep1 } from './write-frame.ts';

function reads(frame: Uint8Array): boolean {
	try {
		readFrame(frame);
		return true;
	} catch (error) {
		expect(error).toBeInstanceOf(MalformedFrameError);
		return false;
	}
}

/** A state vector of so many bytes: entries of four bytes, some of five. */
function stateVectorOf(bytes: number): Uint8Array {
	const count = Math.floor(bytes / 4) - 1;
	const write = (long: number) => {
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, count);
		for (let n = 0; n < count; n++) {
			encoding.writeVarUint(encoder, 2 ** 14 + n);
			encoding.writeVarUint(encoder, n < long ? 2 ** 7 : 1);
		}
		return encoding.toUint8Array(encoder);
	};
	return write(bytes - write(0).length);
}

test('LIM3 a state vector may have so many bytes', () => {
	expect(stateVectorOf(stateVectorBytesMax)).toHaveLength(stateVectorBytesMax);
	expect(reads(writeStep1(stateVectorOf(stateVectorBytesMax)))).toBe(true);
	expect(reads(writeStep1(stateVectorOf(stateVectorBytesMax + 1)))).toBe(false);
});

test('LIM3 a presence frame may have so many entries', () => {
	const entries = (count: number) =>
		writePresence(Array.from({ length: count }, (_, n) => ({ clientId: n, clock: 1, json: '{}' })));
	expect(reads(entries(presenceEntriesMax))).toBe(true);
	expect(reads(entries(presenceEntriesMax + 1))).toBe(false);
});

test('LIM3 the number of a barrier ends somewhere', () => {
	expect(reads(writeBarrier(barrierNumberMax))).toBe(true);
	expect(reads(writeBarrier(barrierNumberMax + 1))).toBe(false);
});
