// Builds the offline basemap: npm data → layers → vector tiles → static/basemap/world.pmtiles. Run by hand
// (`npm ci && npm run build` in this folder); the result is committed, the data is not.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { admin1Layers } from './layers/admin1.ts';
import { airportLayer } from './layers/airports.ts';
import { countryLayers } from './layers/countries.ts';
import { placeLayer } from './layers/places.ts';
import { writePmtiles } from './pmtiles-writer.ts';
import { cutTiles, type Layers } from './tiles.ts';

const zoomMax = 6;
const target = fileURLToPath(new URL('../../static/basemap/world.pmtiles', import.meta.url));

const layers: Layers = {
	...countryLayers(),
	...admin1Layers(),
	place: placeLayer(),
	airport: await airportLayer()
};
for (const [name, features] of Object.entries(layers)) console.log(`${name}: ${features.length} features`);

const archive = writePmtiles({
	tiles: cutTiles(layers, zoomMax),
	bounds: [-180, -85, 180, 85],
	center: [15, 25, 2],
	metadata: {
		name: 'Sandtable world basemap',
		attribution: 'Natural Earth · GeoNames · OurAirports',
		vector_layers: Object.entries(layers).map(([id, features]) => ({
			id,
			minzoom: 0,
			maxzoom: zoomMax,
			fields: Object.fromEntries(
				[...new Set(features.flatMap(({ properties }) => Object.keys(properties)))].map((key) => [
					key,
					typeof features.find(({ properties }) => key in properties)!.properties[key]
				])
			)
		}))
	}
});
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, archive);
console.log(`${target}: ${(archive.length / 1e6).toFixed(2)} MB`);
