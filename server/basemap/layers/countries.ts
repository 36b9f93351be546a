// Countries from Natural Earth 10m (world-atlas): land, the borders between them, the coast, and their labels.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import iso from 'i18n-iso-countries';
import polylabel from 'polylabel';
import { feature, mesh } from 'topojson-client';
import { largestPolygon, point, shape, unwrap, type Feature, type Geometry, type Position } from '../geo.ts';
import { countryNames } from '../names.ts';

const require = createRequire(import.meta.url);

/** Search step of the label position, in degrees. */
const labelPrecisionDegrees = 0.1;

export type CountryLayers = {
	land: Feature[];
	borders: Feature[];
	coast: Feature[];
	country_label: Feature[];
};

type Country = { id?: string; properties: { name: string }; geometry: Geometry | null };

function label(country: { geometry: Geometry; name: string; a2: string }): Feature {
	const { polygon, area } = largestPolygon(country.geometry);
	const [lng, lat] = polylabel(polygon, labelPrecisionDegrees) as unknown as Position;
	const names = country.a2 ? countryNames(country.a2) : {};
	return point(lng, lat, {
		name: names.name_en ?? country.name,
		...names,
		a2: country.a2,
		area: Math.round(area * 10) / 10
	});
}

export function countryLayers(): CountryLayers {
	const atlas = JSON.parse(readFileSync(require.resolve('world-atlas/countries-10m.json'), 'utf8'));
	const collection = feature(atlas, atlas.objects.countries) as unknown as { features: Country[] };
	const countries = collection.features.flatMap(({ id, properties, geometry }) =>
		geometry
			? [{ geometry: unwrap(geometry), name: properties.name, a2: (id && iso.numericToAlpha2(id)) || '' }]
			: []
	);
	const lines = (inner: boolean): Feature =>
		shape(unwrap(mesh(atlas, atlas.objects.countries, (a, b) => (a !== b) === inner) as unknown as Geometry));
	return {
		land: countries.map(({ geometry, name, a2 }) => shape(geometry, { name, a2 })),
		borders: [lines(true)],
		coast: [lines(false)],
		country_label: countries.map(label).sort((a, b) => Number(b.properties.area) - Number(a.properties.area))
	};
}
