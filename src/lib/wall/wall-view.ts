// What a person sees of the wall, as others can follow it: its centre in wall pixels and the zoom, for any size of pane. Pure.
import type { PresenceView } from '#lib/board/presence.ts';
import type { Box } from './edge-geometry.ts';

export type WallView = NonNullable<PresenceView['wall']>;

/** What the canvas calls its viewport: the shift of the wall's origin on the screen, and the zoom. */
export interface Viewport {
	readonly x: number;
	readonly y: number;
	readonly zoom: number;
}
export interface PaneSize {
	readonly width: number;
	readonly height: number;
}

export const zoomMin = 0.1;
export const zoomMax = 3;

export function viewOf({ x, y, zoom }: Viewport, { width, height }: PaneSize): WallView {
	return { center: [(width / 2 - x) / zoom, (height / 2 - y) / zoom], zoom };
}

export function viewportOf({ center: [x, y], zoom }: WallView, { width, height }: PaneSize): Viewport {
	const within = Math.min(zoomMax, Math.max(zoomMin, zoom));
	return { x: width / 2 - x * within, y: height / 2 - y * within, zoom: within };
}

export function centredOn({ x, y, width, height }: Box, zoom: number): WallView {
	return { center: [x + width / 2, y + height / 2], zoom };
}

/** True where all of `box` is inside of the pane. */
export function isSeen(box: Box, { x, y, zoom }: Viewport, { width, height }: PaneSize): boolean {
	const [left, top] = [box.x * zoom + x, box.y * zoom + y];
	return left >= 0 && top >= 0 && left + box.width * zoom <= width && top + box.height * zoom <= height;
}

/** Zooms by `factor` so that the wall stands still under the point (in pixels of the pane). */
export function zoomedAt({ x, y, zoom }: Viewport, factor: number, at: { x: number; y: number }): Viewport {
	const next = Math.min(zoomMax, Math.max(zoomMin, zoom * factor));
	const ratio = next / zoom;
	return { x: at.x - (at.x - x) * ratio, y: at.y - (at.y - y) * ratio, zoom: next };
}

/**
 * True for the notches of a mouse wheel, which zoom; a trackpad's two fingers send small or sideways steps and pan. No
 * browser says which it was, so this goes by what each sends.
 */
export function isWheelNotch({ deltaX, deltaY, deltaMode, ctrlKey }: WheelEvent): boolean {
	if (ctrlKey || deltaX !== 0) return false;
	return deltaMode !== 0 || (Math.abs(deltaY) >= 100 && Number.isInteger(deltaY));
}
