// Times as people write them, read into the board's form with the precision that was written; and back for editing. Pure.
import type { TimePrecision } from '../board/vocabulary/time-precisions.ts';
import { isTimeText } from '../board/schema/moment.ts';

export interface TimePoint {
	readonly text: string;
	readonly precision: TimePrecision;
}

const monthNames = [
	'january',
	'february',
	'march',
	'april',
	'may',
	'june',
	'july',
	'august',
	'september',
	'october',
	'november',
	'december'
];

function monthNumber(word: string): string | null {
	const wanted = word.toLowerCase().replace(/\.$/u, '');
	if (wanted.length < 3) return null;
	const index = monthNames.findIndex(
		(name) => name.startsWith(wanted) || (wanted === 'sept' && name === 'september')
	);
	return index < 0 ? null : String(index + 1).padStart(2, '0');
}

const two = (text: string): string => text.padStart(2, '0');

function readDate(text: string): { year: string; month?: string; day?: string } | null {
	const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/u.exec(text);
	if (iso) {
		return {
			year: iso[1] as string,
			...(iso[2] ? { month: two(iso[2]) } : {}),
			...(iso[3] ? { day: two(iso[3]) } : {})
		};
	}
	const european = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/u.exec(text);
	if (european) {
		return {
			year: european[3] as string,
			month: two(european[2] as string),
			day: two(european[1] as string)
		};
	}
	const dayFirst = /^(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]+\.?),?\s+(\d{4})$/iu.exec(text);
	const monthFirst = /^([a-z]+\.?)\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/iu.exec(text);
	const month = monthNumber(dayFirst?.[2] ?? monthFirst?.[1] ?? '');
	if (!month) return null;
	const day = dayFirst ? dayFirst[1] : monthFirst?.[2];
	return { year: (dayFirst?.[3] ?? monthFirst?.[3]) as string, month, ...(day ? { day: two(day) } : {}) };
}

/** Parts "about 21 Nov 2019" as people write it, and as this program shows it, into the word and the time. */
export function readAbout(input: string): { readonly text: string; readonly circa: boolean } {
	const text = input.trim().replace(/^(?:about\s|around\s|circa\s|ca?\.|~)\s*/iu, '');
	return { text, circa: text !== input.trim() };
}

/** One point in time: 2019 · 2019-11 · Nov 2019 · 21 Nov 2019 · 2019-11-21 14:30 · week of 18 Nov 2019. Times of day are UTC. */
export function parseTimePoint(input: string): TimePoint | null {
	let text = input.trim().replace(/\s+/gu, ' ');
	const isWeek = /^week of /iu.test(text);
	text = text.replace(/^week of /iu, '');
	const clock = /[ T,]+(\d{1,2}):(\d{2})(?::\d{2})?\s*(?:Z|UTC|GMT)?$/iu.exec(text);
	const date = readDate(clock ? text.slice(0, clock.index) : text);
	if (!date) return null;
	const day = [date.year, date.month, date.day].filter(Boolean).join('-');
	let point: TimePoint;
	if (clock) {
		if (!date.day || isWeek) return null;
		point = { text: `${day}T${two(clock[1] as string)}:${clock[2] as string}Z`, precision: 'minute' };
	} else if (isWeek) point = { text: day, precision: 'week' };
	else point = { text: day, precision: date.day ? 'day' : date.month ? 'month' : 'year' };
	return isTimeText(point.text, point.precision) ? point : null;
}

const lengths: Record<TimePrecision, number> = { year: 4, month: 7, week: 10, day: 10, minute: 17 };

/** The same time at another precision: cut where it is coarser, filled with its beginning where it is finer. */
export function toPrecision({ text, precision }: TimePoint, wanted: TimePrecision): string {
	if (lengths[wanted] <= lengths[precision]) {
		return text.slice(0, lengths[wanted]);
	}
	const day = text.slice(0, 10) + '-01-01'.slice(Math.max(0, text.slice(0, 10).length - 4));
	return wanted === 'minute' ? `${day}T00:00Z` : day.slice(0, lengths[wanted]);
}

/** As it stands in the field: 2019-11-21 14:30. */
export function editableTime(text: string): string {
	return text.replace('T', ' ').replace(/Z$/u, '');
}
