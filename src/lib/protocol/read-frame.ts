// Reads one frame, canonically: one spelling for every number, nothing behind the end, bounds before memory. A frame that
// could be understood in two ways is refused, because a filter and a reader might then see different things.
import { barrierNumberMax, presenceEntriesMax, stateVectorBytesMax } from './limits.ts';
import { authKind, messageKind, storageStates, syncKind, type StorageState } from './kinds.ts';

export interface PresenceEntry {
	clientId: number;
	clock: number;
	/** JSON; the text `null` takes the presence away. */
	json: string;
}

export type Frame =
	| { kind: 'step1'; stateVector: Uint8Array }
	| { kind: 'step2'; update: Uint8Array }
	| { kind: 'update'; update: Uint8Array }
	| { kind: 'presence'; entries: PresenceEntry[] }
	| { kind: 'query-presence' }
	| { kind: 'denied'; reason: string }
	| { kind: 'barrier'; n: number }
	| { kind: 'storage'; state: StorageState };

export class MalformedFrameError extends Error {
	override name = 'MalformedFrameError';
}

export interface Cursor {
	readonly bytes: Uint8Array;
	at: number;
}

/** A variable-length unsigned integer is at most 53 bits: eight bytes of seven bits. */
const varUintBytesMax = 8;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The frame in `bytes`; throws MalformedFrameError. Byte fields are views into `bytes`. */
export function readFrame(bytes: Uint8Array): Frame {
	const cursor: Cursor = { bytes, at: 0 };
	const frame = readBody(cursor);
	if (cursor.at !== bytes.length) throw new MalformedFrameError('bytes behind the end of the frame');
	return frame;
}

function readBody(cursor: Cursor): Frame {
	const kind = readVarUint(cursor);
	switch (kind) {
		case messageKind.sync:
			return readSync(cursor);
		case messageKind.presence:
			return { kind: 'presence', entries: readPresence(readVarBytes(cursor)) };
		case messageKind.auth:
			if (readVarUint(cursor) !== authKind.permissionDenied)
				throw new MalformedFrameError('unknown auth message');
			return { kind: 'denied', reason: readText(cursor) };
		case messageKind.queryPresence:
			return { kind: 'query-presence' };
		case messageKind.barrier: {
			const n = readVarUint(cursor);
			if (n > barrierNumberMax) throw new MalformedFrameError('barrier number out of bounds');
			return { kind: 'barrier', n };
		}
		case messageKind.storage: {
			const state = storageStates[readVarUint(cursor)];
			if (state === undefined) throw new MalformedFrameError('unknown storage state');
			return { kind: 'storage', state };
		}
		default:
			throw new MalformedFrameError(`unknown message kind ${kind}`);
	}
}

function readSync(cursor: Cursor): Frame {
	const kind = readVarUint(cursor);
	switch (kind) {
		case syncKind.step1: {
			const stateVector = readVarBytes(cursor);
			if (stateVector.length > stateVectorBytesMax) throw new MalformedFrameError('state vector too long');
			checkStateVector(stateVector);
			return { kind: 'step1', stateVector };
		}
		case syncKind.step2:
			return { kind: 'step2', update: readVarBytes(cursor) };
		case syncKind.update:
			return { kind: 'update', update: readVarBytes(cursor) };
		default:
			throw new MalformedFrameError(`unknown sync message ${kind}`);
	}
}

function checkStateVector(bytes: Uint8Array): void {
	const cursor: Cursor = { bytes, at: 0 };
	const count = readVarUint(cursor);
	if (count > bytes.length) throw new MalformedFrameError('state vector promises more than it holds');
	for (let i = 0; i < count; i++) {
		readVarUint(cursor);
		readVarUint(cursor);
	}
	if (cursor.at !== bytes.length) throw new MalformedFrameError('bytes behind the end of the state vector');
}

function readPresence(bytes: Uint8Array): PresenceEntry[] {
	const cursor: Cursor = { bytes, at: 0 };
	const count = readVarUint(cursor);
	if (count > presenceEntriesMax) throw new MalformedFrameError('too many presence entries');
	const entries: PresenceEntry[] = [];
	for (let i = 0; i < count; i++) {
		const clientId = readVarUint(cursor);
		const clock = readVarUint(cursor);
		entries.push({ clientId, clock, json: readText(cursor) });
	}
	if (cursor.at !== bytes.length)
		throw new MalformedFrameError('bytes behind the end of the presence message');
	return entries;
}

/** In its shortest spelling; throws MalformedFrameError. */
export function readVarUint(cursor: Cursor): number {
	let value = 0;
	let scale = 1;
	for (let i = 0; i < varUintBytesMax; i++) {
		const byte = cursor.bytes[cursor.at++];
		if (byte === undefined) throw new MalformedFrameError('the frame ends within a number');
		value += (byte & 0x7f) * scale;
		if (byte < 0x80) {
			if (byte === 0 && i > 0) throw new MalformedFrameError('a number is spelled longer than it need be');
			if (value > Number.MAX_SAFE_INTEGER) throw new MalformedFrameError('a number is too large');
			return value;
		}
		scale *= 128;
	}
	throw new MalformedFrameError('a number is too long');
}

function readVarBytes(cursor: Cursor): Uint8Array {
	const length = readVarUint(cursor);
	const end = cursor.at + length;
	if (end > cursor.bytes.length) throw new MalformedFrameError('a field is longer than the frame');
	const field = cursor.bytes.subarray(cursor.at, end);
	cursor.at = end;
	return field;
}

function readText(cursor: Cursor): string {
	return decodeText(readVarBytes(cursor));
}

function decodeText(bytes: Uint8Array): string {
	try {
		return utf8.decode(bytes);
	} catch (error) {
		throw new MalformedFrameError('a text is not UTF-8', { cause: error });
	}
}
