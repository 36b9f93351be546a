// The font files of the map's labels as MapLibre wants them: self-hosted, one family name per weight, each file with
// the part of Unicode that it covers. A file is fetched only when a label needs it.
import type { FontFacesSpecification } from 'maplibre-gl';
import arabic400 from '@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff2?url&no-inline';
import arabic700 from '@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-700-normal.woff2?url&no-inline';
import cyrillic400 from '@fontsource/noto-sans/files/noto-sans-cyrillic-400-normal.woff2?url&no-inline';
import cyrillic700 from '@fontsource/noto-sans/files/noto-sans-cyrillic-700-normal.woff2?url&no-inline';
import cyrillicExt400 from '@fontsource/noto-sans/files/noto-sans-cyrillic-ext-400-normal.woff2?url&no-inline';
import cyrillicExt700 from '@fontsource/noto-sans/files/noto-sans-cyrillic-ext-700-normal.woff2?url&no-inline';
import greek400 from '@fontsource/noto-sans/files/noto-sans-greek-400-normal.woff2?url&no-inline';
import greek700 from '@fontsource/noto-sans/files/noto-sans-greek-700-normal.woff2?url&no-inline';
import latin400 from '@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2?url&no-inline';
import latin700 from '@fontsource/noto-sans/files/noto-sans-latin-700-normal.woff2?url&no-inline';
import latinExt400 from '@fontsource/noto-sans/files/noto-sans-latin-ext-400-normal.woff2?url&no-inline';
import latinExt700 from '@fontsource/noto-sans/files/noto-sans-latin-ext-700-normal.woff2?url&no-inline';
import vietnamese400 from '@fontsource/noto-sans/files/noto-sans-vietnamese-400-normal.woff2?url&no-inline';
import vietnamese700 from '@fontsource/noto-sans/files/noto-sans-vietnamese-700-normal.woff2?url&no-inline';
import { labelFont } from './basemap-style.ts';

const ranges = {
	arabic: ['U+0600-06FF', 'U+0750-077F', 'U+0870-08FF', 'U+200C-200F', 'U+FB50-FDFF', 'U+FE70-FEFF'],
	latin: [
		'U+0000-00FF',
		'U+0131',
		'U+0152-0153',
		'U+02BB-02BC',
		'U+02C6',
		'U+02DA',
		'U+02DC',
		'U+2000-206F',
		'U+20AC',
		'U+2122',
		'U+2191-2193',
		'U+2212'
	],
	vietnamese: [
		'U+0102-0103',
		'U+0110-0111',
		'U+01A0-01A1',
		'U+01AF-01B0',
		'U+0300-0301',
		'U+0303-0304',
		'U+1EA0-1EF9',
		'U+20AB'
	],
	latinExt: [
		'U+0100-02BA',
		'U+02BD-02FF',
		'U+1D00-1DBF',
		'U+1E00-1EFF',
		'U+20A0-20C0',
		'U+2C60-2C7F',
		'U+A720-A7FF'
	],
	cyrillic: ['U+0301', 'U+0400-045F', 'U+0490-0491', 'U+04B0-04B1', 'U+2116'],
	cyrillicExt: ['U+0460-052F', 'U+1C80-1C8A', 'U+20B4', 'U+2DE0-2DFF', 'U+A640-A69F'],
	greek: ['U+0370-03FF']
} as const;

type Subset = keyof typeof ranges;

const files: Record<'regular' | 'bold', Record<Subset, string>> = {
	regular: {
		arabic: arabic400,
		latin: latin400,
		vietnamese: vietnamese400,
		latinExt: latinExt400,
		cyrillic: cyrillic400,
		cyrillicExt: cyrillicExt400,
		greek: greek400
	},
	bold: {
		arabic: arabic700,
		latin: latin700,
		vietnamese: vietnamese700,
		latinExt: latinExt700,
		cyrillic: cyrillic700,
		cyrillicExt: cyrillicExt700,
		greek: greek700
	}
};

/** `base` is the page's address: MapLibre wants absolute ones. */
export function labelFontFaces(base: string): FontFacesSpecification {
	const faces = (weight: 'regular' | 'bold') =>
		(Object.keys(ranges) as Subset[]).map((subset) => ({
			url: new URL(files[weight][subset], base).href,
			'unicode-range': [...ranges[subset]]
		}));
	return { [labelFont.regular]: faces('regular'), [labelFont.bold]: faces('bold') };
}
