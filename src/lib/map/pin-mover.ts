// Moves pins under a hand or by arrow keys. While they move, `onMove` tells where they are (for the screen and for presence);
// when the hand lets go, `onDrop` is called once. It knows neither MapLibre nor the document.
import type { LngLat } from '../board/schema/position.ts';
import { NudgeRun } from '../live/nudge-run.ts';

export interface ScreenPoint {
	readonly x: number;
	readonly y: number;
}

export interface Projection {
	project(at: LngLat): ScreenPoint;
	unproject(point: ScreenPoint): LngLat;
}

export interface PlacedPin {
	readonly id: string;
	readonly at: LngLat;
}

export interface PinMoverOptions {
	readonly projection: Projection;
	readonly onMove: (positions: ReadonlyMap<string, LngLat> | null) => void;
	readonly onDrop: (moves: PlacedPin[]) => void;
	/** Where keys and the pointer are heard of; the window unless said otherwise. */
	readonly surface?: EventTarget;
}

/** As far to the right and below as these pixels are on the map now. */
export function asideOf(projection: Projection, at: LngLat, pixels: number): LngLat {
	const { x, y } = projection.project(at);
	return projection.unproject({ x: x + pixels, y: y + pixels });
}

export class PinMover {
	readonly #options: PinMoverOptions;
	#starts: { id: string; point: ScreenPoint }[] = [];
	#grab: ScreenPoint = { x: 0, y: 0 };
	#positions: Map<string, LngLat> | null = null;
	readonly #nudges: NudgeRun;

	constructor(options: PinMoverOptions) {
		this.#options = options;
		this.#nudges = new NudgeRun(() => this.drop(), options.surface);
	}

	get active(): boolean {
		return this.#starts.length > 0;
	}

	/** Takes hold of pins; nothing moves before the first `to`. */
	start(pins: readonly PlacedPin[], pointer: ScreenPoint): void {
		this.drop();
		this.#starts = pins.map(({ id, at }) => ({ id, point: this.#options.projection.project(at) }));
		this.#grab = pointer;
	}

	to(pointer: ScreenPoint): void {
		if (!this.active) return;
		const [dx, dy] = [pointer.x - this.#grab.x, pointer.y - this.#grab.y];
		this.#positions = new Map(
			this.#starts.map(({ id, point }) => [
				id,
				this.#options.projection.unproject({ x: point.x + dx, y: point.y + dy })
			])
		);
		this.#options.onMove(this.#positions);
	}

	/** One arrow key press. Presses that follow soon go on with the same move. */
	nudge(pins: readonly PlacedPin[], dx: number, dy: number): void {
		if (!this.#nudges.active) this.start(pins, { x: 0, y: 0 });
		this.to(this.#nudges.press(dx, dy));
	}

	/** Lets go. Pins that `forget` took away in the meantime are not moved. */
	drop(): void {
		const moves = [...(this.#positions ?? [])].map(([id, at]) => ({ id, at }));
		this.#reset();
		if (moves.length > 0) this.#options.onDrop(moves);
	}

	/** Puts everything back; true where there was something to cancel. */
	cancel(): boolean {
		const wasActive = this.active;
		this.#reset();
		return wasActive;
	}

	/** A pin is gone (somebody removed it). */
	forget(id: string): void {
		this.#starts = this.#starts.filter((start) => start.id !== id);
		if (!this.#positions?.delete(id)) return;
		if (this.#starts.length === 0) this.#reset();
		else this.#options.onMove(this.#positions);
	}

	#reset(): void {
		const moved = this.#positions !== null;
		this.#starts = [];
		this.#positions = null;
		this.#nudges.cancel();
		if (moved) this.#options.onMove(null);
	}
}
