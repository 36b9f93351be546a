// Which records glow because somebody else has just changed them: once, and then they settle.
import { SvelteSet } from 'svelte/reactivity';
import type { BoardView } from '#lib/live/board-view.svelte.ts';

const glowMs = 1_400;
/** While somebody types, changes come without pause: a record glows again only after this long in peace. */
const restMs = 4_000;
/** More at once is a board arriving or an import, not a change to be noticed. */
const recordsMax = 12;

export class WallGlow {
	readonly ids = new SvelteSet<string>();
	readonly #stop: () => void;
	#timers = new Set<ReturnType<typeof setTimeout>>();
	/** When each was last changed, on the page's own clock. */
	#changed = new Map<string, number>();

	constructor(view: BoardView) {
		this.#stop = view.onChange(({ ids, remote }) => {
			if (!remote || ids.size > recordsMax) return;
			for (const id of ids) this.#add(id);
		});
	}

	destroy(): void {
		this.#stop();
		for (const timer of this.#timers) clearTimeout(timer);
	}

	#add(id: string): void {
		const now = performance.now();
		const before = this.#changed.get(id) ?? -Infinity;
		this.#changed.set(id, now);
		if (now - before < restMs) return;
		this.ids.add(id);
		const timer = setTimeout(() => {
			this.ids.delete(id);
			this.#timers.delete(timer);
		}, glowMs);
		this.#timers.add(timer);
	}
}
