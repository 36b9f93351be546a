// The sources and layers that a board puts on top of any basemap, per theme. Pure; who fills the sources is pin-layer.svelte.ts.
import type {
	DataDrivenPropertyValueSpecification,
	LayerSpecification,
	SourceSpecification,
	StyleSpecification
} from 'maplibre-gl';
import type { MapTheme } from './basemap-palette.ts';
import { labelFont } from './basemap-style.ts';
import { pinImageSize, pinTipInset } from './pin-icon.ts';

export const sourceIds = { pins: 'board-pins', halos: 'board-halos', marks: 'board-marks' } as const;
export const layerIds = {
	haloFill: 'board-halo-fill',
	haloLine: 'board-halo-line',
	clusters: 'board-clusters',
	pins: 'board-pins',
	markRings: 'board-mark-rings',
	markPins: 'board-mark-pins'
} as const;

/** What can be clicked, topmost first. */
export const clickableLayers = [layerIds.markPins, layerIds.pins, layerIds.clusters];

export const clusterOptions = { clusterRadius: 44, clusterMaxZoom: 10 } as const;

const colours = {
	light: {
		text: '#1c1f22',
		halo: '#ffffff',
		cluster: '#3b4046',
		clusterText: '#ffffff',
		clusterRing: '#ffffff'
	},
	dark: {
		text: '#eef1f3',
		halo: '#12161a',
		cluster: '#dfe3e7',
		clusterText: '#1c1f22',
		clusterRing: '#12161a'
	}
} as const satisfies Record<MapTheme, object>;

const emptySource = (): SourceSpecification => ({
	type: 'geojson',
	data: { type: 'FeatureCollection', features: [] },
	promoteId: 'id'
});

export function boardSources(): Record<string, SourceSpecification> {
	return {
		[sourceIds.halos]: emptySource(),
		[sourceIds.pins]: emptySource(),
		[sourceIds.marks]: {
			type: 'geojson',
			data: { type: 'FeatureCollection', features: [] },
			promoteId: 'key',
			// No tiles to cut for a handful of points, so that a drag follows the hand.
			buffer: 0,
			maxzoom: 0
		}
	};
}

const isArea = ['==', ['get', 'shape'], 'area'];
const anchor = [
	'case',
	isArea,
	'center',
	'bottom'
] as unknown as DataDrivenPropertyValueSpecification<'center'>;
const iconOffset = [
	'case',
	isArea,
	['literal', [0, 0]],
	['literal', [0, pinTipInset]]
] as unknown as DataDrivenPropertyValueSpecification<[number, number]>;
/** Below a teardrop's tip, or below a disc; in ems of the label. */
const labelOffset = (beyond: number): DataDrivenPropertyValueSpecification<[number, number]> =>
	[
		'case',
		isArea,
		['literal', [0, 1.3 + beyond]],
		['literal', [0, 0.25 + beyond]]
	] as unknown as DataDrivenPropertyValueSpecification<[number, number]>;

function halos(): LayerSpecification[] {
	return [
		{
			id: layerIds.haloFill,
			type: 'fill',
			source: sourceIds.halos,
			paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': 0.1, 'fill-antialias': false }
		},
		{
			id: layerIds.haloLine,
			type: 'line',
			source: sourceIds.halos,
			paint: {
				'line-color': ['get', 'colour'],
				'line-width': 1.25,
				'line-opacity': 0.75,
				'line-dasharray': [4, 3]
			}
		}
	];
}

function clusters(theme: MapTheme): LayerSpecification[] {
	const { cluster, clusterText, clusterRing } = colours[theme];
	return [
		{
			id: layerIds.clusters,
			type: 'circle',
			source: sourceIds.pins,
			filter: ['has', 'point_count'],
			paint: {
				'circle-color': cluster,
				'circle-opacity': 0.92,
				'circle-radius': ['interpolate', ['linear'], ['get', 'point_count'], 2, 13, 50, 18, 1000, 26],
				'circle-stroke-width': 2,
				'circle-stroke-color': clusterRing
			}
		},
		{
			id: 'board-cluster-counts',
			type: 'symbol',
			source: sourceIds.pins,
			filter: ['has', 'point_count'],
			layout: {
				'text-field': ['get', 'point_count_abbreviated'],
				'text-font': [labelFont.bold],
				'text-size': 12,
				'text-allow-overlap': true
			},
			paint: { 'text-color': clusterText }
		}
	];
}

function pins(theme: MapTheme): LayerSpecification {
	const { text, halo } = colours[theme];
	return {
		id: layerIds.pins,
		type: 'symbol',
		source: sourceIds.pins,
		filter: ['!', ['has', 'point_count']],
		layout: {
			'icon-image': ['get', 'image'],
			'icon-anchor': anchor,
			'icon-offset': iconOffset,
			'icon-allow-overlap': true,
			'icon-padding': 0,
			'text-field': ['get', 'title'],
			'text-font': [labelFont.bold],
			'text-size': 12,
			'text-anchor': 'top',
			'text-offset': labelOffset(0),
			'text-max-width': 12,
			'text-optional': true,
			'symbol-z-order': 'viewport-y'
		},
		paint: {
			'icon-opacity': ['case', ['boolean', ['feature-state', 'lifted'], false], 0.3, 1],
			'text-opacity': ['case', ['boolean', ['feature-state', 'lifted'], false], 0, 1],
			'text-color': text,
			'text-halo-color': halo,
			'text-halo-width': 1.5
		}
	};
}

function marks(theme: MapTheme): LayerSpecification[] {
	const { halo } = colours[theme];
	const standing = {
		'icon-anchor': anchor,
		'icon-offset': iconOffset,
		'icon-allow-overlap': true,
		'icon-ignore-placement': true
	} as const;
	return [
		{
			id: layerIds.markRings,
			type: 'symbol',
			source: sourceIds.marks,
			layout: { 'icon-image': ['get', 'ring'], ...standing }
		},
		{
			id: layerIds.markPins,
			type: 'symbol',
			source: sourceIds.marks,
			layout: {
				'icon-image': ['get', 'image'],
				...standing,
				'text-field': ['get', 'label'],
				'text-font': [labelFont.bold],
				'text-size': 12,
				'text-anchor': 'bottom',
				'text-offset': [
					'case',
					isArea,
					['literal', [0, -1.5]],
					['literal', [0, -3.4]]
				] as unknown as DataDrivenPropertyValueSpecification<[number, number]>,
				'text-allow-overlap': true,
				'text-ignore-placement': true,
				'text-optional': true
			},
			paint: {
				'icon-opacity': ['case', ['get', 'ghost'], 0.85, 1],
				'text-color': ['get', 'colour'],
				'text-halo-color': theme === 'dark' ? '#ffffff' : halo,
				'text-halo-width': 2
			}
		}
	];
}

export function boardLayers(theme: MapTheme): LayerSpecification[] {
	return [...halos(), ...clusters(theme), pins(theme), ...marks(theme)];
}

const ourSources = new Set<string>(Object.values(sourceIds));

/** `next` with the board on top. What the sources of `previous` hold is kept. */
export function withBoard(
	next: StyleSpecification,
	previous: StyleSpecification | undefined,
	theme: MapTheme,
	fontFaces: StyleSpecification['font-faces']
): StyleSpecification {
	const kept = Object.entries(previous?.sources ?? {}).filter(([id]) => ourSources.has(id));
	return {
		...next,
		'font-faces': { ...next['font-faces'], ...fontFaces },
		sources: { ...next.sources, ...boardSources(), ...Object.fromEntries(kept) },
		layers: [...next.layers, ...boardLayers(theme)]
	};
}
