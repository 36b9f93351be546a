import { expect, test } from 'vitest';
import { citedPlaces, citationLines } from './citations.ts';
import { noteName, numberBoard, ranges } from './numbering.ts';
import { snapshotOf } from './snapshot-fixture.ts';

const time = (start: string, precision: 'day' | 'month') => ({
	start,
	end: null,
	ongoing: false,
	circa: false,
	precision,
	basis: 'stated' as const,
	basisNote: ''
});

test('REP7 events are numbered by time, a coarser time first, an unknown time last', () => {
	const board = snapshotOf({
		pins: [
			{ id: 'unknown' },
			{ id: 'late', time: time('2019-11-24', 'day') },
			{ id: 'month', time: time('2019-11', 'month') },
			{ id: 'early', time: time('2019-04', 'month') }
		]
	});
	expect(numberBoard(board).events.map(({ id }) => id)).toEqual(['early', 'month', 'late', 'unknown']);
});

test('REP7 judgements come before other notes and are named apart', () => {
	const board = snapshotOf({ notes: [{ id: 'plain' }, { id: 'rated', likelihood: 'likely' }] });
	const numbering = numberBoard(board);
	expect(numbering.notes.map(({ id }) => id)).toEqual(['rated', 'plain']);
	expect([1, 2].map((number) => noteName(numbering, number))).toEqual(['J1', 'N1']);
});

test('REP7 runs of numbers are joined', () => {
	expect(ranges([5, 1, 2, 3, 9, 8, 2])).toEqual([
		{ first: 1, last: 3 },
		{ first: 5, last: 5 },
		{ first: 8, last: 9 }
	]);
	expect(ranges([1, 2, 3], 2)).toEqual([
		{ first: 1, last: 2 },
		{ first: 3, last: 3 }
	]);
});

test('REP7 a citation names speaker, source and credibility, and a source names where it is cited', () => {
	const citations = {
		second: { speaker: '', credibility: null, note: 'page 2' },
		first: { speaker: 'David Schenker', credibility: '3' as const, note: '' },
		gone: { speaker: 'Nobody', credibility: null, note: '' }
	};
	const board = snapshotOf({
		sources: [{ id: 'first' }, { id: 'second' }],
		pins: [{ id: 'a', citations }, { id: 'b', citations }, { id: 'c' }],
		actors: [{ id: 'd', citations: { first: citations.first } }]
	});
	const numbering = numberBoard(board);
	expect(citationLines(citations, numbering)).toEqual([
		{ via: 'David Schenker, via', source: 1, credibility: 'credibility 3 (possibly true)', note: '' },
		{ via: '', source: 2, credibility: '', note: 'page 2' },
		{ via: 'Nobody, via', source: null, credibility: '', note: '' }
	]);
	expect(citedPlaces(board, numbering).get('first')).toEqual([
		{ what: 'events', runs: [{ text: '1–2', anchor: 'event-1' }] },
		{ what: 'actor', runs: [{ text: '1', anchor: 'actor-1' }] }
	]);
});
