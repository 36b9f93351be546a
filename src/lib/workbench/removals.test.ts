import { expect, test } from 'vitest';
import type { BoardView, RecordChange } from '../live/board-view.svelte.ts';
import type { Selection } from '../live/selection.svelte.ts';
import { watchRemovals } from './removals.ts';

/** A view and a selection of plain maps and sets: what is watched needs no more. */
function scene(selected: string[]) {
	const pin = (id: string) => [id, { id, title: `Pin ${id}`, citations: {} }] as const;
	const collections = {
		pins: new Map<string, unknown>([pin('a'), pin('b')]),
		actors: new Map<string, unknown>(),
		notes: new Map<string, unknown>(),
		relations: new Map<string, unknown>([['r', { id: 'r', label: 'supports', type: 'supports' }]]),
		sources: new Map<string, unknown>()
	};
	let listener: (change: RecordChange) => void = () => undefined;
	const view = {
		...collections,
		unreadable: new Map(),
		onChange: (given: typeof listener) => {
			listener = given;
			return () => undefined;
		}
	};
	const ids = new Set(selected);
	const selection = {
		ids,
		get single() {
			return ids.size === 1 ? [...ids][0] : null;
		}
	};
	const told: string[] = [];
	let undoing = false;
	watchRemovals({
		view: view as unknown as BoardView,
		selection: selection as unknown as Selection,
		isUndoing: () => undoing,
		onMine: (count) => told.push(`mine ${count}`),
		onTheirs: (title) => told.push(`theirs ${title}`)
	});
	return {
		told,
		ids,
		remove(collection: 'pins' | 'relations', removed: string[], remote: boolean, byUndo = false) {
			undoing = byUndo;
			for (const id of removed) collections[collection].delete(id);
			listener({ collection, ids: new Set(removed), remote });
			undoing = false;
		}
	};
}

test('SEL3 what I removed is offered back in one sum, however many collections it came from', async () => {
	const { told, ids, remove } = scene(['a', 'b']);
	remove('pins', ['a', 'b'], false);
	remove('relations', ['r'], false);
	await Promise.resolve();
	expect(told).toEqual(['mine 3']);
	expect(ids.size).toBe(0);
});

test('SEL3 what an undo takes away is not offered', async () => {
	const { told, remove } = scene([]);
	remove('pins', ['a'], false, true);
	await Promise.resolve();
	expect(told).toEqual([]);
});

test('SEL3 somebody else’s removal is told only of the one record that I had selected', async () => {
	const { told, ids, remove } = scene(['a']);
	remove('pins', ['b'], true);
	expect(told).toEqual([]);
	remove('pins', ['a'], true);
	await Promise.resolve();
	expect(told).toEqual(['theirs Pin a']);
	expect(ids.size).toBe(0);
});
