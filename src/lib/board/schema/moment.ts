// A time as analysts know it: with its precision, and whether a source states it or we inferred it.
import { z } from 'zod';
import { timeBases, timePrecisions, type TimePrecision } from '../vocabulary/time-precisions.ts';
import { keysOf } from '../vocabulary/keys.ts';
import { shortTextCharsMax } from './limits.ts';

const shapes: Record<TimePrecision, RegExp> = {
	minute: /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/,
	day: /^\d{4}-\d\d-\d\d$/,
	week: /^\d{4}-\d\d-\d\d$/,
	month: /^\d{4}-\d\d$/,
	year: /^\d{4}$/
};

/** True where `text` is a calendar time written as `precision` demands: minute 2019-11-21T14:30Z, day and week (its first day) 2019-11-21, month 2019-11, year 2019. */
export function isTimeText(text: string, precision: TimePrecision): boolean {
	if (!shapes[precision].test(text)) return false;
	const time = Date.parse(text);
	if (Number.isNaN(time)) return false;
	// Date.parse moves 31 February on to March; such a day does not exist.
	return new Date(time).toISOString().startsWith(text.replace(/Z$/, ''));
}

export const moment = z
	.object({
		start: z.string(),
		/** Last time of a span, in the same form; null for a point in time. */
		end: z.string().nullable().default(null),
		/** It began at `start` and has not ended. */
		ongoing: z.boolean().default(false),
		/** About then: the precision itself is in doubt. */
		circa: z.boolean().default(false),
		precision: z.enum(keysOf(timePrecisions)),
		basis: z.enum(keysOf(timeBases)).default('stated'),
		/** Why, where inferred. */
		basisNote: z.string().max(shortTextCharsMax).default('')
	})
	.refine((value) => isTimeText(value.start, value.precision), {
		path: ['start'],
		message: 'not a time of this precision'
	})
	.refine((value) => value.end === null || isTimeText(value.end, value.precision), {
		path: ['end'],
		message: 'not a time of this precision'
	})
	.refine((value) => value.end === null || value.end >= value.start, {
		path: ['end'],
		message: 'ends before it starts'
	})
	.readonly();

export type Moment = z.infer<typeof moment>;
export type MomentInput = z.input<typeof moment>;

function formatPoint(text: string, precision: TimePrecision, locale: string): string {
	const date = new Date(text);
	const parts: Intl.DateTimeFormatOptions = { timeZone: 'UTC', year: 'numeric' };
	if (precision !== 'year') parts.month = 'short';
	if (precision === 'day' || precision === 'week' || precision === 'minute') parts.day = 'numeric';
	const day = new Intl.DateTimeFormat(locale, parts).format(date);
	if (precision === 'week') return `week of ${day}`;
	return precision === 'minute' ? `${day}, ${text.slice(11, 16)} UTC` : day;
}

/** For people: "21 Nov 2019", "about Nov 2019", "Apr 2019 – ongoing". */
export function formatMoment(value: Moment, locale = 'en-GB'): string {
	const start = formatPoint(value.start, value.precision, locale);
	const text = value.ongoing
		? `${start} – ongoing`
		: value.end === null || value.end === value.start
			? start
			: `${start} – ${formatPoint(value.end, value.precision, locale)}`;
	return value.circa ? `about ${text}` : text;
}
