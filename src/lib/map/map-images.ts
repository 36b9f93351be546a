// Draws the pictures that map layers ask for by name: pins, rings, the dots of places. On demand; browser only.
import type { Map as MapLibreMap } from 'maplibre-gl';
import { basemapPalettes, type MapTheme } from './basemap-palette.ts';
import { placeDotImage } from './basemap-style.ts';
import { svgForImageId } from './pin-icon.ts';

/** Pictures are drawn for the sharpest screens that are common. */
const pixelRatio = 2;
const dotSize = 8;

function placeDotSvg(imageId: string): string | null {
	const theme = (Object.keys(basemapPalettes) as MapTheme[]).find((name) => placeDotImage(name) === imageId);
	if (!theme) return null;
	const { land, place } = basemapPalettes[theme];
	return (
		`<svg xmlns="http://www.w3.org/2000/svg" width="${dotSize}" height="${dotSize}" viewBox="0 0 8 8">` +
		`<circle cx="4" cy="4" r="2.4" fill="${land}" stroke="${place}" stroke-width="1.2"/></svg>`
	);
}

async function rasterise(svg: string): Promise<ImageData> {
	const image = new Image();
	image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
	await image.decode();
	const canvas = document.createElement('canvas');
	canvas.width = image.naturalWidth * pixelRatio;
	canvas.height = image.naturalHeight * pixelRatio;
	const context = canvas.getContext('2d');
	if (!context) throw new Error('This browser cannot draw pin pictures: it gives no 2D canvas.');
	context.drawImage(image, 0, 0, canvas.width, canvas.height);
	return context.getImageData(0, 0, canvas.width, canvas.height);
}

export function drawImagesOnDemand(map: MapLibreMap): void {
	map.setMissingStyleImageResolver(async (id) => {
		const svg = svgForImageId(id) ?? placeDotSvg(id);
		if (!svg) return;
		const image = await rasterise(svg);
		// Two layers may have asked for the same picture while it was being drawn.
		if (!map.hasImage(id)) map.addImage(id, image, { pixelRatio });
	});
}
