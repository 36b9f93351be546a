// Reading records that are damaged, foreign or of a later version.
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { readSnapshot } from '../snapshot.ts';
import { actorKind } from './actor.ts';
import { readBoardInfo } from './board-info.ts';
import { boardInfoMap, collection } from './document.ts';
import { pinKind } from './pin.ts';
import { citationsOf, createRecord, readRecord, textOf } from './record.ts';

function stored(entries: [string, unknown][]): Y.Map<unknown> {
	const record = new Y.Map(entries);
	collection(new Y.Doc(), 'actors').set('a', record);
	return record;
}

describe('records', () => {
	it('REC1 what is missing has its default; what is unknown is left out and stays in the document', () => {
		const record = stored([
			['name', 'LNA'],
			['fromTheFuture', 7]
		]);
		const read = readRecord(actorKind, 'a', record);
		expect(read).toMatchObject({
			ok: true,
			record: { id: 'a', name: 'LNA', aliases: [], type: 'other', colour: 'grey', at: [0, 0], createdAt: '' }
		});
		expect(read.ok && 'fromTheFuture' in read.record).toBe(false);
		expect(record.get('fromTheFuture')).toBe(7);
	});

	it.each<[string, unknown, RegExp]>([
		['not a map', 'text', /not a record/],
		['a wrong type', stored([['name', 7]]), /name/],
		['a place off the wall', stored([['at', [1e9, 0]]]), /at/],
		['a position that is no pair', stored([['at', [1]]]), /at/],
		['an unknown kind of actor', stored([['type', 'spaceship']]), /type/],
		['a shared type in place of a value', stored([['name', new Y.Text('x')]]), /name/]
	])('REC2 a record with %s is unreadable, with its reason', (_name, value, reason) => {
		const read = readRecord(actorKind, 'a', value);
		expect(read.ok).toBe(false);
		expect(read.ok ? '' : read.unreadable.problem).toMatch(reason);
	});

	it('REC3 a damaged citation or text does not cost the record', () => {
		const record = stored([
			[
				'citations',
				new Y.Map<unknown>([
					['s1', { speaker: 'A' }],
					['s2', 'nonsense'],
					['s3', { credibility: '9' }]
				])
			],
			['description', 'a plain string']
		]);
		const read = readRecord(actorKind, 'a', record);
		expect(read.ok && Object.keys(read.record.citations)).toEqual(['s1']);
		expect(read.ok && read.record.description).toEqual([]);
		expect(textOf(record, 'description')).toBeNull();
		expect(citationsOf(record)).toBeInstanceOf(Y.Map);
	});

	it('REC4 names that mean something to JavaScript do no harm', () => {
		const record = stored([
			['__proto__', { name: 'evil' }],
			['constructor', 'x'],
			['name', 'fine']
		]);
		const read = readRecord(actorKind, '__proto__', record);
		expect(read.ok && read.record.name).toBe('fine');
		expect(({} as { name?: string }).name).toBeUndefined();
	});

	it('REC5 what is read is frozen to the bottom, and the document is not', () => {
		const doc = new Y.Doc();
		const record = createRecord(
			pinKind,
			{ at: [13, 32], time: { start: '2019', precision: 'year' } },
			'2026-01-01T00:00:00.000Z'
		);
		collection(doc, 'pins').set('p', record);
		const read = readRecord(pinKind, 'p', record);
		expect(read.ok && [read.record, read.record.at, read.record.time].every(Object.isFrozen)).toBe(true);
		record.set('at', [14, 33]);
		expect(readSnapshot(doc).pins[0]?.at).toEqual([14, 33]);
	});

	it('REC6 a damaged field of the board’s details does not hide the others', () => {
		const doc = new Y.Doc();
		const info = boardInfoMap(doc);
		info.set('title', 'Libya');
		info.set('tlp', 'PURPLE');
		info.set('bottomLine', { not: 'text' });
		expect(readBoardInfo(info)).toMatchObject({ title: 'Libya', tlp: null, bottomLine: '' });
	});

	it('REC7 a relation with a lost end and a pin with a lost actor are readable', () => {
		const doc = new Y.Doc();
		collection(doc, 'relations').set(
			'r',
			new Y.Map<unknown>([
				['fromId', 'gone'],
				['toId', 'lost']
			])
		);
		collection(doc, 'pins').set('p', new Y.Map<unknown>([['actorId', 'gone']]));
		const snapshot = readSnapshot(doc);
		expect([snapshot.relations.length, snapshot.pins.length, snapshot.unreadable.length]).toEqual([1, 1, 0]);
	});
});
