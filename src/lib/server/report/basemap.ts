// Reads tiles of the embedded basemap from its file and decodes them into world positions. Only what one map needs is ever decoded.
import { open, type FileHandle } from 'node:fs/promises';
import { VectorTile, type VectorTileLayer } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { PMTiles, type RangeResponse, type Source } from 'pmtiles';
import type { Ground } from '#lib/report/map/board-map.ts';
import type { GroundLayer, GroundShape, GroundTile, TileAddress } from '#lib/report/map/tiles.ts';

const embeddedArchive = new URL('../../../../static/basemap/world.pmtiles', import.meta.url);

const layerNames: readonly GroundLayer[] = [
	'land',
	'borders',
	'coast',
	'admin1',
	'country_label',
	'admin1_label',
	'place',
	'airport'
];

/** A local file in the form that the PMTiles reader asks for. */
function fileSource(file: FileHandle, key: string): Source {
	return {
		getKey: () => key,
		async getBytes(offset, length): Promise<RangeResponse> {
			const bytes = new Uint8Array(length);
			const { bytesRead } = await file.read(bytes, 0, length, offset);
			return { data: bytes.buffer.slice(0, bytesRead) };
		}
	};
}

function shapesOf(layer: VectorTileLayer, { z, x, y }: TileAddress): GroundShape[] {
	const side = 1 / 2 ** z;
	const unit = side / layer.extent;
	return Array.from({ length: layer.length }, (_, index) => {
		const feature = layer.feature(index);
		return {
			parts: feature
				.loadGeometry()
				.map((part) => part.map((point) => [x * side + point.x * unit, y * side + point.y * unit] as const)),
			properties: feature.properties
		};
	});
}

function decode(data: ArrayBuffer, address: TileAddress): GroundTile {
	const tile = new VectorTile(new PbfReader(new Uint8Array(data)));
	const layers: Partial<Record<GroundLayer, GroundShape[]>> = {};
	for (const name of layerNames) {
		const layer = tile.layers[name];
		if (layer) layers[name] = shapesOf(layer, address);
	}
	return { ...address, layers };
}

export interface OpenGround extends Ground {
	close(): Promise<void>;
}

/** Throws where the file is missing or no basemap. */
export async function openGround(archive: URL = embeddedArchive): Promise<OpenGround> {
	const file = await open(archive, 'r');
	const tiles = new PMTiles(fileSource(file, archive.href));
	const { maxZoom } = await tiles.getHeader();
	return {
		zoomMax: maxZoom,
		async readTiles(addresses) {
			const read = await Promise.all(
				addresses.map(async (address) => {
					const width = 2 ** address.z;
					const column = ((address.x % width) + width) % width;
					const found = await tiles.getZxy(address.z, column, address.y);
					// A hole in the archive is open sea.
					return found ? decode(found.data, address) : { ...address, layers: {} };
				})
			);
			return read;
		},
		close: () => file.close()
	};
}
