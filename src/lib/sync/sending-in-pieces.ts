// A WebSocket class that sends a large change in several frames, whoever hands it over: the server takes frames up to a limit, and
// colleagues should not wait for one.
import * as decoding from 'lib0/decoding';
import { messageKind, syncKind } from '#lib/protocol/kinds.ts';
import { writeStep2, writeUpdate } from '#lib/protocol/write-frame.ts';
import { splitUpdate } from './split-update.ts';

export function sendingInPieces(Base: typeof WebSocket, bytesMax: number): typeof WebSocket {
	return class extends Base {
		override send(data: Parameters<WebSocket['send']>[0]): void {
			if (!(data instanceof Uint8Array) || data.length <= bytesMax) return super.send(data);
			for (const frame of inPieces(data, bytesMax)) super.send(frame as Uint8Array<ArrayBuffer>);
		}
	};
}

/** Only the last one says that it is the whole answer, where the frame is one; it shows how far the others went. */
function inPieces(frame: Uint8Array, bytesMax: number): Uint8Array[] {
	const decoder = decoding.createDecoder(frame);
	if (decoding.readVarUint(decoder) !== messageKind.sync) return [frame];
	const kind = decoding.readVarUint(decoder);
	if (kind !== syncKind.step2 && kind !== syncKind.update) return [frame];
	const pieces = splitUpdate(decoding.readVarUint8Array(decoder), bytesMax);
	const write = kind === syncKind.step2 ? writeStep2 : writeUpdate;
	return pieces.map((piece, nth) => (nth === pieces.length - 1 ? write(piece) : writeUpdate(piece)));
}
