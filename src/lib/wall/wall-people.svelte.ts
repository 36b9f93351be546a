// What other people do on the wall, read from presence and kept by record, so that a moving pointer redraws no card.
import { SvelteMap } from 'svelte/reactivity';
import type { WallPoint } from '#lib/board/schema/position.ts';
import type { Person } from '#lib/live/people.svelte.ts';

export interface Mark {
	readonly name: string;
	readonly color: string;
	/** Is typing in it, and has not only selected it. */
	readonly editing: boolean;
}

export class WallPeople {
	/** Who has selected or edits a record, by its id. */
	readonly marks = new SvelteMap<string, readonly Mark[]>();

	show(others: Iterable<Person>): void {
		const next = new Map<string, Mark[]>();
		const add = (id: string, mark: Mark): void => void next.set(id, [...(next.get(id) ?? []), mark]);
		for (const { user, selection, editing } of others) {
			if (editing) add(editing, { name: user.name, color: user.color, editing: true });
			for (const id of selection ?? []) {
				if (id !== editing) add(id, { name: user.name, color: user.color, editing: false });
			}
		}
		for (const id of this.marks.keys()) if (!next.has(id)) this.marks.delete(id);
		for (const [id, marks] of next) {
			if (JSON.stringify(this.marks.get(id)) !== JSON.stringify(marks)) this.marks.set(id, marks);
		}
	}
}

/** What others drag over the wall, by record. */
export function wallDrags(others: Iterable<Person>): Map<string, WallPoint> {
	const drags = new Map<string, WallPoint>();
	for (const { drag } of others) {
		if (drag?.pane !== 'wall') continue;
		for (const { id, at } of drag.items) if (at.every(Number.isFinite)) drags.set(id, at);
	}
	return drags;
}
