// What must hold at every step of a simulation: looked at whenever a server sends a frame, and whenever a person is told something.
import * as Y from 'yjs';
import { messageKind, syncKind } from '#lib/protocol/kinds.ts';
import { readFrame, type PresenceEntry } from '#lib/protocol/read-frame.ts';
import { syncLimits } from '../../server/limits.ts';
import { raise } from './content.ts';
import type { Disk } from './disk.ts';

/** More than the largest edit. */
const behindBytes = 2_000;
/**
 * A presence that nobody renews is held for 30 s. It may have reached another node late, a node looks for outdated ones every
 * 2 s, and its last frames may have been under way.
 */
export const presenceGoneMaxMs = 30_000 + 3_000 + 2_000 + 500;

export interface Owed {
	has: Map<number, number>;
	stored: Map<number, number>;
}

export interface Sending {
	boardId: string;
	bytes: Uint8Array;
	/** Storage is declared slow. */
	isSlow(): boolean;
	/** Somebody asked, and this is the answer. */
	owed: Owed | null;
	/** Somebody waits for an answer; what is stored may be sent before it. */
	isAsked: boolean;
	/** Until when the receiver may be sent content. */
	mayUntil(): number;
	waitingBytes: number;
	/** Frames that this socket was sent before. */
	before: Set<string>;
}

const contents = new WeakMap<Uint8Array, Map<number, number> | null>();

export class Checks {
	readonly violations: string[] = [];
	readonly #disk: Disk;
	readonly #now: () => number;
	/** Since when nobody is connected under a presence id; null while somebody is. */
	readonly #goneSince: (client: number) => number | null;

	constructor(disk: Disk, now: () => number, goneSince: (client: number) => number | null) {
		this.#disk = disk;
		this.#now = now;
		this.#goneSince = goneSince;
	}

	fail(what: string): void {
		if (this.violations.length < 20) this.violations.push(`${(this.#now() / 1_000).toFixed(3)} s: ${what}`);
	}

	sent(sending: Sending): void {
		const { bytes } = sending;
		if (bytes[0] === messageKind.presence) return this.#presence(bytes);
		const content = contentIn(bytes);
		if (content === null) return;
		if (this.#now() > sending.mayUntil()) this.fail('content for somebody whose right ended');
		if (bytes[1] === syncKind.update) this.#update(sending, content);
		this.#isStored(sending, content);
		if (sending.owed !== null) this.#isAnswered(sending.owed, content);
	}

	/** Outside a declared hold nobody is sent what is not in the database. */
	#isStored({ boardId, isSlow }: Sending, content: ReadonlyMap<number, number>): void {
		const { store } = this.#disk.docOf(boardId);
		for (const [client, end] of content) {
			if (end <= Y.getState(store, client)) continue;
			if (!isSlow()) this.fail(`shown before it was committed: ${client} to ${end}`);
			return;
		}
	}

	/** Who asks is given everything that the server was told is stored. */
	#isAnswered(owed: Owed, content: ReadonlyMap<number, number>): void {
		for (const [client, end] of owed.stored) {
			const has = Math.max(owed.has.get(client) ?? 0, content.get(client) ?? 0);
			if (end > has) return this.fail(`not given to somebody who asked: ${client} to ${end}`);
		}
	}

	/** Nothing more is shown to somebody for whom too much waits, and nothing twice. */
	#update({ bytes, waitingBytes, before, isAsked }: Sending, content: ReadonlyMap<number, number>): void {
		if (waitingBytes > behindBytes && !isAsked)
			this.fail(`${waitingBytes} bytes wait for a reader who is sent more`);
		const text = Buffer.from(bytes).toString('latin1');
		// A deletion alone has no place of its own in the order.
		if (content.size > 0 && before.has(text)) this.fail('shown a second time');
		before.add(text);
	}

	#presence(bytes: Uint8Array): void {
		for (const { clientId } of presentIn(bytes)) {
			const since = this.#goneSince(clientId);
			if (since !== null && this.#now() - since > presenceGoneMaxMs)
				this.fail(
					`shown to be here ${((this.#now() - since) / 1_000).toFixed(1)} s after leaving: ${clientId}`
				);
		}
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

function presentIn(bytes: Uint8Array): PresenceEntry[] {
	const frame = readFrame(bytes);
	return frame.kind === 'presence' ? frame.entries.filter(({ json }) => json !== 'null') : [];
}

/** Up to which clock of each client the frame brings content; null for other frames. */
function contentIn(bytes: Uint8Array): Map<number, number> | null {
	let content = contents.get(bytes);
	if (content === undefined) {
		const frame = readFrame(bytes);
		const hasContent = frame.kind === 'update' || frame.kind === 'step2';
		content = hasContent ? Y.parseUpdateMeta(frame.update).to : null;
		contents.set(bytes, content);
	}
	return content;
}

/** What somebody was sent while they wait for an answer counts towards it. */
export function countTowards(owed: readonly Owed[], bytes: Uint8Array): void {
	const content = owed.length > 0 ? contentIn(bytes) : null;
	if (content !== null) for (const { has } of owed) raise(has, content);
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
	loadMaxMs: 3_000,
	questionMaxMs: 2_000,
	checkpointRows: 20,
	checkpointBytes: 15_000,
	checkpointRowsAtUnload: 4,
	restAfterMs: 1_500,
	restBytesMax: 6_000,
	restCheckMs: 400,
	wakeAfterMs: 300,
	boardQueueBytesMax: 2_000,
	foldMaxMs: 2_000
};

export const simulationJournalLimits = { queueBytesMax: 4_000, queueAgeMaxMs: 6_000, batchBytesMax: 1_500 };
