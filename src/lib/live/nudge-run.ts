// Gathers arrow presses that follow each other soon into one move, for map and wall alike. It knows only how far it went; the
// pane shows the way and writes once, when the run ends.

export interface Offset {
	readonly x: number;
	readonly y: number;
}

/** Arrow presses within this time are one move, one undo step. */
export const nudgeIdleMs = 400;

/** Presses that belong to a run, and Esc, by which the pane gives it up. */
const keysOfARun = /^(?:Arrow|Shift$|Escape$)/;

export class NudgeRun {
	readonly #onend: () => void;
	readonly #surface: EventTarget;
	#offset: Offset | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#watching: AbortController | null = null;

	/** Anything else that the hand does on `surface` ends a run first: an undo must find it written. */
	constructor(onend: () => void, surface: EventTarget = window) {
		this.#onend = onend;
		this.#surface = surface;
	}

	get active(): boolean {
		return this.#offset !== null;
	}

	/** One more press. Returns how far the run went from where it began. */
	press(dx: number, dy: number): Offset {
		if (!this.#offset) this.#watch();
		const { x, y } = this.#offset ?? { x: 0, y: 0 };
		this.#offset = { x: x + dx, y: y + dy };
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.end(), nudgeIdleMs);
		return this.#offset;
	}

	/** Ends the run now; what it moved is to be written. */
	end(): void {
		if (this.cancel()) this.#onend();
	}

	/** Forgets the run; false where there was none. */
	cancel(): boolean {
		const wasActive = this.active;
		this.#offset = null;
		clearTimeout(this.#timer);
		this.#watching?.abort();
		this.#watching = null;
		return wasActive;
	}

	#watch(): void {
		this.#watching = new AbortController();
		// Before anybody else hears of it.
		const options = { capture: true, signal: this.#watching.signal };
		this.#surface.addEventListener('pointerdown', () => this.end(), options);
		this.#surface.addEventListener(
			'keydown',
			(event) => {
				if (!('key' in event) || !keysOfARun.test(String(event.key))) this.end();
			},
			options
		);
	}
}
