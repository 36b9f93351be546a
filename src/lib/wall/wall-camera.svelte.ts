// What the pane shows of the wall and how that changes: by hand, by keys, by following somebody.
import type { useSvelteFlow } from '@xyflow/svelte';
import type { WallPoint } from '#lib/board/schema/position.ts';
import { fitOptions } from './canvas-options.ts';
import type { Box, Point } from './edge-geometry.ts';
import { centredOn, isSeen, isWheelNotch, viewOf, viewportOf, zoomedAt } from './wall-view.ts';
import type { Viewport, WallView } from './wall-view.ts';

const moveDurationMs = 180;
const zoomStepFactor = 1.2;
/** What is edited is at least this large. */
const editZoomMin = 0.75;

type Flow = ReturnType<typeof useSvelteFlow>;

export class WallCamera {
	viewport = $state.raw<Viewport>({ x: 0, y: 0, zoom: 1 });
	width = $state(0);
	height = $state(0);
	/** Set by the canvas as soon as it stands. */
	flow: Flow | null = null;
	readonly #onmoved: () => void;

	/** `onmoved` is called when I change the view myself, not when I am led. */
	constructor(onmoved: () => void) {
		this.#onmoved = onmoved;
	}

	readonly view = $derived(viewOf(this.viewport, { width: this.width, height: this.height }));

	follow(view: WallView): void {
		if (this.width > 0) void this.flow?.setViewport(viewportOf(view, this), { duration: this.#durationMs() });
	}

	zoomTo(next: Viewport): void {
		void this.flow?.setViewport(next, { duration: this.#durationMs() });
		this.#onmoved();
	}

	zoomBy(factor: number): void {
		this.zoomTo(zoomedAt(this.viewport, factor, { x: this.width / 2, y: this.height / 2 }));
	}

	zoomIn(): void {
		this.zoomBy(zoomStepFactor);
	}

	zoomOut(): void {
		this.zoomBy(1 / zoomStepFactor);
	}

	/** These cards, or everything. */
	fit(ids?: readonly string[]): void {
		const some = ids ? { nodes: ids.map((id) => ({ id })), padding: 0.3 } : {};
		void this.flow?.fitView({ ...fitOptions, ...some, duration: this.#durationMs() });
		this.#onmoved();
	}

	/** Comes near enough to write in this card. */
	approach(box: Box): void {
		if (this.viewport.zoom < editZoomMin || !isSeen(box, this.viewport, this)) {
			this.zoomTo(viewportOf(centredOn(box, Math.max(1, this.viewport.zoom)), this));
		}
	}

	/** Brings this card into the pane. */
	reveal(box: Box): void {
		if (isSeen(box, this.viewport, this)) return;
		this.zoomTo(viewportOf(centredOn(box, this.viewport.zoom), this));
	}

	/** A mouse wheel zooms at the pointer; everything else is left to the canvas, which pans. */
	wheel(event: WheelEvent, frame: Element): void {
		const elsewhere = (event.target as Element).closest('.nowheel, .svelte-flow__panel');
		if (!this.flow || elsewhere || !isWheelNotch(event)) return;
		event.preventDefault();
		event.stopPropagation();
		const { left, top } = frame.getBoundingClientRect();
		const factor = event.deltaY < 0 ? zoomStepFactor : 1 / zoomStepFactor;
		void this.flow.setViewport(
			zoomedAt(this.viewport, factor, { x: event.clientX - left, y: event.clientY - top })
		);
		this.#onmoved();
	}

	wallPointAt({ clientX, clientY }: { clientX: number; clientY: number }): WallPoint | null {
		const point = this.flow?.screenToFlowPosition({ x: clientX, y: clientY });
		return point ? [Math.round(point.x), Math.round(point.y)] : null;
	}

	screenPointAt(point: Point): Point | null {
		return this.flow?.flowToScreenPosition(point) ?? null;
	}

	#durationMs(): number {
		return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : moveDurationMs;
	}
}
