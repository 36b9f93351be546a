// What one socket sends: within its rates, handled in the order of sending and in pieces of time between which the others have their
// turn. What has been read from a socket that is held waits here, the rest waits with the client. It knows no kinds of frames.
import type { WebSocket } from 'ws';
import type { Clock } from './clock.ts';
import type { SyncLimits } from './limits.ts';
import { RateBucket } from './rate-bucket.ts';
import type { SyncMetrics } from './sync-metrics.ts';

/** Why a socket is read no further for now. */
export type Hold =
	/** It sent too fast, or took too much of the process. */
	| 'rate'
	/** The others have their turn. */
	| 'turn'
	/** Too much of its board waits for the storage. */
	| 'choked'
	/** It brought something new, and the storage takes nothing more. */
	| 'full'
	/** It does not take what it is sent. */
	| 'unread'
	/** It is about to be sent away. */
	| 'leaving';

export interface IntakeParts {
	clock: Clock;
	limits: SyncLimits;
	metrics: SyncMetrics;
}

/** Of every socket, or of the server; no sign that somebody asks too much. */
const ordinary: ReadonlySet<Hold> = new Set<Hold>(['turn', 'leaving']);

export class Intake {
	readonly #socket: Pick<WebSocket, 'pause' | 'resume'>;
	readonly #parts: IntakeParts;
	readonly #handle: (bytes: Uint8Array) => void;
	readonly #frames: RateBucket;
	readonly #bytes: RateBucket;
	/** Milliseconds of this process. */
	readonly #work: RateBucket;
	readonly #holds = new Set<Hold>();
	/** At most what came in one piece from the kernel: after that the socket is not read. */
	#waiting: Uint8Array[] = [];
	#turnMs = 0;
	#isOver = false;

	constructor(
		socket: Pick<WebSocket, 'pause' | 'resume'>,
		parts: IntakeParts,
		handle: (bytes: Uint8Array) => void
	) {
		const { limits, clock } = parts;
		const now = clock.monotonic();
		this.#socket = socket;
		this.#parts = parts;
		this.#handle = handle;
		this.#frames = new RateBucket(limits.framesPerSecond, limits.framesBurst, now);
		this.#bytes = new RateBucket(limits.bytesPerSecond, limits.bytesBurst, now);
		this.#work = new RateBucket(limits.workMsPerSecond, limits.workMsBurst, now);
	}

	get isHeld(): boolean {
		return this.#holds.size > 0;
	}

	/** Something came; false if that is far too fast. */
	count(bytes: number): boolean {
		const now = this.#parts.clock.monotonic();
		this.#bytes.take(bytes, now);
		return this.#frames.take(1, now) <= this.#parts.limits.framesDebtMax;
	}

	/** Where what came was too fast, the next waits. */
	slowDown(): void {
		const waitMs = Math.max(this.#frames.waitMs, this.#bytes.waitMs);
		if (waitMs > 0) this.#holdFor(waitMs);
	}

	/** Handles a frame, now or when nothing holds the socket any more. */
	take(bytes: Uint8Array): void {
		if (this.isHeld || this.#waiting.length > 0) this.#waiting.push(bytes);
		else this.#handleInTime(bytes);
	}

	/** The frame that is being handled comes again before all others, once the socket is released. */
	postpone(bytes: Uint8Array, hold: Hold): void {
		if (this.#isOver) return;
		this.#waiting.unshift(bytes);
		this.hold(hold);
	}

	hold(hold: Hold): void {
		if (this.#isOver || this.#holds.has(hold)) return;
		if (!ordinary.has(hold)) this.#parts.metrics.count('writersPaused');
		if (!this.isHeld) this.#socket.pause();
		this.#holds.add(hold);
	}

	release(hold: Hold): void {
		if (this.#holds.delete(hold) && !this.isHeld) this.#goOn();
	}

	/** Nothing more is handled; the socket is read to its end. */
	end(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#waiting = [];
		this.#holds.clear();
		this.#socket.resume();
	}

	#goOn(): void {
		const frames = this.#waiting.splice(0);
		let handled = 0;
		for (const bytes of frames) {
			if (this.isHeld || this.#isOver) break;
			handled++;
			this.#handleInTime(bytes);
		}
		if (this.#isOver) return;
		// Behind what was postponed.
		for (const bytes of frames.slice(handled)) this.#waiting.push(bytes);
		if (!this.isHeld) this.#socket.resume();
	}

	/** What takes the process long is followed by a pause of that socket, in which the others have their turn. */
	#handleInTime(bytes: Uint8Array): void {
		const { clock, limits } = this.#parts;
		const startedAt = clock.monotonic();
		this.#handle(bytes);
		const now = clock.monotonic();
		this.#turnMs += now - startedAt;
		if (this.#work.take(now - startedAt, now) > 0) this.#holdFor(this.#work.waitMs);
		if (this.#turnMs < limits.turnMs) return;
		this.#turnMs = 0;
		this.hold('turn');
		clock.soon(() => this.release('turn'));
	}

	#holdFor(ms: number): void {
		if (this.#isOver || this.#holds.has('rate')) return;
		this.hold('rate');
		this.#parts.clock.after(ms, () => this.release('rate'));
	}
}
