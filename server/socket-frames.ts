// WebSocket frames as they go out on the wire, made once and written to any number of sockets: for a room of hundreds that is
// cheaper than a header and two writes per socket. Only for servers (no mask) without compression.
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

const finalBinary = 0x82;
/** A length up to this stands in the second byte itself; the next value announces two bytes of length. */
const lengthInlineMax = 125;
const lengthIn2Bytes = 126;

/** Larger payloads are not worth copying. Their length fits into two bytes. */
const copiedBytesMax = 32 * 1024;

/** What sockets write to. */
const streams = new WeakMap<WebSocket, Duplex>();

export function rememberStream(socket: WebSocket, stream: Duplex): void {
	streams.set(socket, stream);
}

/** Undefined where only the socket itself can be written to. */
export function streamOf(socket: WebSocket): Duplex | undefined {
	return streams.get(socket);
}

/** What any number of sockets are sent together. Payloads must not change afterwards. */
export class SharedFrames {
	readonly payloads: readonly Uint8Array[];
	/** Of all payloads together. */
	readonly payloadBytes: number;
	readonly #isLong: boolean;
	#bytes: Buffer | null = null;

	constructor(payloads: readonly Uint8Array[]) {
		this.payloads = payloads;
		this.payloadBytes = payloads.reduce((sum, { length }) => sum + length, 0);
		this.#isLong = payloads.some(({ length }) => length > copiedBytesMax);
	}

	/** To an open socket. The socket itself writes whole frames at once, so ours may go between them. */
	sendTo(socket: WebSocket, stream: Duplex | undefined): void {
		if (stream === undefined || this.#isLong) {
			for (const payload of this.payloads) socket.send(payload);
		} else stream.write((this.#bytes ??= write(this.payloads)));
	}
}

/** Into one buffer: each that is made costs more than what is in it. */
function write(payloads: readonly Uint8Array[]): Buffer {
	let length = 0;
	for (const payload of payloads) length += headerLength(payload) + payload.length;
	const bytes = Buffer.allocUnsafe(length);
	let at = 0;
	for (const payload of payloads) {
		writeHeader(bytes, at, payload.length);
		at += headerLength(payload);
		bytes.set(payload, at);
		at += payload.length;
	}
	return bytes;
}

function headerLength({ length }: Uint8Array): number {
	return length <= lengthInlineMax ? 2 : 4;
}

function writeHeader(bytes: Buffer, at: number, length: number): void {
	bytes[at] = finalBinary;
	if (length <= lengthInlineMax) bytes[at + 1] = length;
	else {
		bytes[at + 1] = lengthIn2Bytes;
		bytes.writeUInt16BE(length, at + 2);
	}
}
