import { expect, test } from 'vitest';
import { isTimeText } from '../board/schema/moment.ts';
import { timePrecisions } from '../board/vocabulary/time-precisions.ts';
import { editableTime, parseTimePoint, readAbout, toPrecision, type TimePoint } from './moment-text.ts';

test('MOMENT1 a time takes the precision in which it was written', () => {
	const cases: [string, TimePoint][] = [
		['2019', { text: '2019', precision: 'year' }],
		['2019-11', { text: '2019-11', precision: 'month' }],
		['Nov 2019', { text: '2019-11', precision: 'month' }],
		['november 2019', { text: '2019-11', precision: 'month' }],
		['2019-11-21', { text: '2019-11-21', precision: 'day' }],
		['21 Nov 2019', { text: '2019-11-21', precision: 'day' }],
		['Sept. 3rd, 2019', { text: '2019-09-03', precision: 'day' }],
		['4.7.2019', { text: '2019-07-04', precision: 'day' }],
		['week of 18 Nov 2019', { text: '2019-11-18', precision: 'week' }],
		['2019-11-21 4:30', { text: '2019-11-21T04:30Z', precision: 'minute' }],
		['21 Nov 2019, 14:30 UTC', { text: '2019-11-21T14:30Z', precision: 'minute' }]
	];
	for (const [written, expected] of cases) expect(parseTimePoint(written), written).toEqual(expected);
});

test('MOMENT2 what is no time is refused', () => {
	for (const text of [
		'',
		'soon',
		'31 Feb 2019',
		'2019-13',
		'Nov',
		'2019-11 14:30',
		'2019-11-21 25:00',
		'Ma 2019'
	]) {
		expect(parseTimePoint(text), text).toBeNull();
	}
});

test('MOMENT3 changing the precision keeps the beginning and stays a time', () => {
	const points = ['2019', '2019-11', '2019-11-21', 'week of 2019-11-18', '2019-11-21 14:30'].map(
		(text) => parseTimePoint(text) as TimePoint
	);
	for (const point of points) {
		for (const { key } of timePrecisions) {
			const text = toPrecision(point, key);
			expect(isTimeText(text, key), `${point.text} → ${key}: ${text}`).toBe(true);
			expect(text.slice(0, 4)).toBe('2019');
		}
	}
	expect(toPrecision({ text: '2019-11', precision: 'month' }, 'minute')).toBe('2019-11-01T00:00Z');
});

test('MOMENT4 what the field shows is read back as the same time', () => {
	for (const text of ['2019', '2019-11', '2019-11-21', '2019-11-21T14:30Z']) {
		expect(parseTimePoint(editableTime(text))?.text).toBe(text);
	}
});

test('MOMENT5 a word before the time says that it is about then', () => {
	for (const text of [
		'about 21 Nov 2019',
		'circa 21 Nov 2019',
		'c. 21 Nov 2019',
		'ca. 21 Nov 2019',
		'~21 Nov 2019'
	]) {
		const about = readAbout(text);
		expect(about.circa, text).toBe(true);
		expect(parseTimePoint(about.text)?.text, text).toBe('2019-11-21');
	}
	expect(readAbout('21 Nov 2019')).toEqual({ text: '21 Nov 2019', circa: false });
});
