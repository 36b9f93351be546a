// Which basemap a board shows: the embedded one, a MapLibre style by address, or a .pmtiles archive of the operator's own.
import type { StyleSpecification } from 'maplibre-gl';
import { PMTiles } from 'pmtiles';
import type { MapTheme } from './basemap-palette.ts';
import { embeddedStyle } from './basemap-style.ts';
import { labelFontFaces } from './label-fonts.ts';
import { ownArchiveStyle } from './own-archive-style.ts';

export type BasemapChoice =
	| { readonly kind: 'embedded' }
	| { readonly kind: 'style'; readonly url: string }
	| { readonly kind: 'pmtiles'; readonly url: string };

export const embeddedArchivePath = '/basemap/world.pmtiles';

async function fetchStyle(url: string): Promise<StyleSpecification> {
	const response = await fetch(url);
	if (!response.ok) throw new Error(`${url} answered ${response.status} ${response.statusText}.`);
	const style = (await response.json()) as StyleSpecification;
	if (style?.version !== 8 || !Array.isArray(style.layers))
		throw new Error(`${url} is not a MapLibre style.`);
	return style;
}

function embedded(theme: MapTheme, language: string): StyleSpecification {
	return embeddedStyle({
		theme,
		language,
		archiveUrl: new URL(embeddedArchivePath, document.baseURI).href,
		fontFaces: labelFontFaces(document.baseURI)
	});
}

/** Throws, with a reason for people, where the operator's style or archive cannot be used. */
export async function basemapStyle(
	choice: BasemapChoice,
	theme: MapTheme,
	language: string
): Promise<StyleSpecification> {
	if (choice.kind === 'embedded') return embedded(theme, language);
	const url = new URL(choice.url, document.baseURI).href;
	if (choice.kind === 'style') return fetchStyle(url);
	const archive = new PMTiles(url);
	const [header, metadata] = await Promise.all([archive.getHeader(), archive.getMetadata()]);
	return ownArchiveStyle({
		embedded: embedded(theme, language),
		archiveUrl: url,
		tileType: header.tileType,
		metadata,
		theme,
		language
	});
}
