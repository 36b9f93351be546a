// A drag of cards on a real document: what presence is told, and what is written.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { addNote, createUndo, type Board } from '#lib/board/commands/index.ts';
import type { PresenceDrag } from '#lib/board/presence.ts';
import { readSnapshot } from '#lib/board/snapshot.ts';
import type { BoardSession } from '#lib/live/session.ts';
import { WallDrag } from './wall-drag.ts';
import type { WallNode, WallNodes } from './wall-nodes.svelte.ts';

let board: Board & { undo: NonNullable<Board['undo']> };
let ids: string[];
let told: (PresenceDrag | null)[];
let held: string[];
let updates: number;
let drag: WallDrag;

beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal('window', new EventTarget());
	vi.stubGlobal('MouseEvent', class extends Event {});
	const doc = new Y.Doc();
	board = { doc, undo: createUndo(doc) };
	ids = [addNote(board, { at: [0, 0] }), addNote(board, { at: [10, 20] })];
	told = [];
	held = [];
	updates = 0;
	doc.on('update', () => updates++);
	const notes = () => new Map(readSnapshot(doc).notes.map((note) => [note.id, note]));
	const session = {
		board,
		view: {
			actors: new Map(),
			get notes() {
				return notes();
			}
		},
		people: { publish: (_field: string, value: PresenceDrag | null) => told.push(value) }
	};
	const wall = {
		hold: (given: Iterable<string>) => (held = [...given]),
		letGo: () => (held = [])
	};
	drag = new WallDrag(session as unknown as BoardSession, wall as unknown as WallNodes);
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

/** Both cards, so far from where they stand. */
const at = (dx: number, dy: number): WallNode[] =>
	[
		[0, 0],
		[10, 20]
	].map(([x = 0, y = 0], n) => ({
		id: ids[n] ?? '',
		type: 'note',
		position: { x: x + dx, y: y + dy },
		data: {}
	}));
const places = () => ids.map((id) => readSnapshot(board.doc).notes.find((note) => note.id === id)?.at);

test('WALL3 while cards are dragged only presence tells; letting go is one command and one undo step', () => {
	drag.start(at(0, 0));
	expect(held).toEqual(ids);
	for (let step = 1; step <= 20; step++) {
		drag.move(at(step * 5, 0.4));
		vi.advanceTimersByTime(100);
	}
	expect(updates).toBe(0);
	expect(told.at(-1)?.items.map((item) => item.at)).toEqual([
		[100, 0.4],
		[110, 20.4]
	]);
	drag.stop(at(100, 0.4));
	expect(updates).toBe(1);
	expect([places(), told.at(-1), held]).toEqual([
		[
			[100, 0],
			[110, 20]
		],
		null,
		[]
	]);
	board.undo.undo();
	expect(places()).toEqual([
		[0, 0],
		[10, 20]
	]);
});

test('WALL3 Esc puts everything back and writes nothing', () => {
	drag.start(at(0, 0));
	drag.move(at(50, 50));
	expect(drag.cancel()).toBe(true);
	// The canvas ends its own drag afterwards.
	drag.stop(at(50, 50));
	expect([updates, told.at(-1), held]).toEqual([0, null, []]);
	expect(drag.cancel()).toBe(false);
});

test('WALL3 a drag that ends where it began writes nothing', () => {
	drag.start(at(0, 0));
	drag.move(at(3, 3));
	drag.stop(at(0.2, -0.3));
	expect(updates).toBe(0);
});
