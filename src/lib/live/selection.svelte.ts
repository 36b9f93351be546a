// What I have selected, shared by all panes: ids of records of any kind. Personal and never stored.
import { SvelteSet } from 'svelte/reactivity';

export class Selection {
	readonly ids = new SvelteSet<string>();

	/** The one selected id; null where none or several are. */
	readonly single = $derived(this.ids.size === 1 ? ([...this.ids][0] as string) : null);

	has(id: string): boolean {
		return this.ids.has(id);
	}

	/** Replaces the selection. */
	set(ids: Iterable<string>): void {
		const wanted = new Set(ids);
		for (const id of [...this.ids]) if (!wanted.has(id)) this.ids.delete(id);
		for (const id of wanted) this.ids.add(id);
	}

	toggle(id: string): void {
		if (!this.ids.delete(id)) this.ids.add(id);
	}

	clear(): void {
		this.ids.clear();
	}

	/** Lets go of ids that `exists` no longer knows. */
	prune(exists: (id: string) => boolean): void {
		for (const id of [...this.ids]) if (!exists(id)) this.ids.delete(id);
	}
}
