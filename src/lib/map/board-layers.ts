// The sources and layers that a board puts on top of any basemap, per theme. Pure; who fills the sources is pin-layer.ts.
import type {
	DataDrivenPropertyValueSpecification,
	ExpressionSpecification,
	FilterSpecification,
	LayerSpecification,
	SourceSpecification,
	StyleSpecification,
	VariableAnchorOffsetCollectionSpecification
} from 'maplibre-gl';
import type { MapTheme } from './basemap-palette.ts';
import { labelFont } from './basemap-style.ts';
import { pinTipInset } from './pin-icon.ts';
import { metresPerPixel } from './place-circle.ts';

export const sourceIds = {
	pins: 'board-pins',
	piles: 'board-piles',
	halos: 'board-halos',
	marks: 'board-marks'
} as const;
export const layerIds = {
	haloFill: 'board-halo-fill',
	haloLine: 'board-halo-line',
	clusters: 'board-clusters',
	pins: 'board-pins',
	piles: 'board-piles',
	markRings: 'board-mark-rings',
	markPins: 'board-mark-pins',
	markTitles: 'board-mark-titles'
} as const;

/** What can be clicked, topmost first. */
export const clickableLayers = [layerIds.markPins, layerIds.pins, layerIds.clusters];

export const clusterOptions = { clusterRadius: 44, clusterMaxZoom: 10 } as const;
/** Nearer than this, in pixels, one pin hides the other; on every zoom that the map has. */
const pileOptions = { cluster: true, clusterRadius: 14, clusterMaxZoom: 22, maxzoom: 23 } as const;
/** Beside the head of a teardrop, away from its status. */
const pileBadgeOffset: [number, number] = [-13, -32];

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
		[sourceIds.piles]: {
			type: 'geojson',
			data: { type: 'FeatureCollection', features: [] },
			promoteId: 'id',
			...pileOptions
		},
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

type OffsetValue = DataDrivenPropertyValueSpecification<[number, number]>;

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
] as unknown as OffsetValue;
/** Where a title may stand, best first: below, at the end, at the start; in ems of the label. */
const titlePlaces = [
	'case',
	isArea,
	['literal', ['top', [0, 1.35], 'left', [1.5, 0], 'right', [-1.5, 0], 'bottom', [0, -1.35]]],
	['literal', ['top', [0, 0.3], 'left', [1.4, -1.7], 'right', [-1.4, -1.7]]]
] as unknown as DataDrivenPropertyValueSpecification<VariableAnchorOffsetCollectionSpecification>;

/** A circle that would hide behind its own pin is not drawn: the smallest radius in metres, per zoom. */
const haloPixelsMin = 16;
const zooms = Array.from({ length: 16 }, (_, index) => index + 1);
const isWideEnough = [
	'>=',
	['get', 'radius'],
	[
		'step',
		['zoom'],
		metresPerPixel(0, 0) * haloPixelsMin,
		...zooms.flatMap((zoom) => [zoom, metresPerPixel(0, zoom) * haloPixelsMin])
	]
] as unknown as FilterSpecification;

function halos(): LayerSpecification[] {
	return [
		{
			id: layerIds.haloFill,
			type: 'fill',
			source: sourceIds.halos,
			filter: isWideEnough,
			paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': 0.06, 'fill-antialias': false }
		},
		{
			id: layerIds.haloLine,
			type: 'line',
			source: sourceIds.halos,
			filter: isWideEnough,
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
			'text-variable-anchor-offset': titlePlaces,
			'text-max-width': 12,
			'text-optional': true,
			'symbol-z-order': 'viewport-y'
		},
		paint: {
			'icon-opacity': ['case', ['boolean', ['feature-state', 'lifted'], false], 0.3, 1],
			'text-opacity': ['case', ['boolean', ['feature-state', 'marked'], false], 0, 1],
			'text-color': text,
			'text-halo-color': halo,
			'text-halo-width': 1.5
		}
	};
}

/** How many pins lie where one is seen. */
function piles(theme: MapTheme): LayerSpecification[] {
	const { cluster, clusterText, clusterRing } = colours[theme];
	const filter: FilterSpecification = ['has', 'point_count'];
	return [
		{
			id: layerIds.piles,
			type: 'circle',
			source: sourceIds.piles,
			filter,
			paint: {
				'circle-color': cluster,
				'circle-radius': 8,
				'circle-stroke-width': 1.5,
				'circle-stroke-color': clusterRing,
				'circle-translate': pileBadgeOffset
			}
		},
		{
			id: 'board-pile-counts',
			type: 'symbol',
			source: sourceIds.piles,
			filter,
			layout: {
				'text-field': ['get', 'point_count_abbreviated'],
				'text-font': [labelFont.bold],
				'text-size': 12,
				'text-allow-overlap': true,
				'text-ignore-placement': true
			},
			paint: { 'text-color': clusterText, 'text-translate': pileBadgeOffset }
		}
	];
}

function marks(theme: MapTheme): LayerSpecification[] {
	const { text, halo } = colours[theme];
	const standing = {
		'icon-anchor': anchor,
		'icon-offset': iconOffset,
		'icon-allow-overlap': true,
		'icon-ignore-placement': true
	} as const;
	/** Others' marks bear their names. */
	const mineOnTop: ExpressionSpecification = ['case', ['==', ['get', 'label'], ''], 1, 0];
	return [
		{
			id: layerIds.markRings,
			type: 'symbol',
			source: sourceIds.marks,
			layout: { 'icon-image': ['get', 'ring'], 'symbol-sort-key': mineOnTop, ...standing }
		},
		{
			// What is selected or moving shows its title; of titles in one place mine, which is placed first.
			id: layerIds.markTitles,
			type: 'symbol',
			source: sourceIds.marks,
			layout: {
				'text-field': ['get', 'title'],
				'text-font': [labelFont.bold],
				'text-size': 12,
				'text-anchor': 'top',
				'text-offset': [
					'case',
					isArea,
					['literal', [0, 1.35]],
					['literal', [0, 0.3]]
				] as unknown as OffsetValue,
				'text-max-width': 12,
				'symbol-sort-key': ['-', mineOnTop]
			},
			paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 1.5 }
		},
		{
			id: layerIds.markPins,
			type: 'symbol',
			source: sourceIds.marks,
			layout: {
				'icon-image': ['get', 'image'],
				'symbol-sort-key': mineOnTop,
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
				] as unknown as OffsetValue,
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
	return [...halos(), ...clusters(theme), pins(theme), ...marks(theme), ...piles(theme)];
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
