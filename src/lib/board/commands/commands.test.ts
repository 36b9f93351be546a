// Commands and undo on real documents, alone and with a second person.
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { plainText, richTextOf } from '../schema/rich-text.ts';
import { readSnapshot } from '../snapshot.ts';
import {
	addActor,
	addNote,
	addPin,
	addRelation,
	addSource,
	cite,
	createUndo,
	duplicateRecords,
	editActor,
	editPin,
	movePin,
	moveOnWall,
	removeRecords,
	type Board
} from './index.ts';

function openBoard(): Board & { undo: NonNullable<Board['undo']> } {
	const doc = new Y.Doc();
	return { doc, undo: createUndo(doc) };
}

/** Two boards that pass updates on until `cut` is called; `heal` exchanges what is missing. */
function pair() {
	const [a, b] = [openBoard(), openBoard()];
	let linked = true;
	a.doc.on(
		'update',
		(update: Uint8Array, origin: unknown) =>
			linked && origin !== 'wire' && Y.applyUpdate(b.doc, update, 'wire')
	);
	b.doc.on(
		'update',
		(update: Uint8Array, origin: unknown) =>
			linked && origin !== 'wire' && Y.applyUpdate(a.doc, update, 'wire')
	);
	return {
		a,
		b,
		cut: () => (linked = false),
		heal: () => {
			linked = true;
			const [fromA, fromB] = [Y.encodeStateAsUpdate(a.doc), Y.encodeStateAsUpdate(b.doc)];
			Y.applyUpdate(b.doc, fromA, 'wire');
			Y.applyUpdate(a.doc, fromB, 'wire');
		}
	};
}

describe('commands', () => {
	it('CMD1 a command writes one valid record that reads back', () => {
		const board = openBoard();
		const id = addPin(board, {
			title: 'Drone lost',
			at: [13.19, 32.88],
			status: 'disputed',
			description: richTextOf('One\nTwo')
		});
		const [pin] = readSnapshot(board.doc).pins;
		expect(pin).toMatchObject({
			id,
			title: 'Drone lost',
			at: [13.19, 32.88],
			status: 'disputed',
			placePrecision: 'exact'
		});
		expect(plainText(pin!.description)).toBe('One\nTwo');
	});

	it('CMD2 invalid input is refused before anything is written', () => {
		const board = openBoard();
		const before = Y.encodeStateVector(board.doc);
		expect(() => addPin(board, { at: [200, 0] })).toThrow(/at/);
		expect(() => addRelation(board, { fromId: 'x', toId: 'x' })).toThrow(/two different ends/);
		expect(Y.encodeStateVector(board.doc)).toEqual(before);
	});

	it('CMD3 two people editing different fields of one record keep both edits', () => {
		const { a, b, cut, heal } = pair();
		const id = addPin(a, { title: 'x', at: [1, 1] });
		cut();
		editPin(a, id, { title: 'renamed' });
		movePin(b, id, [2, 2]);
		heal();
		for (const board of [a, b])
			expect(readSnapshot(board.doc).pins[0]).toMatchObject({ title: 'renamed', at: [2, 2] });
	});

	it('CMD4 removing an actor removes its relations, and one undo brings all back', () => {
		const board = openBoard();
		const [from, to] = [addActor(board, { name: 'A' }), addActor(board, { name: 'B' })];
		addRelation(board, { fromId: from, toId: to, type: 'supports' });
		removeRecords(board, [from]);
		expect(readSnapshot(board.doc)).toMatchObject({ actors: [{ name: 'B' }], relations: [] });
		expect(board.undo.undo()).toEqual({ kind: 'done', note: 'Removed an object' });
		const { actors, relations } = readSnapshot(board.doc);
		// Made within one millisecond they may come in either order.
		expect(actors.map(({ name }) => name).toSorted()).toEqual(['A', 'B']);
		expect(relations).toMatchObject([{ type: 'supports', fromId: from, toId: to }]);
	});

	it('CMD5 a damaged record is named and hides no other', () => {
		const board = openBoard();
		addPin(board, { title: 'good', at: [0, 0] });
		board.doc.getMap('pins').set('bad', new Y.Map<unknown>([['at', 'nowhere']]));
		board.doc.getMap('pins').set('worse', 7);
		const snapshot = readSnapshot(board.doc);
		expect(snapshot.pins.map((pin) => pin.title)).toEqual(['good']);
		expect(snapshot.unreadable.map((entry) => entry.id).sort()).toEqual(['bad', 'worse']);
	});

	it('CMD5 a damaged record can be removed, stands in the way of no other removal, and comes back with one undo', () => {
		const board = openBoard();
		const pin = addPin(board, { title: 'good', at: [0, 0] });
		board.doc.getMap('relations').set('worse', 7);
		board.doc.getMap('relations').set('bad', new Y.Map<unknown>([['fromId', 7]]));
		const damaged = () => readSnapshot(board.doc).unreadable.map(({ id }) => id);
		removeRecords(board, [pin]);
		expect(readSnapshot(board.doc).pins).toEqual([]);
		for (const id of ['worse', 'bad']) {
			removeRecords(board, [id]);
			expect(damaged()).not.toContain(id);
			board.undo.undo();
			expect(damaged()).toContain(id);
		}
	});

	it('CMD6 a copy is a record of its own, a little aside, with text and citations', () => {
		const board = openBoard();
		const source = addSource(board, { title: 'Report' });
		const note = addNote(board, { text: richTextOf('judgement'), at: [10, 10] });
		cite(board, note, source, { speaker: 'A spokesman', credibility: '3' });
		const [copy] = duplicateRecords(board, [note]);
		const copied = readSnapshot(board.doc).notes.find((entry) => entry.id === copy);
		expect(copied).toMatchObject({
			at: [34, 34],
			citations: { [source]: { speaker: 'A spokesman', credibility: '3' } }
		});
		expect(plainText(copied!.text)).toBe('judgement');
	});

	it('CMD6 the copy of a pin goes where the map says, by itself where none shows it', () => {
		const board = openBoard();
		const pin = addPin(board, { at: [13, 32] });
		const copies = [
			...duplicateRecords(board, [pin], ([lng, lat]) => [lng + 1, lat - 1]),
			...duplicateRecords(board, [pin], () => null),
			...duplicateRecords(board, [pin])
		];
		const { pins } = readSnapshot(board.doc);
		const places = copies.map((id) => pins.find((entry) => entry.id === id)?.at);
		expect(places[0]).toEqual([14, 31]);
		expect(places[1]).toEqual(places[2]);
		expect(places[1]).not.toEqual([13, 32]);
	});
});

