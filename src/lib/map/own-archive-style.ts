// A style for an archive that the operator brought: pictures as they are, vector tiles by the layer names of the two common
// schemas (Protomaps and OpenMapTiles). The embedded world stays underneath for what the archive does not cover. Pure.
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { TileType } from 'pmtiles';
import { basemapPalettes, type BasemapPalette, type MapTheme } from './basemap-palette.ts';
import { labelFont } from './basemap-style.ts';

export interface OwnArchiveInput {
	readonly embedded: StyleSpecification;
	readonly archiveUrl: string;
	readonly tileType: TileType;
	readonly metadata: unknown;
	readonly theme: MapTheme;
	readonly language: string;
}

const sourceId = 'own-basemap';

type Role = 'ground' | 'water' | 'roads' | 'boundaries' | 'places';
const roles: Readonly<Record<string, Role>> = {
	earth: 'ground',
	water: 'water',
	waterway: 'water',
	roads: 'roads',
	transportation: 'roads',
	boundaries: 'boundaries',
	boundary: 'boundaries',
	places: 'places',
	place: 'places'
};

function layersOf(name: string, role: Role, colours: BasemapPalette, language: string): LayerSpecification[] {
	const shared = { id: `own-${name}`, source: sourceId, 'source-layer': name } as const;
	switch (role) {
		case 'ground':
			return [{ ...shared, type: 'fill', paint: { 'fill-color': colours.land } }];
		case 'water':
			return [
				{
					...shared,
					type: 'fill',
					filter: ['==', ['geometry-type'], 'Polygon'],
					paint: { 'fill-color': colours.sea }
				},
				{
					...shared,
					id: `own-${name}-line`,
					type: 'line',
					filter: ['==', ['geometry-type'], 'LineString'],
					paint: { 'line-color': colours.coast, 'line-width': 0.8 }
				}
			];
		case 'roads':
			return [
				{
					...shared,
					type: 'line',
					paint: {
						'line-color': colours.admin1,
						'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], 6, 0.5, 14, 2, 18, 8]
					}
				}
			];
		case 'boundaries':
			return [{ ...shared, type: 'line', paint: { 'line-color': colours.border, 'line-width': 1 } }];
		case 'places':
			return [
				{
					...shared,
					type: 'symbol',
					layout: {
						'text-field': [
							'coalesce',
							['get', `name:${language}`],
							['get', `name_${language}`],
							['get', 'name']
						],
						'text-font': [labelFont.regular],
						'text-size': 12
					},
					paint: { 'text-color': colours.place, 'text-halo-color': colours.halo, 'text-halo-width': 1.3 }
				}
			];
	}
}

function layerNames(metadata: unknown): string[] {
	const layers = (metadata as { vector_layers?: unknown } | null)?.vector_layers;
	if (!Array.isArray(layers)) return [];
	return layers.flatMap((layer: unknown) => {
		const id = (layer as { id?: unknown } | null)?.id;
		return typeof id === 'string' ? [id] : [];
	});
}

const order: Role[] = ['ground', 'water', 'roads', 'boundaries', 'places'];

/** Throws where nothing in the archive can be drawn. */
export function ownArchiveStyle(input: OwnArchiveInput): StyleSpecification {
	const { embedded, archiveUrl, tileType, metadata, theme, language } = input;
	const url = `pmtiles://${archiveUrl}`;
	if (tileType !== TileType.Mvt) {
		return {
			...embedded,
			sources: { ...embedded.sources, [sourceId]: { type: 'raster', url, tileSize: 256 } },
			layers: [...embedded.layers, { id: 'own-pictures', type: 'raster', source: sourceId }]
		};
	}
	const names = layerNames(metadata);
	if (names.includes('land') && names.includes('country_label')) {
		// Another build of our own archive: the embedded style fits as it is.
		return {
			...embedded,
			sources: Object.fromEntries(
				Object.entries(embedded.sources).map(([id, source]) => [id, { ...source, url } as typeof source])
			)
		};
	}
	const known = names.flatMap((name) => (roles[name] ? [{ name, role: roles[name] }] : []));
	if (known.length === 0) {
		throw new Error(
			`The basemap ${archiveUrl} has none of the layers that can be drawn (${Object.keys(roles).join(', ')}). Use a style address instead.`
		);
	}
	known.sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
	return {
		...embedded,
		sources: { ...embedded.sources, [sourceId]: { type: 'vector', url } },
		layers: [
			...embedded.layers,
			...known.flatMap(({ name, role }) => layersOf(name, role, basemapPalettes[theme], language))
		]
	};
}
