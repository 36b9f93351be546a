// What must hold at every step of a simulation: looked at whenever a server sends a frame, and whenever a person is told something.
import * as Y from 'yjs';
import { messageKind, syncKind } from '#lib/protocol/kinds.ts';
import { readFrame } from '#lib/protocol/read-frame.ts';
import { syncLimits } from '../../server/limits.ts';
import type { Disk } from './disk.ts';

const behindBytes = 1_200;
/** How long a right may outlive its end. */
const rightEndsMaxMs = 5_000;

export interface Owed {
	has: Map<number, number>;
	stored: Uint8Array;
}

const contents = new WeakMap<Uint8Array, Map<number, number> | null>();

export class Checks {
	readonly violations: string[] = [];
	readonly #disk: Disk;
	readonly #now: () => number;

	constructor(disk: Disk, now: () => number) {
		this.#disk = disk;
		this.#now = now;
	}

	fail(what: string): void {
		if (this.violations.length < 20) this.violations.push(`${(this.#now() / 1_000).toFixed(3)} s: ${what}`);
	}

	/**
	 * Outside a declared hold nobody is sent what is not in the database. `owed`: what somebody who asked had, and what was in the
	 * database then, where this is the answer.
	 */
	sent(
		boardId: string,
		bytes: Uint8Array,
		{ isSlow, owed, rightEndedAt }: { isSlow: boolean; owed: Owed | null; rightEndedAt: number }
	): void {
		const content = contentOf(bytes);
		if (content === null) return;
		if (this.#now() - rightEndedAt > rightEndsMaxMs) this.fail('content for somebody whose right ended');
		const { store } = this.#disk.docOf(boardId);
		for (const [client, end] of isSlow ? [] : content) {
			if (end > Y.getState(store, client))
				return this.fail(`shown before it was committed: ${client} to ${end}`);
		}
		if (owed === null) return;
		for (const [client, end] of Y.decodeStateVector(owed.stored)) {
			const has = Math.max(owed.has.get(client) ?? 0, content.get(client) ?? 0);
			if (end > has) return this.fail(`not given to somebody who asked: ${client} to ${end}`);
		}
	}

	/** Nothing more is shown to somebody for whom too much waits. */
	queued(bytes: Uint8Array, waiting: number): void {
		if (waiting > behindBytes && readFrame(bytes).kind === 'update')
			this.fail(`${waiting} bytes wait for a reader who is sent more`);
	}

	acknowledged(boardId: string, keys: readonly string[]): void {
		const pins = this.#disk.docOf(boardId).getMap('pins');
		for (const key of keys) if (!pins.has(key)) this.fail(`acknowledged and not in the database: ${key}`);
	}

	forbidden(boardId: string, keys: readonly string[]): void {
		const pins = this.#disk.docOf(boardId).getMap('pins');
		for (const key of keys) if (pins.has(key)) this.fail(`written without the right to: ${key}`);
	}
}

/** Up to which clock of each client the frame brings content; null for other frames. */
function contentOf(bytes: Uint8Array): Map<number, number> | null {
	let content = contents.get(bytes);
	if (content === undefined) {
		const frame = readFrame(bytes);
		const hasContent = frame.kind === 'update' || frame.kind === 'step2';
		content = hasContent ? Y.parseUpdateMeta(frame.update).to : null;
		contents.set(bytes, content);
	}
	return content;
}

/** The question in a frame from a client, if it is one. */
export function questionIn(bytes: Uint8Array): Map<number, number> | null {
	if (bytes[0] !== messageKind.sync || bytes[1] !== syncKind.step1) return null;
	const frame = readFrame(bytes);
	return frame.kind === 'step1' ? Y.decodeStateVector(frame.stateVector) : null;
}

export function isAnswer(bytes: Uint8Array): boolean {
	return bytes[0] === messageKind.sync && bytes[1] === syncKind.step2;
}

export const simulationLimits = {
	...syncLimits,
	behindBytes,
	caughtUpBytes: 200,
	behindMaxMs: 8_000,
	lingerMs: 300,
	askAgainMinMs: 200,
	askAgainMaxMs: 2_000,
	// Folding needs a worker thread, which knows no virtual time.
	checkpointRows: Infinity,
	checkpointBytes: Infinity,
	checkpointRowsAtUnload: Infinity
};
