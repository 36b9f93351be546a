// Names of countries and cities in the languages of the map's labels. Countries come from Node's own ICU data;
// cities from Unicode CLDR (the example city of each time zone) and from the short hand-made list beside this file.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Label languages besides each feature's plain `name`. */
export const labelLanguages = ['en', 'ar', 'ru', 'fr', 'es', 'zh', 'uk', 'fa', 'he'] as const;
export type LabelLanguage = (typeof labelLanguages)[number];
export type Names = Partial<Record<`name_${LabelLanguage}`, string>>;

export function countryNames(alpha2: string): Names {
	const names: Names = {};
	for (const language of labelLanguages) {
		const name = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }).of(alpha2);
		if (name) names[`name_${language}`] = name;
	}
	return names;
}

type ZoneNode = { exemplarCity?: string } | { [part: string]: ZoneNode };

function collectCities(node: ZoneNode, path: string, into: Map<string, string>): void {
	for (const [key, value] of Object.entries(node)) {
		if (key === 'exemplarCity') into.set(path, String(value));
		else if (typeof value === 'object') collectCities(value, path ? `${path}/${key}` : key, into);
	}
}

function zoneCities(language: string): Map<string, string> {
	const file = require.resolve(`cldr-dates-full/main/${language}/timeZoneNames.json`);
	const json = JSON.parse(readFileSync(file, 'utf8'));
	const cities = new Map<string, string>();
	collectCities(json.main[language].dates.timeZoneNames.zone, '', cities);
	return cities;
}

/** The English name stands in the zone's own id where CLDR lists none (Africa/Cairo is Cairo). */
const cityOfZone = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');

/** English city name → its names in the other languages. About 430 cities; most capitals are among them. */
export function exampleCityNames(): Map<string, Names> {
	const english = zoneCities('en');
	const byCity = new Map<string, Names>();
	for (const language of labelLanguages) {
		for (const [zone, name] of zoneCities(language)) {
			const city = english.get(zone) ?? cityOfZone(zone);
			const names = byCity.get(city) ?? {};
			if (name !== city) names[`name_${language}`] = name;
			byCity.set(city, names);
		}
	}
	return byCity;
}

type HandMadeEntry = { country: string; geonames: string; en: string; ar: string };

/** Cities whose usual English and Arabic names no npm package carries; keyed by `country|GeoNames name`. */
export function handMadeCityNames(): Map<string, Names> {
	const entries = JSON.parse(
		readFileSync(new URL('./city-names.json', import.meta.url), 'utf8')
	) as HandMadeEntry[];
	return new Map(
		entries.map(({ country, geonames, en, ar }) => [`${country}|${geonames}`, { name_en: en, name_ar: ar }])
	);
}
