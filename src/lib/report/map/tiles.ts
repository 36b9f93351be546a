// Which tiles of the basemap a frame needs, and the shape of a decoded tile. Reading them is the server's part.
import type { Point } from '../svg.ts';
import type { Frame } from './framing.ts';

export type GroundLayer =
	'land' | 'borders' | 'coast' | 'admin1' | 'country_label' | 'admin1_label' | 'place' | 'airport';

export interface GroundShape {
	/** Rings, lines or single points, in world units. */
	readonly parts: readonly (readonly Point[])[];
	readonly properties: Readonly<Record<string, string | number | boolean>>;
}

export interface TileAddress {
	readonly z: number;
	/** May lie outside the world: then the tile is that of `x` modulo its width, drawn one turn further. */
	readonly x: number;
	readonly y: number;
}

export interface GroundTile extends TileAddress {
	readonly layers: Readonly<Partial<Record<GroundLayer, readonly GroundShape[]>>>;
}

/** Width on paper of one tile at which its detail looks right, in points. */
const tilePaperWidth = 190;
/** More tiles than these are never decoded for one map. */
const tilesMax = 24;

function addressesAt(frame: Frame, z: number): TileAddress[] {
	const count = 2 ** z;
	const first = Math.floor(frame.x * count);
	const last = Math.floor((frame.x + frame.width / frame.scale) * count);
	const top = Math.max(0, Math.floor(frame.y * count));
	const bottom = Math.min(count - 1, Math.floor((frame.y + frame.height / frame.scale) * count));
	const addresses: TileAddress[] = [];
	for (let x = first; x <= last; x++) for (let y = top; y <= bottom; y++) addresses.push({ z, x, y });
	return addresses;
}

export function tilesOf(frame: Frame, zoomMax: number): TileAddress[] {
	let z = Math.max(0, Math.min(zoomMax, Math.round(Math.log2(frame.scale / tilePaperWidth))));
	while (z > 0 && addressesAt(frame, z).length > tilesMax) z -= 1;
	return addressesAt(frame, z);
}
