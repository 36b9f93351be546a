// Times: what is one, what is not, and how people read them.
import { describe, expect, it } from 'vitest';
import { formatMoment, isTimeText, moment, type MomentInput } from './moment.ts';

const problems = (input: unknown): string[] => {
	const read = moment.safeParse(input);
	return read.success ? [] : read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
};
const format = (input: MomentInput, locale?: string): string => formatMoment(moment.parse(input), locale);

describe('moments', () => {
	it.each([
		['2019-11-21T14:30Z', 'minute'],
		['2019-11-21', 'day'],
		['2020-02-29', 'day'],
		['2019-11-18', 'week'],
		['2019-11', 'month'],
		['2019', 'year']
	] as const)('TIME1 %s is a %s', (text, precision) => expect(isTimeText(text, precision)).toBe(true));

	it.each([
		['2019-02-31', 'day', '31 February does not exist'],
		['2019-02-29', 'day', 'no leap year'],
		['2019-13', 'month', 'no 13th month'],
		['2019-00', 'month', 'no month 0'],
		['2019-11-21T24:00Z', 'minute', 'midnight is 00:00 of the next day'],
		['2019-11-21T14:60Z', 'minute', 'no minute 60'],
		['2019-11-21T14:30', 'minute', 'no zone'],
		['2019-11-21T14:30+02:00', 'minute', 'not UTC'],
		['2019-11-21', 'month', 'more exact than it says'],
		['2019-11', 'day', 'less exact than it says'],
		['19-11-21', 'day', 'no century'],
		['2019-1-2', 'day', 'no leading zeros'],
		['', 'year', 'empty']
	] as const)('TIME2 %s is no %s: %s', (text, precision, _why) =>
		expect(isTimeText(text, precision)).toBe(false)
	);

	it('TIME3 a start of another precision, an impossible end and an end before the start are refused', () => {
		expect(problems({ start: '2019-02-31', precision: 'day' })).toEqual([
			'start: not a time of this precision'
		]);
		expect(problems({ start: '2019-11', end: '2019-11-30', precision: 'month' })).toContain(
			'end: not a time of this precision'
		);
		expect(problems({ start: '2019-11-21', end: '2019-11-20', precision: 'day' })).toEqual([
			'end: ends before it starts'
		]);
		expect(problems({ start: '2019-11-21', end: '2019-11-21', precision: 'day' })).toEqual([]);
		expect(problems({ start: '2019-11-21', precision: 'decade' })).toHaveLength(1);
	});

	it('TIME4 what is not said is: a point, over, exact, stated', () => {
		expect(moment.parse({ start: '2019', precision: 'year' })).toEqual({
			start: '2019',
			end: null,
			ongoing: false,
			circa: false,
			precision: 'year',
			basis: 'stated',
			basisNote: ''
		});
	});

	it.each<[string, MomentInput]>([
		['21 Nov 2019', { start: '2019-11-21', precision: 'day' }],
		['21 Nov 2019, 14:30 UTC', { start: '2019-11-21T14:30Z', precision: 'minute' }],
		['week of 18 Nov 2019', { start: '2019-11-18', precision: 'week' }],
		['about Nov 2019', { start: '2019-11', precision: 'month', circa: true }],
		['2019', { start: '2019', precision: 'year' }],
		['Apr 2019 – ongoing', { start: '2019-04', precision: 'month', ongoing: true }],
		['21 Nov 2019 – 24 Nov 2019', { start: '2019-11-21', end: '2019-11-24', precision: 'day' }],
		['Nov 2019', { start: '2019-11', end: '2019-11', precision: 'month' }]
	])('TIME5 reads “%s”', (text, input) => expect(format(input)).toBe(text));

	it('TIME5 the day does not move with the zone of the reader', () => {
		expect(format({ start: '2019-01-01', precision: 'day' })).toBe('1 Jan 2019');
		expect(format({ start: '2019-01-01T00:00Z', precision: 'minute' })).toBe('1 Jan 2019, 00:00 UTC');
	});
});
