// How each server spells the same y-protocols messages. Sandtable speaks them plainly; Hocuspocus puts the document's name in
// front of each and wants a token first.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { writeBarrier } from '#lib/protocol/write-frame.ts';

export type DialectName = 'sandtable' | 'hocuspocus';

export type Heard =
	| { kind: 'step1' | 'step2' | 'update'; bytes: Uint8Array }
	/** The server says that it has what was sent: the last `n` asked for, or one more change where it does not number them. */
	| { kind: 'acknowledged'; n: number | null }
	| { kind: 'other' };

export interface Dialect {
	/** Where a client of `board` connects. */
	address(url: string, board: string): string;
	/** Sent first on every socket. */
	hello(board: string, token: string): Uint8Array | null;
	sync(board: string, kind: SyncKind, bytes: Uint8Array): Uint8Array;
	presence(board: string, clientId: number, clock: number, json: string): Uint8Array;
	/** Asks for an acknowledgement of everything before; null where every change is acknowledged unasked. */
	askAcknowledgement(n: number): Uint8Array | null;
	hear(frame: Uint8Array): Heard;
}

const syncKinds = ['step1', 'step2', 'update'] as const;
export type SyncKind = (typeof syncKinds)[number];

const kinds = { sync: 0, presence: 1, auth: 2, syncReply: 4, syncStatus: 8, barrier: 100 };

export const dialects: Record<DialectName, Dialect> = {
	sandtable: {
		address: (url, board) => `${url}/sync/${board}?saved=1`,
		hello: () => null,
		sync: (_board, kind, bytes) => write((encoder) => writeSync(encoder, kind, bytes)),
		presence: (_board, ...presence) => write((encoder) => writePresence(encoder, ...presence)),
		askAcknowledgement: (n) => writeBarrier(n),
		hear: (frame) => hear(decoding.createDecoder(frame))
	},
	hocuspocus: {
		address: (url) => url,
		hello: (board, token) =>
			write((encoder) => {
				encoding.writeVarString(encoder, board);
				encoding.writeVarUint(encoder, kinds.auth);
				encoding.writeVarUint(encoder, 0);
				encoding.writeVarString(encoder, token);
			}),
		sync: (board, kind, bytes) =>
			write((encoder) => {
				encoding.writeVarString(encoder, board);
				writeSync(encoder, kind, bytes);
			}),
		presence: (board, ...presence) =>
			write((encoder) => {
				encoding.writeVarString(encoder, board);
				writePresence(encoder, ...presence);
			}),
		askAcknowledgement: () => null,
		hear: (frame) => {
			const decoder = decoding.createDecoder(frame);
			decoding.readVarUint8Array(decoder);
			return hear(decoder);
		}
	}
};

function write(body: (encoder: encoding.Encoder) => void): Uint8Array {
	const encoder = encoding.createEncoder();
	body(encoder);
	return encoding.toUint8Array(encoder);
}

function writeSync(encoder: encoding.Encoder, kind: SyncKind, bytes: Uint8Array): void {
	encoding.writeVarUint(encoder, kinds.sync);
	encoding.writeVarUint(encoder, syncKinds.indexOf(kind));
	encoding.writeVarUint8Array(encoder, bytes);
}

function writePresence(encoder: encoding.Encoder, clientId: number, clock: number, json: string): void {
	encoding.writeVarUint(encoder, kinds.presence);
	const states = write((inner) => {
		encoding.writeVarUint(inner, 1);
		encoding.writeVarUint(inner, clientId);
		encoding.writeVarUint(inner, clock);
		encoding.writeVarString(inner, json);
	});
	encoding.writeVarUint8Array(encoder, states);
}

function hear(decoder: decoding.Decoder): Heard {
	const kind = decoding.readVarUint(decoder);
	if (kind === kinds.barrier) return { kind: 'acknowledged', n: decoding.readVarUint(decoder) };
	if (kind === kinds.syncStatus) return { kind: 'acknowledged', n: null };
	if (kind !== kinds.sync && kind !== kinds.syncReply) return { kind: 'other' };
	const syncKind = syncKinds[decoding.readVarUint(decoder)];
	if (syncKind === undefined) return { kind: 'other' };
	return { kind: syncKind, bytes: decoding.readVarUint8Array(decoder) };
}
