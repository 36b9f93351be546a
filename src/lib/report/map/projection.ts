// From world to paper within one frame.
import type { LngLat } from '#lib/board/schema/position.ts';
import type { Point } from '../svg.ts';
import type { Frame } from './framing.ts';
import { worldLength, worldOf } from './mercator.ts';

export function onPaper(frame: Frame, [x, y]: Point): Point {
	return [(x - frame.x) * frame.scale, (y - frame.y) * frame.scale];
}

/** The place on paper, on whichever turn of the world lies in the frame. */
export function placeOnPaper(frame: Frame, at: LngLat): Point {
	const [x, y] = worldOf(at);
	const turns = Math.ceil(frame.x - x);
	return onPaper(frame, [x + turns, y]);
}

/** Length on paper of a distance on the ground at this place. */
export function paperLength(frame: Frame, metres: number, at: LngLat): number {
	return worldLength(metres, worldOf(at)[1]) * frame.scale;
}
