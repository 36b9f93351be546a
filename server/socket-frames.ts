// WebSocket frames as they go out on the wire, made once and written to any number of sockets: for a room of hundreds that is
// cheaper than a header and two writes per socket. Only for servers (no mask) without compression.
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

const finalBinary = 0x82;
/** A length up to this stands in the second byte itself; the next two values announce 2 or 8 bytes of length. */
const lengthInlineMax = 125;
const lengthIn2Bytes = 126;
const lengthIn8Bytes = 127;
const lengthIn2BytesMax = 0xffff;

/** Larger payloads are not worth copying. */
const copiedBytesMax = 32 * 1024;

/** What sockets write to. */
const streams = new WeakMap<WebSocket, Duplex>();

export function rememberStream(socket: WebSocket, stream: Duplex): void {
	streams.set(socket, stream);
}

/** Sends to an open socket. The socket itself writes whole frames at once, so ours may go between them. */
export function sendFrames(socket: WebSocket, payloads: readonly Uint8Array[]): void {
	const stream = streams.get(socket);
	if (stream === undefined || payloads.some(({ length }) => length > copiedBytesMax)) {
		for (const payload of payloads) socket.send(payload);
	} else stream.write(socketFrames(payloads));
}

let last: { payloads: readonly Uint8Array[]; bytes: Buffer } = { payloads: [], bytes: Buffer.alloc(0) };

/** One frame per payload, in one piece. Payloads must not change afterwards: who asks for the same again gets the same bytes. */
export function socketFrames(payloads: readonly Uint8Array[]): Buffer {
	const isLast =
		payloads.length === last.payloads.length &&
		payloads.every((payload, index) => payload === last.payloads[index]);
	if (!isLast)
		last = { payloads, bytes: Buffer.concat(payloads.flatMap((payload) => [header(payload), payload])) };
	return last.bytes;
}

function header({ length }: Uint8Array): Buffer {
	if (length <= lengthInlineMax) return Buffer.from([finalBinary, length]);
	if (length <= lengthIn2BytesMax) {
		const bytes = Buffer.from([finalBinary, lengthIn2Bytes, 0, 0]);
		bytes.writeUInt16BE(length, 2);
		return bytes;
	}
	const bytes = Buffer.alloc(10);
	bytes.set([finalBinary, lengthIn8Bytes]);
	bytes.writeBigUInt64BE(BigInt(length), 2);
	return bytes;
}
