// Coordinates as people write them, read into a position: decimal degrees or degrees, minutes and seconds. Latitude comes first
// unless letters say otherwise.
import type { LngLat } from '../board/schema/position.ts';

export type CoordinatesResult =
	| { readonly ok: true; readonly at: LngLat }
	| { readonly ok: false; readonly problem: 'unclear' | 'latitude' | 'longitude' };

/** About one metre. */
const decimals = 5;

interface Angle {
	readonly degrees: number;
	/** 'lat' or 'lng' where a letter says so. */
	readonly axis: 'lat' | 'lng' | null;
}

const anglePattern = new RegExp(
	[
		'^(?<before>[NSEW])?\\s*',
		'(?<sign>[+-])?(?<degrees>\\d{1,3}(?:\\.\\d+)?)\\s*[°ºd]?\\s*',
		"(?:(?<minutes>\\d{1,2}(?:\\.\\d+)?)\\s*['′’m]?\\s*",
		"(?:(?<seconds>\\d{1,2}(?:\\.\\d+)?)\\s*(?:[\"″”s]|'')?\\s*)?)?",
		'(?<after>[NSEW])?$'
	].join(''),
	'iu'
);

function readAngle(text: string): Angle | null {
	const groups = anglePattern.exec(text.trim())?.groups;
	if (!groups || (groups.before && groups.after)) return null;
	const minutes = Number(groups.minutes ?? 0);
	const seconds = Number(groups.seconds ?? 0);
	const whole = Number(groups.degrees);
	if (minutes >= 60 || seconds >= 60) return null;
	if (groups.minutes !== undefined && !Number.isInteger(whole)) return null;
	const letter = (groups.before ?? groups.after ?? '').toUpperCase();
	if (letter && groups.sign) return null;
	const size = whole + minutes / 60 + seconds / 3_600;
	const negative = groups.sign === '-' || letter === 'S' || letter === 'W';
	const axis = letter === '' ? null : letter === 'N' || letter === 'S' ? 'lat' : 'lng';
	return { degrees: negative ? -size : size, axis };
}

/** The two halves of the text, by what most plainly parts them. */
function halves(text: string): readonly [string, string] | null {
	const clean = text
		.trim()
		.replace(/[−–]/gu, '-')
		.replace(/^\((.*)\)$/u, '$1');
	const split = (parts: string[]): readonly [string, string] | null =>
		parts.length === 2 && parts[0]?.trim() && parts[1]?.trim() ? [parts[0], parts[1]] : null;
	const point = (part: string): string => part.replaceAll(',', '.');
	const bySemicolon = split(clean.split(/[;/]/u));
	if (bySemicolon) return [point(bySemicolon[0]), point(bySemicolon[1])];
	const byComma = split(clean.split(','));
	if (byComma) return byComma;
	// "32,8872 13,1913" and "32,88° N, 13,19° E": commas inside the numbers.
	const byCommaAndSpace = split(clean.split(/,\s+/u));
	if (byCommaAndSpace) return [point(byCommaAndSpace[0]), point(byCommaAndSpace[1])];
	const afterLetter =
		/^(.*?\d[^A-Z]*[NS])\s*(.+)$/iu.exec(clean) ?? /^(.*?\d[^A-Z]*[EW])\s*(.+)$/iu.exec(clean);
	if (afterLetter && !/^[NSEW]/iu.test(clean))
		return [point(afterLetter[1] as string), point(afterLetter[2] as string)];
	const beforeLetter = /^([NSEW].*?)\s*([NSEW].*)$/iu.exec(clean);
	if (beforeLetter) return [point(beforeLetter[1] as string), point(beforeLetter[2] as string)];
	const words = clean.split(/\s+/u);
	if (words.length % 2 !== 0) return null;
	return split(
		[words.slice(0, words.length / 2).join(' '), words.slice(words.length / 2).join(' ')].map(point)
	);
}

export function parseCoordinates(text: string): CoordinatesResult {
	const parts = halves(text);
	const first = parts && readAngle(parts[0]);
	const second = parts && readAngle(parts[1]);
	if (!first || !second) return { ok: false, problem: 'unclear' };
	if (first.axis !== null && first.axis === second.axis) return { ok: false, problem: 'unclear' };
	const turned = first.axis === 'lng' || second.axis === 'lat';
	const [lat, lng] = turned ? [second.degrees, first.degrees] : [first.degrees, second.degrees];
	if (Math.abs(lat) > 90) return { ok: false, problem: 'latitude' };
	if (Math.abs(lng) > 180) return { ok: false, problem: 'longitude' };
	const round = (value: number): number => Number(value.toFixed(decimals)) + 0;
	return { ok: true, at: [round(lng), round(lat)] };
}

/** As it is put into the field: "32.88720, 13.19130". */
export function formatCoordinates([lng, lat]: LngLat): string {
	return `${lat.toFixed(decimals)}, ${lng.toFixed(decimals)}`;
}
