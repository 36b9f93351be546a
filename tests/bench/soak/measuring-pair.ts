// Two people on a board who measure: one moves a pin at a steady pace, the other sees it move, and the server promises to keep it.
import * as Y from 'yjs';
import { longitudeOf, numberOf } from '../load/editor.ts';
import { nowMs } from '../time.ts';
import { Replica } from '../wire/replica.ts';
import type { Target } from '../wire/socket-client.ts';

/** Where nobody else moves anything. */
const ownLatitude = 24.5;

export class MeasuringPair {
	readonly #writer: Replica;
	readonly #reader: Replica;
	/** When each edit was sent: until a colleague saw it, until it was acknowledged. */
	readonly #unseen = new Map<number, number>();
	readonly #unacknowledged = new Map<number, number>();
	#seenMs: number[] = [];
	#acknowledgedMs: number[] = [];
	#pin: Y.Map<unknown> | null = null;
	#edits = 0;
	#timer: ReturnType<typeof setInterval> | null = null;

	constructor(target: Target, board: string, person: number) {
		const onAcknowledged = (n: number | null) => n !== null && this.#takeAcknowledgement(n);
		this.#writer = new Replica({ target, board, person, onAcknowledged });
		this.#reader = new Replica({ target, board, person: person + 1 });
		this.#reader.onMove(([longitude = 0, latitude]) => {
			if (latitude === ownLatitude) this.#takeMove(numberOf(longitude));
		});
	}

	async join(): Promise<void> {
		await Promise.all([this.#writer.client.synced, this.#reader.client.synced]);
		const [pin] = this.#writer.doc.getMap<Y.Map<unknown>>('pins').values();
		if (pin === undefined) throw new Error('The board came empty.');
		this.#pin = pin;
	}

	start(intervalMs: number): void {
		this.#timer = setTimeout(() => {
			this.#timer = setInterval(() => this.#edit(), intervalMs);
		}, Math.random() * intervalMs);
	}

	stop(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
	}

	/** What was measured since this was last asked; what is still under way counts later. */
	take(): { seenMs: number[]; acknowledgedMs: number[] } {
		const taken = { seenMs: this.#seenMs, acknowledgedMs: this.#acknowledgedMs };
		this.#seenMs = [];
		this.#acknowledgedMs = [];
		return taken;
	}

	/** Edits that nobody saw or the server did not promise to keep. */
	get outstanding(): number {
		return Math.max(this.#unseen.size, this.#unacknowledged.size);
	}

	async close(): Promise<void> {
		this.stop();
		await Promise.all([this.#writer.close(), this.#reader.close()]);
	}

	#edit(): void {
		const n = ++this.#edits;
		const atMs = nowMs();
		this.#unseen.set(n, atMs);
		this.#pin?.set('at', [longitudeOf(n), ownLatitude]);
		this.#unacknowledged.set(this.#writer.client.askAcknowledgement(), atMs);
	}

	/** Who sees a later place has seen the earlier ones, or never will. */
	#takeMove(n: number): void {
		for (const [sent, atMs] of this.#unseen) {
			if (sent > n) return;
			this.#unseen.delete(sent);
			this.#seenMs.push(nowMs() - atMs);
		}
	}

	#takeAcknowledgement(n: number): void {
		for (const [asked, atMs] of this.#unacknowledged) {
			if (asked > n) return;
			this.#unacknowledged.delete(asked);
			this.#acknowledgedMs.push(nowMs() - atMs);
		}
	}
}
