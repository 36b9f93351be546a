// Frames for fuzzing: recorded sessions as they go over the wire, and mutations of them.
import * as Y from 'yjs';
import {
	writeBarrier,
	writePresence,
	writeQueryPresence,
	writeStep1,
	writeStep2,
	writeUpdate
} from '#lib/protocol/write-frame.ts';
import { below, mutate, recordSession, type Random } from './recorded-session.ts';

export function recordedFrames(random: Random): Uint8Array[] {
	const updates = recordSession(random, 30);
	const whole = Y.mergeUpdates(updates);
	return [
		...updates.map(writeUpdate),
		writeStep2(whole),
		writeStep2(Y.mergeUpdates(updates.slice(updates.length >> 1))),
		writeStep1(Uint8Array.of(0)),
		writeStep1(Y.encodeStateVectorFromUpdate(whole)),
		writePresence([{ clientId: 5, clock: 3, json: '{"selection":["a"],"user":{"name":"x"}}' }]),
		writePresence([1, 2, 3].map((clientId) => ({ clientId, clock: 1, json: 'null' }))),
		writeQueryPresence(),
		writeBarrier(12)
	];
}

export function mutatedFrame(frames: readonly Uint8Array[], random: Random): Uint8Array {
	const one = frames[below(random, frames.length)] ?? Uint8Array.of();
	const other = frames[below(random, frames.length)] ?? one;
	return random() < 0.1 ? one : mutate(one, random, other);
}
