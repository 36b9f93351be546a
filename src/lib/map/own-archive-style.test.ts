import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import type { StyleSpecification } from 'maplibre-gl';
import { TileType } from 'pmtiles';
import { describe, expect, it } from 'vitest';
import { ownArchiveStyle } from './own-archive-style.ts';

const embedded: StyleSpecification = {
	version: 8,
	'font-faces': { 'Noto Sans': 'https://board.example/a.woff2' },
	sources: { basemap: { type: 'vector', url: 'pmtiles://https://board.example/basemap/world.pmtiles' } },
	layers: [{ id: 'sea', type: 'background' }]
};
const archiveUrl = 'https://board.example/basemap/own.pmtiles';
const styleOf = (tileType: TileType, layers: string[]) =>
	ownArchiveStyle({
		embedded,
		archiveUrl,
		tileType,
		metadata: { vector_layers: layers.map((id) => ({ id })) },
		theme: 'light',
		language: 'en'
	});

describe('the operator’s own archive', () => {
	it('BASE6 known vector layers are drawn on top of the embedded world, ground first', () => {
		for (const layers of [
			['places', 'roads', 'water', 'earth'],
			['place', 'transportation', 'water', 'boundary']
		]) {
			const style = styleOf(TileType.Mvt, layers);
			expect(validateStyleMin(style)).toEqual([]);
			expect(style.layers[0]?.id).toBe('sea');
			expect(style.layers.at(-1)?.type).toBe('symbol');
		}
	});

	it('BASE6 pictures are drawn as they are', () => {
		const style = styleOf(TileType.Png, []);
		expect(validateStyleMin(style)).toEqual([]);
		expect(style.layers.at(-1)?.type).toBe('raster');
	});

	it('BASE6 another build of our own archive takes the embedded style', () => {
		const style = styleOf(TileType.Mvt, ['land', 'country_label', 'place']);
		expect(style.sources.basemap).toMatchObject({ url: `pmtiles://${archiveUrl}` });
	});

	it('BASE6 an archive without anything drawable says what to do', () => {
		expect(() => styleOf(TileType.Mvt, ['geology'])).toThrow('Use a style address instead');
	});
});
