// The scale bar: a round number of kilometres, true at the height of the map where it stands.
import { element, fixed, textAt, type Point } from '../svg.ts';
import type { Frame } from './framing.ts';
import { worldLength } from './mercator.ts';
import { mapPalette } from './palette.ts';

const lengthMax = 90;
const steps = [1, 2, 5];

export interface ScaleBar {
	readonly km: number;
	readonly length: number;
}

/** The longest round distance that is at most `lengthMax` points long. */
export function scaleBarOf(frame: Frame, fromTop: number): ScaleBar {
	const perKm = worldLength(1_000, frame.y + fromTop / frame.scale) * frame.scale;
	let km = 1;
	for (let power = 1; power <= 10_000; power *= 10) {
		for (const step of steps) if (step * power * perKm <= lengthMax) km = step * power;
	}
	return { km, length: km * perKm };
}

export function drawScaleBar(frame: Frame): string {
	const [x, y]: Point = [12, frame.height - 12];
	const { km, length } = scaleBarOf(frame, y);
	const style = { size: 7, fill: mapPalette.ink, halo: mapPalette.halo };
	const line = (stroke: string, width: number): string =>
		element('path', {
			d: `M${fixed(x)} ${fixed(y - 4)}v4h${fixed(length)}v-4`,
			fill: 'none',
			stroke,
			'stroke-width': width
		});
	return (
		line(mapPalette.halo, 3) +
		line(mapPalette.ink, 1) +
		textAt([x + 4, y - 3], `${km.toLocaleString('en')} km`, style)
	);
}

/** An arrow to the upper edge: north is up on every map. */
export function drawNorth(frame: Frame): string {
	const [x, y]: Point = [frame.width - 16, 22];
	return (
		element('path', {
			d: `M${fixed(x)} ${fixed(y - 12)}l4 12-4-2.6-4 2.6z`,
			fill: mapPalette.ink,
			stroke: mapPalette.halo,
			'stroke-width': 0.8
		}) +
		textAt([x, y + 7], 'N', {
			size: 7,
			weight: 700,
			fill: mapPalette.ink,
			anchor: 'middle',
			halo: mapPalette.halo
		})
	);
}
