import { expect, it } from 'vitest';
import * as Y from 'yjs';
import {
	addActor,
	addNote,
	addPin,
	addRelation,
	addSource,
	cite,
	createUndo,
	removeRecords,
	type Board
} from '../board/commands/index.ts';
import { readSnapshot } from '../board/snapshot.ts';
import { richTextOf } from '../board/schema/rich-text.ts';
import { readingOf, type Reading, type Records } from './reading.ts';

function openBoard(): Board {
	const doc = new Y.Doc();
	return { doc, undo: createUndo(doc) };
}

function recordsOf(board: Board): Records {
	const { pins, actors, notes, relations, sources } = readSnapshot(board.doc);
	const keyed = <Item extends { id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> =>
		new Map(items.map((item) => [item.id, item]));
	return {
		pins: keyed(pins),
		actors: keyed(actors),
		notes: keyed(notes),
		relations: keyed(relations),
		sources: keyed(sources)
	};
}

const factsOf = (reading: Reading | null): Record<string, string> =>
	Object.fromEntries((reading?.facts ?? []).map(({ label, value }) => [label, value]));

it('SHOW3 a pin says what, how sure, when, where, who, and on which sources it rests', () => {
	const board = openBoard();
	const actorId = addActor(board, { name: 'LNA', colour: 'orange' });
	const source = addSource(board, { title: 'Evening report', publisher: 'A newspaper', reliability: 'B' });
	const pin = addPin(board, {
		title: 'Airport closed',
		at: [13, 32],
		placeName: 'Mitiga',
		placePrecision: 'vicinity',
		eventType: 'battles',
		subEvent: 'Armed clash',
		status: 'claimed',
		actorId,
		time: { start: '2019-11-21', precision: 'day', basis: 'inferred', basisNote: 'from the flight plan' },
		description: richTextOf('No flights.')
	});
	cite(board, pin, source, { speaker: 'A spokesman', credibility: '3', note: 'p. 2' });
	const reading = readingOf(pin, recordsOf(board));
	expect(reading?.title).toBe('Airport closed');
	expect(reading?.facts).toEqual([
		{ label: 'Event type', value: 'Battle · Armed clash' },
		{ label: 'Status', value: 'claimed' },
		{ label: 'Time', value: '21 Nov 2019', isInferred: true, detail: 'Inferred: from the flight plan' },
		{ label: 'Place', value: 'Mitiga', detail: 'vicinity (about 100 m)' },
		{ label: 'Actor', value: 'LNA', colour: '#E69F00' }
	]);
	expect(reading?.text).toEqual(richTextOf('No flights.'));
	expect(reading?.sources).toEqual([
		{
			id: source,
			title: 'Evening report',
			from: 'A newspaper',
			speaker: 'A spokesman',
			rating: 'B3',
			ratingWords: 'usually reliable, possibly true',
			note: 'p. 2'
		}
	]);
});

it('SHOW3 a note says likelihood and confidence apart; what is not said is left out', () => {
	const board = openBoard();
	const bare = addNote(board, { text: richTextOf('A thought') });
	const judged = addNote(board, { text: richTextOf('A judgement'), likelihood: 'likely', confidence: 'low' });
	const records = recordsOf(board);
	expect(readingOf(bare, records)).toMatchObject({ title: '', facts: [], sources: [] });
	expect(Object.values(factsOf(readingOf(judged, records)))).toEqual(['likely', 'low confidence']);
});

it('SHOW3 a relation is a sentence, also when one of its ends is gone', () => {
	const board = openBoard();
	const [a, b] = [addActor(board, { name: 'Russia' }), addActor(board, { name: 'Wagner Group' })];
	const relation = addRelation(board, { fromId: a, toId: b, type: 'deploys', strength: 'confirmed' });
	const records = recordsOf(board);
	expect(readingOf(relation, records)?.title).toBe('Russia deploys Wagner Group');
	const without = { ...records, actors: new Map([...records.actors].filter(([id]) => id !== b)) };
	expect(readingOf(relation, without)?.title).toBe('Russia deploys removed');
});

it('SHOW3 what is gone has no reading', () => {
	const board = openBoard();
	const actor = addActor(board, { name: 'NATO' });
	removeRecords(board, [actor]);
	expect(readingOf(actor, recordsOf(board))).toBeNull();
});
