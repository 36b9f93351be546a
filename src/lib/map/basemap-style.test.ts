import { describe, expect, it } from 'vitest';
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { embeddedStyle, labelFont } from './basemap-style.ts';
import { labelFontFaces } from './label-fonts.ts';

const origin = 'https://board.example';
const style = (theme: 'light' | 'dark', language = 'en') =>
	embeddedStyle({
		theme,
		language,
		archiveUrl: `${origin}/basemap/world.pmtiles`,
		fontFaces: labelFontFaces(origin)
	});

describe('embedded basemap style', () => {
	it('BASE3 is a valid style with the same layers in both themes', () => {
		expect(validateStyleMin(style('light'))).toEqual([]);
		expect(validateStyleMin(style('dark'))).toEqual([]);
		expect(style('dark').layers.map(({ id }) => id)).toEqual(style('light').layers.map(({ id }) => id));
		expect(style('dark')).not.toEqual(style('light'));
	});

	it('BASE4 labels fall back from the interface language to the local name', () => {
		for (const layer of style('light', 'ar').layers) {
			if (layer.type !== 'symbol') continue;
			expect(layer.layout?.['text-field']).toEqual(['coalesce', ['get', 'name_ar'], ['get', 'name']]);
		}
	});

	it('BASE5 names no address outside our own origin', () => {
		const addresses = JSON.stringify(style('light')).match(/https?:\/\/[^"/]+/g) ?? [];
		expect(addresses.length).toBeGreaterThan(10);
		expect(new Set(addresses)).toEqual(new Set([origin]));
		expect(style('light')).not.toHaveProperty('glyphs');
	});

	it('BASE4 both weights cover Latin, Arabic, Cyrillic and Greek', () => {
		const faces = style('light')['font-faces']!;
		for (const family of Object.values(labelFont)) {
			const ranges = JSON.stringify(faces[family]);
			for (const block of ['U+0000', 'U+0600', 'U+0400', 'U+0370']) expect(ranges).toContain(block);
		}
	});
});
