// Which pins glow because somebody else has just changed them. A glow ends with its animation; loading a board makes none.
import { SvelteMap } from 'svelte/reactivity';
import type { LngLat } from '../board/schema/position.ts';
import type { BoardView } from '../live/board-view.svelte.ts';
import { placeOf } from './pin-feature.ts';

/** More changes than this at once are a load or an import, not somebody at work. */
export const glowingMax = 12;

export class Glows {
	/** Place by pin id. */
	readonly places = new SvelteMap<string, LngLat>();
	readonly #stop: () => void;

	constructor(view: BoardView) {
		this.#stop = view.onChange(({ collection, ids, remote }) => {
			if (collection !== 'pins' || !remote || ids.size > glowingMax || ids.size === view.pins.size) return;
			for (const id of ids) {
				const pin = view.pins.get(id);
				const at = pin ? placeOf(pin) : null;
				if (at && this.places.size < glowingMax) this.places.set(id, at);
			}
		});
	}

	end(id: string): void {
		this.places.delete(id);
	}

	destroy(): void {
		this.#stop();
		this.places.clear();
	}
}
