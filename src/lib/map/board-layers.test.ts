import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import type { GeoJSONSourceSpecification, StyleSpecification } from 'maplibre-gl';
import { describe, expect, it } from 'vitest';
import { layerIds, sourceIds, withBoard } from './board-layers.ts';

const bare: StyleSpecification = { version: 8, sources: {}, layers: [] };
const fonts = {
	'Noto Sans': 'https://board.example/a.woff2',
	'Noto Sans Bold': 'https://board.example/b.woff2'
};

describe('board layers', () => {
	it('MAP10 make a valid style on any basemap, above it', () => {
		const base: StyleSpecification = { ...bare, layers: [{ id: 'sea', type: 'background' }] };
		for (const theme of ['light', 'dark'] as const) {
			const style = withBoard(base, undefined, theme, fonts);
			expect(validateStyleMin(style)).toEqual([]);
			expect(style.layers[0]?.id).toBe('sea');
			expect(style.layers.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.values(layerIds)));
		}
	});

	it('MAP10 a change of basemap keeps what the board’s sources hold, and only those', () => {
		const pins: GeoJSONSourceSpecification = {
			type: 'geojson',
			data: { type: 'Point', coordinates: [1, 2] }
		};
		const previous = { ...bare, sources: { [sourceIds.pins]: pins, old: pins } };
		const next = withBoard(bare, previous, 'dark', fonts);
		expect(next.sources[sourceIds.pins]).toBe(pins);
		expect(next.sources).not.toHaveProperty('old');
	});

	it('MAP10 a foreign style keeps its own fonts beside ours', () => {
		const next = withBoard(
			{ ...bare, 'font-faces': { Other: 'https://x.example/o.woff2' } },
			undefined,
			'light',
			fonts
		);
		expect(Object.keys(next['font-faces'] ?? {})).toEqual(['Other', 'Noto Sans', 'Noto Sans Bold']);
	});
});
