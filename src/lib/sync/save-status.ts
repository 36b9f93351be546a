// What may be said about where my work is: on the server's disk, on its way, on this device only. Pure: facts in, one status out.
// It says "saved" only of work that the server has acknowledged, which it does only after the commit.
import { closeCode, messageTooBigCode } from '#lib/protocol/close-codes.ts';
import type { StorageState } from '#lib/protocol/kinds.ts';

/** The copy on this device: none wanted, not opened yet, working, or out of order. */
export type DeviceCopy = 'none' | 'opening' | 'kept' | 'unavailable' | 'failing';

export interface SaveFacts {
	readOnly: boolean;
	socket: 'connecting' | 'open' | 'closed';
	/** On this socket everything that I had was acknowledged once (a reader: everything arrived). */
	hasSettled: boolean;
	/** Others' changes wait in the document for something that did not come. */
	isLacking: boolean;
	/** My changes that nobody has acknowledged. */
	unsaved: number;
	/** When the oldest of them was made. */
	unsavedSinceMs: number | null;
	/** Since when no socket is open. */
	apartSinceMs: number | null;
	storage: StorageState;
	device: DeviceCopy;
	/** A change is on its way into the copy on this device. */
	keeping: boolean;
	/** The server refused my changes because I may only read. */
	isDenied: boolean;
	ended: { code: number; reason: string } | null;
}

export type EndReason =
	'malformed' | 'session-ended' | 'right-taken' | 'board-gone' | 'version' | 'too-large' | 'unknown';

export type SaveStatus =
	/** Nothing known yet. */
	| { kind: 'connecting' }
	| { kind: 'saved' }
	/** On its way; `changes` 0: only others' work is not saved yet, nobody knows since when. */
	| { kind: 'saving'; changes: number; sinceMs: number }
	/** On its way for too long. */
	| { kind: 'not-saved'; changes: number; seconds: number; cause: 'storage' | 'no-answer' }
	/** `isKept`: the changes survive a reload of this page; `isKeeping`: they are about to. */
	| { kind: 'offline'; changes: number; isKept: boolean; isKeeping: boolean }
	/** `isDenied`: I have changes, made here now or when I still had the right, and they are not accepted. */
	| { kind: 'read-only'; isConnected: boolean; isDenied: boolean }
	/** The server will not have this page back without something being done first. */
	| { kind: 'ended'; code: number; reason: EndReason; changes: number; isKept: boolean };

/** After so long without an acknowledgement "saving" is no longer the whole truth. */
export const notSavedAfterMs = 5_000;
/** A first connection that takes longer than this counts as being offline. */
export const connectingMaxMs = 3_000;

export function saveStatus(facts: SaveFacts, nowMs: number): SaveStatus {
	const { unsaved: changes } = facts;
	const isKept = facts.device === 'kept';
	if (facts.ended) {
		return { kind: 'ended', code: facts.ended.code, reason: endReason(facts.ended.code), changes, isKept };
	}
	if (facts.readOnly || facts.isDenied) {
		return {
			kind: 'read-only',
			isConnected: facts.socket === 'open',
			isDenied: facts.isDenied || changes > 0
		};
	}
	if (facts.socket !== 'open') {
		const apartMs = facts.apartSinceMs === null ? 0 : nowMs - facts.apartSinceMs;
		const isFirst = facts.socket === 'connecting' && changes === 0 && apartMs < connectingMaxMs;
		return isFirst
			? { kind: 'connecting' }
			: { kind: 'offline', changes, isKept: isKept && !facts.keeping, isKeeping: isKept && facts.keeping };
	}
	if (changes > 0) return onItsWay(facts, nowMs);
	if (!facts.hasSettled || facts.isLacking) return { kind: 'connecting' };
	return facts.storage === 'healthy' ? { kind: 'saved' } : { kind: 'saving', changes: 0, sinceMs: 0 };
}

function onItsWay(facts: SaveFacts, nowMs: number): SaveStatus {
	const sinceMs = facts.unsavedSinceMs ?? nowMs;
	const waitedMs = nowMs - sinceMs;
	if (waitedMs < notSavedAfterMs) return { kind: 'saving', changes: facts.unsaved, sinceMs };
	return {
		kind: 'not-saved',
		changes: facts.unsaved,
		seconds: Math.floor(waitedMs / 1_000),
		cause: facts.storage === 'healthy' ? 'no-answer' : 'storage'
	};
}

function endReason(code: number): EndReason {
	switch (code) {
		case closeCode.malformed:
			return 'malformed';
		case closeCode.sessionEnded:
			return 'session-ended';
		case closeCode.rightTaken:
			return 'right-taken';
		case closeCode.boardGone:
			return 'board-gone';
		case closeCode.version:
			return 'version';
		case closeCode.tooLarge:
		case messageTooBigCode:
			return 'too-large';
		default:
			return 'unknown';
	}
}

export function areSameStatus(a: SaveStatus, b: SaveStatus): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}
