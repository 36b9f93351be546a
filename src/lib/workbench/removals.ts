// Watches for records that go: mine are offered back, others' are told where I was looking at them, and nothing that is gone stays
// selected.
import type { BoardView } from '../live/board-view.svelte.ts';
import { recordTitle } from '../live/record-title.ts';
import type { Selection } from '../live/selection.svelte.ts';

export interface RemovalParts {
	readonly view: BoardView;
	readonly selection: Selection;
	/** True while an undo or redo runs: what it takes away needs no offer. */
	readonly isUndoing: () => boolean;
	readonly onMine: (count: number) => void;
	/** Somebody else removed the one record that I had selected. */
	readonly onTheirs: (title: string) => void;
}

/** Returns the way to stop. */
export function watchRemovals({ view, selection, isUndoing, onMine, onTheirs }: RemovalParts): () => void {
	/** Titles of records, for those that are gone when one asks. */
	const titles = new Map<string, string>();
	for (const id of view.unreadable.keys()) titles.set(id, '');
	let mine = 0;
	for (const name of ['pins', 'actors', 'notes', 'relations', 'sources'] as const) {
		for (const record of view[name].values()) titles.set(record.id, recordTitle(name, record));
	}
	return view.onChange(({ collection, ids, remote }) => {
		for (const id of ids) {
			const record = view[collection].get(id);
			if (record) {
				titles.set(id, recordTitle(collection, record));
				continue;
			}
			if (view.unreadable.has(id)) {
				if (!titles.has(id)) titles.set(id, '');
				continue;
			}
			if (!titles.has(id)) continue;
			if (remote && selection.single === id) onTheirs(titles.get(id) ?? '');
			titles.delete(id);
			selection.ids.delete(id);
			if (remote || isUndoing()) continue;
			// One command may remove from several collections, which are told one after the other.
			if (mine++ === 0) {
				queueMicrotask(() => {
					onMine(mine);
					mine = 0;
				});
			}
		}
	});
}
