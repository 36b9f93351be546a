// Cuts layers into gzipped vector tiles. Which feature is worth its bytes at which zoom is decided here.
import { gzipSync } from 'node:zlib';
import GeoJsonVt from 'geojson-vt';
import vtpbf from 'vt-pbf';
import type { Feature } from './geo.ts';
import type { Tile } from './pmtiles-writer.ts';

export type LayerName =
	'land' | 'borders' | 'coast' | 'admin1' | 'country_label' | 'admin1_label' | 'place' | 'airport';
export type Layers = Record<LayerName, Feature[]>;

type TileFeature = { tags: Record<string, string | number | boolean> };
type CutTile = { features: TileFeature[] };

const lineTolerance = 3;
const zoomMin: Partial<Record<LayerName, number>> = { place: 2, airport: 4, admin1: 3, admin1_label: 4 };
const outlines = new Set<LayerName>(['land', 'borders', 'coast', 'admin1']);
/** Highest place rank kept at zoom 2, 3, 4 …; the last zoom keeps every place, since it also serves closer views. */
const placeRankMax = [0, 0, 0, 1, 2, 3, 5];

function keeps(layer: LayerName, zoom: number, zoomMax: number, feature: TileFeature): boolean {
	if (zoom === zoomMax) return true;
	if (layer === 'place') return Number(feature.tags.rank) <= (placeRankMax[zoom] ?? Infinity);
	if (layer === 'airport') return feature.tags.kind === 'l' || (zoom > 4 && feature.tags.kind === 'm');
	return true;
}

/** Every tile from zoom 0 to zoomMax that holds anything, in no particular order. */
export function* cutTiles(layers: Layers, zoomMax: number): Generator<Tile> {
	const indexes = (Object.keys(layers) as LayerName[]).map((name) => ({
		name,
		index: new GeoJsonVt({ type: 'FeatureCollection', features: layers[name] } as never, {
			maxZoom: zoomMax,
			indexMaxZoom: zoomMax,
			indexMaxPoints: 0,
			tolerance: outlines.has(name) ? lineTolerance : 0,
			extent: 4096,
			buffer: 64
		})
	}));
	for (let z = 0; z <= zoomMax; z++) {
		for (let x = 0; x < 1 << z; x++) {
			for (let y = 0; y < 1 << z; y++) {
				const cut: Partial<Record<LayerName, CutTile>> = {};
				for (const { name, index } of indexes) {
					if (z < (zoomMin[name] ?? 0)) continue;
					const tile = index.getTile(z, x, y) as CutTile | null;
					const features = tile?.features.filter((feature) => keeps(name, z, zoomMax, feature)) ?? [];
					if (tile && features.length > 0) cut[name] = { ...tile, features };
				}
				if (Object.keys(cut).length === 0) continue;
				const encoded = vtpbf.fromGeojsonVt(cut as never, { version: 2 });
				yield { z, x, y, data: gzipSync(encoded, { level: 9 }) };
			}
		}
	}
}
