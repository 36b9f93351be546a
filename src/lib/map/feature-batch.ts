// Gathers changes to map features by key and hands them over together, so that a burst of remote changes costs one
// redraw. A later change to the same feature replaces the earlier one.
import type { Feature } from 'geojson';

export interface FeatureDiff<Kind extends Feature> {
	/** New or replaced. */
	readonly add: Kind[];
	readonly remove: string[];
}

export class FeatureBatch<Kind extends Feature> {
	readonly #apply: (diff: FeatureDiff<Kind>) => void;
	readonly #intervalMs: number;
	readonly #waiting = new Map<string, Kind | null>();
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(apply: (diff: FeatureDiff<Kind>) => void, intervalMs: number) {
		this.#apply = apply;
		this.#intervalMs = intervalMs;
	}

	/** `feature` null removes it. */
	set(id: string, feature: Kind | null): void {
		this.#waiting.set(id, feature);
		this.#timer ??= setTimeout(() => this.flush(), this.#intervalMs);
	}

	/** Hands over at once: my own action must not wait. */
	flush(): void {
		this.drop();
		if (this.#waiting.size === 0) return;
		const add: Kind[] = [];
		const remove: string[] = [];
		for (const [id, feature] of this.#waiting) {
			if (feature) add.push(feature);
			else remove.push(id);
		}
		this.#waiting.clear();
		this.#apply({ add, remove });
	}

	/** Stops the clock; what waits is kept for the next flush. */
	drop(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}

	clear(): void {
		this.drop();
		this.#waiting.clear();
	}
}
