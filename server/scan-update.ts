// Walks through the bytes of an update without making anything of them: counts, bounds and nesting, before Yjs allocates. What the
// structs mean, and whether they fit to a board, is the business of check-update.ts.
import { MalformedFrameError, readVarUint, type Cursor } from '#lib/protocol/read-frame.ts';
import type { SyncLimits } from './limits.ts';

export type ScanLimits = Pick<
	SyncLimits,
	'structsPerUpdateMax' | 'deleteRangesPerUpdateMax' | 'valueDepthMax'
>;

export type Scan =
	| {
			kind: 'readable';
			/** Whose structs are in it, in the order of the update. */
			clients: number[];
			/** How much of the update is content; behind it stands what it removes. */
			structBytes: number;
	  }
	| { kind: 'refused'; reason: string };

/** Bits of the byte that opens a struct, and kinds of content; see readItemContent of Yjs. */
const hasOrigin = 0x80;
const hasRightOrigin = 0x40;
const hasParentKey = 0x20;
const contentBits = 0x1f;
const skipInfo = 10;
const content = {
	gc: 0,
	deleted: 1,
	json: 2,
	binary: 3,
	string: 4,
	embed: 5,
	format: 6,
	type: 7,
	any: 8,
	doc: 9
} as const;
/** XmlElement and XmlHook carry a name. */
const namedTypes = new Set([3, 5]);
const any = {
	bigint: 122,
	float64: 123,
	float32: 124,
	integer: 125,
	text: 119,
	object: 118,
	array: 117,
	bytes: 116
};
const plainAny = new Set([127, 126, 121, 120]);

class RefusedError extends Error {
	override name = 'RefusedError';
}

export function scanUpdate(update: Uint8Array, limits: ScanLimits): Scan {
	const cursor: Cursor = { bytes: update, at: 0 };
	try {
		const clients = scanStructs(cursor, limits);
		const structBytes = cursor.at;
		scanDeletes(cursor, limits);
		if (cursor.at !== update.length) throw new RefusedError('bytes behind the end of the update');
		return { kind: 'readable', clients, structBytes };
	} catch (error) {
		if (error instanceof RefusedError || error instanceof MalformedFrameError) {
			return { kind: 'refused', reason: error.message };
		}
		throw error;
	}
}

export const unlimited: ScanLimits = {
	structsPerUpdateMax: Infinity,
	deleteRangesPerUpdateMax: Infinity,
	valueDepthMax: 1_000
};

/** Whose structs are in an update that was stored; none where it cannot be read. */
export function clientsIn(update: Uint8Array): number[] {
	const scan = scanUpdate(update, unlimited);
	return scan.kind === 'readable' ? scan.clients : [];
}

/** What an update that was stored deletes, as an update by itself; null where it cannot be read. */
export function deletesIn(update: Uint8Array): Uint8Array | null {
	const cursor: Cursor = { bytes: update, at: 0 };
	try {
		scanStructs(cursor, unlimited);
	} catch (error) {
		if (error instanceof RefusedError || error instanceof MalformedFrameError) return null;
		throw error;
	}
	const deletes = new Uint8Array(1 + update.length - cursor.at);
	deletes.set(update.subarray(cursor.at), 1);
	return deletes;
}

function scanStructs(cursor: Cursor, limits: ScanLimits): number[] {
	const blocks = readCount(cursor);
	const clients = new Set<number>();
	let structs = 0;
	for (let block = 0; block < blocks; block++) {
		const count = readCount(cursor);
		structs += count;
		if (structs > limits.structsPerUpdateMax) throw new RefusedError('too many structs');
		const client = readVarUint(cursor);
		// Yjs would decode both, and apply the second only.
		if (clients.has(client)) throw new RefusedError('a client id comes twice');
		clients.add(client);
		readVarUint(cursor);
		for (let i = 0; i < count; i++) skipStruct(cursor, limits);
	}
	return [...clients];
}

