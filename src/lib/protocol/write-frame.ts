// Writes frames, one function per kind. Each returns bytes that may be sent to any number of sockets.
import * as encoding from 'lib0/encoding';
import { authKind, messageKind, storageStates, syncKind, type StorageState } from './kinds.ts';
import type { PresenceEntry } from './read-frame.ts';

export function writeStep1(stateVector: Uint8Array): Uint8Array {
	return writeSync(syncKind.step1, stateVector);
}

export function writeStep2(update: Uint8Array): Uint8Array {
	return writeSync(syncKind.step2, update);
}

export function writeUpdate(update: Uint8Array): Uint8Array {
	return writeSync(syncKind.update, update);
}

export function writePresence(entries: readonly PresenceEntry[]): Uint8Array {
	const body = encoding.createEncoder();
	encoding.writeVarUint(body, entries.length);
	for (const entry of entries) {
		encoding.writeVarUint(body, entry.clientId);
		encoding.writeVarUint(body, entry.clock);
		encoding.writeVarString(body, entry.json);
	}
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, messageKind.presence);
	encoding.writeVarUint8Array(encoder, encoding.toUint8Array(body));
	return encoding.toUint8Array(encoder);
}

export function writeQueryPresence(): Uint8Array {
	return Uint8Array.of(messageKind.queryPresence);
}

export function writeDenied(reason: string): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, messageKind.auth);
	encoding.writeVarUint(encoder, authKind.permissionDenied);
	encoding.writeVarString(encoder, reason);
	return encoding.toUint8Array(encoder);
}

export function writeBarrier(n: number): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, messageKind.barrier);
	encoding.writeVarUint(encoder, n);
	return encoding.toUint8Array(encoder);
}

export function writeStorage(state: StorageState): Uint8Array {
	return Uint8Array.of(messageKind.storage, storageStates.indexOf(state));
}

function writeSync(kind: number, payload: Uint8Array): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, messageKind.sync);
	encoding.writeVarUint(encoder, kind);
	encoding.writeVarUint(encoder, payload.length);
	// A whole board may be in it, so it is copied once only.
	const head = encoding.toUint8Array(encoder);
	const frame = new Uint8Array(head.length + payload.length);
	frame.set(head);
	frame.set(payload, head.length);
	return frame;
}
