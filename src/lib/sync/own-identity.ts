// My own identity as the server stamped it. The server sends my presence back with the clock it had, which Awareness passes over;
// so it is read here and put into my own state, from where my name and colour are the same as everybody else sees.
import * as decoding from 'lib0/decoding';
import type { Awareness } from 'y-protocols/awareness';

interface Handlers {
	[kind: number]: (encoder: never, decoder: decoding.Decoder, ...rest: never[]) => void;
}

/** Wraps the handler of presence frames. */
export function learnOwnIdentity(handlers: Handlers, presenceKind: number, awareness: Awareness): void {
	const handle = handlers[presenceKind];
	handlers[presenceKind] = (encoder, decoder, ...rest) => {
		const frame = decoding.createDecoder(decoder.arr);
		frame.pos = decoder.pos;
		handle?.(encoder, decoder, ...rest);
		const user = ownUser(decoding.readVarUint8Array(frame), awareness.clientID);
		if (user === undefined) return;
		const known: unknown = awareness.getLocalState()?.user;
		if (JSON.stringify(known) !== JSON.stringify(user)) awareness.setLocalStateField('user', user);
	};
}

function ownUser(update: Uint8Array, clientId: number): unknown {
	const decoder = decoding.createDecoder(update);
	for (let left = decoding.readVarUint(decoder); left > 0; left--) {
		const id = decoding.readVarUint(decoder);
		decoding.readVarUint(decoder);
		const json = decoding.readVarString(decoder);
		if (id === clientId) return (JSON.parse(json) as { user?: unknown } | null)?.user;
	}
	return undefined;
}
