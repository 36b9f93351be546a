// The style of the embedded basemap as a pure function: palette, label language and addresses in, MapLibre style out.
// It knows nothing of pins; those are put on top of whatever basemap is shown.
import type {
	ExpressionSpecification,
	FontFacesSpecification,
	LayerSpecification,
	StyleSpecification
} from 'maplibre-gl';
import { basemapPalettes, type BasemapPalette, type MapTheme } from './basemap-palette.ts';

/** Family names of the label fonts; one per weight, as `text-font` wants them. */
export const labelFont = { regular: 'Noto Sans', bold: 'Noto Sans Bold' } as const;

export const embeddedSourceId = 'basemap';
export const embeddedAttribution = 'Natural Earth · GeoNames · OurAirports';

export interface EmbeddedStyleInput {
	readonly theme: MapTheme;
	/** Two-letter code of the interface's language. */
	readonly language: string;
	/** Absolute address of world.pmtiles. */
	readonly archiveUrl: string;
	readonly fontFaces: FontFacesSpecification;
}

const inLanguage = (language: string): ExpressionSpecification => [
	'coalesce',
	['get', `name_${language}`],
	['get', 'name']
];

const source = { source: embeddedSourceId } as const;

function ground(colours: BasemapPalette): LayerSpecification[] {
	return [
		{ id: 'sea', type: 'background', paint: { 'background-color': colours.sea } },
		{
			id: 'land',
			type: 'fill',
			...source,
			'source-layer': 'land',
			paint: { 'fill-color': colours.land, 'fill-antialias': false }
		},
		{
			id: 'coast',
			type: 'line',
			...source,
			'source-layer': 'coast',
			paint: {
				'line-color': colours.coast,
				'line-width': ['interpolate', ['linear'], ['zoom'], 3, 0.6, 8, 1.4]
			}
		},
		{
			id: 'admin1',
			type: 'line',
			...source,
			'source-layer': 'admin1',
			minzoom: 3.5,
			paint: { 'line-color': colours.admin1, 'line-width': 0.8, 'line-dasharray': [3, 2] }
		},
		{
			id: 'borders',
			type: 'line',
			...source,
			'source-layer': 'borders',
			layout: { 'line-join': 'round' },
			paint: {
				'line-color': colours.border,
				'line-width': ['interpolate', ['linear'], ['zoom'], 2, 0.6, 7, 1.7]
			}
		}
	];
}

function airports(colours: BasemapPalette): LayerSpecification {
	return {
		id: 'airport',
		type: 'circle',
		...source,
		'source-layer': 'airport',
		minzoom: 5.5,
		filter: ['match', ['get', 'kind'], ['l', 'm'], true, false],
		paint: {
			'circle-radius': 2.5,
			'circle-color': colours.land,
			'circle-stroke-color': colours.airport,
			'circle-stroke-width': 1.2
		}
	};
}

function divisionLabels(colours: BasemapPalette, language: string): LayerSpecification {
	return {
		id: 'admin1_label',
		type: 'symbol',
		...source,
		'source-layer': 'admin1_label',
		minzoom: 5,
		layout: {
			'text-field': inLanguage(language),
			'text-font': [labelFont.regular],
			'text-size': 11,
			'text-transform': 'uppercase',
			'text-letter-spacing': 0.08,
			'text-max-width': 7,
			'symbol-sort-key': ['get', 'rank']
		},
		paint: { 'text-color': colours.division, 'text-halo-color': colours.halo, 'text-halo-width': 1 }
	};
}

/** The dot of a place; drawn on demand (map-images.ts), one picture per theme. */
export const placeDotImage = (theme: MapTheme): string => `place-dot-${theme}`;

/** Dot and name are one symbol: a dot without its name says nothing. */
function places(colours: BasemapPalette, { language, theme }: EmbeddedStyleInput): LayerSpecification {
	return {
		id: 'place',
		type: 'symbol',
		...source,
		'source-layer': 'place',
		minzoom: 3,
		layout: {
			'icon-image': placeDotImage(theme),
			'text-field': inLanguage(language),
			'text-font': [
				'case',
				['<', ['get', 'rank'], 2],
				['literal', [labelFont.bold]],
				['literal', [labelFont.regular]]
			],
			'text-size': ['interpolate', ['linear'], ['get', 'rank'], 0, 13, 3, 12, 7, 11],
			'text-max-width': 8,
			'symbol-sort-key': ['get', 'rank'],
			'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
			'text-radial-offset': 0.45,
			'text-padding': 4
		},
		paint: { 'text-color': colours.place, 'text-halo-color': colours.halo, 'text-halo-width': 1.3 }
	};
}

function countryLabels(colours: BasemapPalette, language: string): LayerSpecification {
	return {
		id: 'country_label',
		type: 'symbol',
		...source,
		'source-layer': 'country_label',
		maxzoom: 7.5,
		// Small states name themselves once there is room for it.
		filter: ['>=', ['get', 'area'], ['step', ['zoom'], 30, 3, 5, 4, 1, 5, 0]],
		layout: {
			'text-field': inLanguage(language),
			'text-font': [labelFont.bold],
			'text-size': [
				'interpolate',
				['linear'],
				['zoom'],
				2,
				['step', ['get', 'area'], 10, 100, 12],
				6,
				['step', ['get', 'area'], 12, 5, 14, 50, 18]
			],
			'text-letter-spacing': 0.12,
			'text-transform': 'uppercase',
			'text-max-width': 8,
			'symbol-sort-key': ['-', 0, ['get', 'area']]
		},
		paint: { 'text-color': colours.country, 'text-halo-color': colours.halo, 'text-halo-width': 1.4 }
	};
}

export function embeddedStyle(input: EmbeddedStyleInput): StyleSpecification {
	const colours = basemapPalettes[input.theme];
	return {
		version: 8,
		name: `Sandtable ${input.theme}`,
		'font-faces': input.fontFaces,
		sources: {
			[embeddedSourceId]: {
				type: 'vector',
				url: `pmtiles://${input.archiveUrl}`,
				attribution: embeddedAttribution
			}
		},
		layers: [
			...ground(colours),
			airports(colours),
			divisionLabels(colours, input.language),
			places(colours, input),
			countryLabels(colours, input.language)
		]
	};
}
