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
	return withLength([messageKind.presence], encoding.toUint8Array(body));
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
	return Uint8Array.of(messageKind.barrier, ...varUint(n));
}

export function writeStorage(state: StorageState): Uint8Array {
	return Uint8Array.of(messageKind.storage, storageStates.indexOf(state));
}

function writeSync(kind: number, payload: Uint8Array): Uint8Array {
	return withLength([messageKind.sync, kind], payload);
}

/**
 * Kinds, the payload's length, the payload: in one buffer of the right size, because a server makes very many of these, and a whole
 * board may be in one.
 */
function withLength(kinds: readonly number[], payload: Uint8Array): Uint8Array {
	const head = [...kinds, ...varUint(payload.length)];
	const frame = new Uint8Array(head.length + payload.length);
	frame.set(head);
	frame.set(payload, head.length);
	return frame;
}

function varUint(value: number): number[] {
	const bytes: number[] = [];
	let rest = value;
	for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
	bytes.push(rest);
	return bytes;
}