function scanDeletes(cursor: Cursor, limits: ScanLimits): void {
	const clients = readCount(cursor);
	let ranges = 0;
	for (let i = 0; i < clients; i++) {
		readVarUint(cursor);
		const count = readCount(cursor);
		ranges += count;
		if (ranges > limits.deleteRangesPerUpdateMax) throw new RefusedError('too many delete ranges');
		for (let range = 0; range < count; range++) {
			readVarUint(cursor);
			readVarUint(cursor);
		}
	}
}

function skipStruct(cursor: Cursor, limits: ScanLimits): void {
	const info = readByte(cursor);
	const kind = info & contentBits;
	if (info === skipInfo || kind === content.gc) return void readVarUint(cursor);
	if (info & hasOrigin) skipId(cursor);
	if (info & hasRightOrigin) skipId(cursor);
	if ((info & (hasOrigin | hasRightOrigin)) === 0) {
		if (readVarUint(cursor) === 1) skipBytes(cursor);
		else skipId(cursor);
		if (info & hasParentKey) skipBytes(cursor);
	}
	skipContent(cursor, kind, limits);
}

function skipContent(cursor: Cursor, kind: number, limits: ScanLimits): void {
	switch (kind) {
		case content.deleted:
			return void readVarUint(cursor);
		case content.json: {
			for (let left = readCount(cursor); left > 0; left--) skipBytes(cursor);
			return;
		}
		case content.binary:
		case content.string:
		case content.embed:
			return skipBytes(cursor);
		case content.format:
			skipBytes(cursor);
			return skipBytes(cursor);
		case content.type:
			if (namedTypes.has(readVarUint(cursor))) skipBytes(cursor);
			return;
		case content.any: {
			for (let left = readCount(cursor); left > 0; left--) skipAny(cursor, limits.valueDepthMax);
			return;
		}
		case content.doc:
			throw new RefusedError('a document within the document');
		default:
			throw new RefusedError('unknown content');
	}
}

function skipAny(cursor: Cursor, depthLeft: number): void {
	if (depthLeft === 0) throw new RefusedError('a value is nested too deep');
	const type = readByte(cursor);
	if (plainAny.has(type)) return;
	switch (type) {
		case any.integer:
			return skipVarInt(cursor);
		case any.float32:
			return skip(cursor, 4);
		case any.float64:
		case any.bigint:
			return skip(cursor, 8);
		case any.text:
		case any.bytes:
			return skipBytes(cursor);
		case any.object:
			for (let left = readCount(cursor); left > 0; left--) {
				skipBytes(cursor);
				skipAny(cursor, depthLeft - 1);
			}
			return;
		case any.array:
			for (let left = readCount(cursor); left > 0; left--) skipAny(cursor, depthLeft - 1);
			return;
		default:
			throw new RefusedError('an unknown kind of value');
	}
}

/** Signed: six bits and the sign in the first byte, seven in each that follows. */
function skipVarInt(cursor: Cursor): void {
	for (let i = 0; i < 8; i++) if (readByte(cursor) < 0x80) return;
	throw new RefusedError('a number is too long');
}

function skipId(cursor: Cursor): void {
	readVarUint(cursor);
	readVarUint(cursor);
}

/** A number of things, each of which takes at least a byte. */
function readCount(cursor: Cursor): number {
	const count = readVarUint(cursor);
	if (count > cursor.bytes.length - cursor.at) throw new RefusedError('it promises more than it holds');
	return count;
}

function skipBytes(cursor: Cursor): void {
	skip(cursor, readVarUint(cursor));
}

function skip(cursor: Cursor, length: number): void {
	cursor.at += length;
	if (cursor.at > cursor.bytes.length) throw new RefusedError('it ends too early');
}

function readByte(cursor: Cursor): number {
	const byte = cursor.bytes[cursor.at++];
	if (byte === undefined) throw new RefusedError('it ends too early');
	return byte;
}