describe('undo', () => {
	it('UNDO1 each command is one step, undone and redone with its note', () => {
		const board = openBoard();
		const id = addPin(board, { at: [0, 0] });
		movePin(board, id, [1, 1]);
		movePin(board, id, [2, 2]);
		expect([board.undo.undoNote(), board.undo.redoNote()]).toEqual(['Moved a pin', null]);
		expect(board.undo.undo()).toEqual({ kind: 'done', note: 'Moved a pin' });
		expect(board.undo.redoNote()).toBe('Moved a pin');
		expect(readSnapshot(board.doc).pins[0]!.at).toEqual([1, 1]);
		board.undo.redo();
		expect(readSnapshot(board.doc).pins[0]!.at).toEqual([2, 2]);
		board.undo.undo();
		board.undo.undo();
		expect(board.undo.undo()).toEqual({ kind: 'done', note: 'Added a pin' });
		expect(readSnapshot(board.doc).pins).toEqual([]);
		expect(board.undo.undo()).toEqual({ kind: 'nothing' });
		expect(board.undo.undoNote()).toBeNull();
	});

	it('UNDO2 undo covers my own work only', () => {
		const { a, b } = pair();
		addPin(a, { title: 'mine', at: [0, 0] });
		addPin(b, { title: 'theirs', at: [0, 0] });
		a.undo.undo();
		expect(readSnapshot(b.doc).pins.map((pin) => pin.title)).toEqual(['theirs']);
		expect(a.undo.canUndo()).toBe(false);
	});

	it('UNDO3 undo does not overwrite what another wrote later into the same field', () => {
		const { a, b } = pair();
		const id = addActor(b, { name: 'first' });
		editActor(a, id, { name: 'mine' });
		editActor(b, id, { name: 'theirs, later' });
		a.undo.undo();
		for (const board of [a, b]) expect(readSnapshot(board.doc).actors[0]!.name).toBe('theirs, later');
	});

	it('UNDO3 a step that others have written anew is told as such, and the step before it is left alone', () => {
		const { a, b } = pair();
		const id = addActor(b, { name: 'first' });
		editActor(a, id, { aliases: ['mine, earlier'] });
		editActor(a, id, { name: 'mine' });
		editActor(b, id, { name: 'theirs, later' });
		expect(a.undo.undo()).toMatchObject({ kind: 'overtaken' });
		expect(readSnapshot(a.doc).actors[0]!.aliases).toEqual(['mine, earlier']);
		expect(a.undo.canUndo()).toBe(true);
		expect(a.undo.undo()).toMatchObject({ kind: 'done' });
		expect(readSnapshot(a.doc).actors[0]!.aliases).toEqual([]);
	});

	it('UNDO4 undoing the making of a record that others worked on is refused and changes nothing', () => {
		const { a, b } = pair();
		const id = addActor(a, { name: 'made by a' });
		editActor(b, id, { aliases: ['worked on by b'] });
		expect(a.undo.undo()).toEqual({ kind: 'refused', note: 'Added an actor' });
		expect(readSnapshot(a.doc).actors[0]).toMatchObject({ name: 'made by a', aliases: ['worked on by b'] });
	});

	it('UNDO5 moving several things is one step', () => {
		const board = openBoard();
		const [one, two] = [addActor(board, { at: [0, 0] }), addNote(board, { at: [5, 5] })];
		moveOnWall(board, [
			{ id: one, at: [100, 0] },
			{ id: two, at: [105, 5] }
		]);
		board.undo.undo();
		const { actors, notes } = readSnapshot(board.doc);
		expect([actors[0]!.at, notes[0]!.at]).toEqual([
			[0, 0],
			[5, 5]
		]);
	});
});
