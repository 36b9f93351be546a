// What is in an open board: as it is stored for as long as nobody changes it, a document from the first change on, bytes again after
// a quiet while. It answers what somebody lacks; it knows no sockets and no log.
import * as Y from 'yjs';
import { writeStep1 } from '#lib/protocol/write-frame.ts';
import { DamagedLogError } from '#lib/server/board-store.ts';
import { StateAnswers } from './answers.ts';
import type { Clock } from './clock.ts';
import type { SyncLimits } from './limits.ts';
import { StoredContent } from './stored-content.ts';
import type { SyncMetrics } from './sync-metrics.ts';

export interface BoardContentParts {
	clock: Clock;
	limits: SyncLimits;
	metrics: SyncMetrics;
	/** There is a new document, with what was there before in it. */
	onDocument(doc: Y.Doc): void;
	/** No document can be made of what is stored. */
	onDamaged(error: unknown): void;
}

type State =
	| { kind: 'stored'; stored: StoredContent }
	| { kind: 'document'; doc: Y.Doc; answers: StateAnswers; version: number };

export class BoardContent {
	readonly #boardId: string;
	readonly #parts: BoardContentParts;
	#state: State;
	#changedAt: number;
	#cancelWake: (() => void) | null = null;

	constructor(boardId: string, content: StoredContent | Y.Doc, parts: BoardContentParts) {
		this.#boardId = boardId;
		this.#parts = parts;
		this.#changedAt = parts.clock.monotonic();
		this.#state =
			content instanceof StoredContent ? { kind: 'stored', stored: content } : this.#watched(content);
	}

	/** The content as a document, made now if need be. Throws DamagedLogError. */
	get doc(): Y.Doc {
		return this.#awake().doc;
	}

	get isAtRest(): boolean {
		return this.#state.kind === 'stored';
	}

	/** Grows with every change of the document. */
	get version(): number {
		return this.#state.kind === 'document' ? this.#state.version : 0;
	}

	/** Frames with everything that somebody at `stateVector` lacks, the last of which says that it was all. */
	answer(stateVector: Uint8Array): readonly Uint8Array[] {
		const stored = this.#state.kind === 'stored' ? this.#state.stored.answer(stateVector) : null;
		if (stored !== null) return stored;
		const { answers, version } = this.#awake();
		return [answers.step2(stateVector, version)];
	}

	/** A frame that asks for everything that is not here. */
	question(): Uint8Array {
		if (this.#state.kind === 'stored') return writeStep1(this.#state.stored.stateVector);
		return writeStep1(this.#state.answers.stateVector(this.#state.version));
	}

	/** True if it can be told from the bytes that an update brings nothing new. */
	surelyHolds(update: Uint8Array): boolean {
		return this.#state.kind === 'stored' && this.#state.stored.holds(update);
	}

	/** Somebody may change it soon. Where a document takes long to make, it is made before that, but not while people still come. */
	expectChanges(): void {
		const { clock, limits } = this.#parts;
		if (this.#state.kind !== 'stored' || this.#state.stored.bytes <= limits.restBytesMax) return;
		this.#cancelWake?.();
		this.#cancelWake = clock.after(limits.wakeAfterMs, () => {
			this.#cancelWake = null;
			this.#open();
		});
	}

	/**
	 * A document is large in memory: after a while without changes it is kept as bytes, short of a limit. True if finding out took
	 * time, whatever came of it. `head`: its last row; `knownBytes`: what is known of its size beforehand.
	 */
	restIfQuiet(head: number, knownBytes: number): boolean {
		const { clock, limits } = this.#parts;
		if (this.#state.kind !== 'document' || knownBytes > limits.restBytesMax) return false;
		if (clock.monotonic() - this.#changedAt < limits.restAfterMs) return false;
		const stored = StoredContent.ofDocument(this.#boardId, this.#state.doc, head);
		if (stored.bytes <= limits.restBytesMax) {
			this.#state.doc.destroy();
			this.#state = { kind: 'stored', stored };
		} else {
			// It stays too large until somebody changes it.
			this.#changedAt = Infinity;
		}
		return true;
	}

	destroy(): void {
		this.#cancelWake?.();
		if (this.#state.kind === 'document') this.#state.doc.destroy();
	}

	#awake(): Extract<State, { kind: 'document' }> {
		const open = this.#open();
		if (open === null) throw new DamagedLogError(`no document can be made of board ${this.#boardId}`);
		return open;
	}

	/** Null where that is impossible; then everybody concerned was told. */
	#open(): Extract<State, { kind: 'document' }> | null {
		if (this.#state.kind === 'document') return this.#state;
		this.#cancelWake?.();
		this.#cancelWake = null;
		this.#parts.metrics.count('wakes');
		try {
			this.#state = this.#watched(this.#state.stored.toDocument());
			return this.#state;
		} catch (error) {
			this.#parts.onDamaged(error);
			return null;
		}
	}

	#watched(doc: Y.Doc): Extract<State, { kind: 'document' }> {
		const state = { kind: 'document' as const, doc, answers: new StateAnswers(doc), version: 0 };
		this.#changedAt = this.#parts.clock.monotonic();
		doc.on('update', () => {
			state.version++;
			this.#changedAt = this.#parts.clock.monotonic();
		});
		this.#parts.onDocument(doc);
		return state;
	}
}
