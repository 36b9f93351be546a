// What others learn of my hand on the map: pointer and drag, at a measured pace. A silent pane (a display) tells nothing.
import type { LngLat } from '../board/schema/position.ts';
import { presenceIdsMax } from '../board/presence.ts';
import type { People } from '../live/people.svelte.ts';
import { throttle } from '../live/throttle.ts';

const presenceIntervalMs = 50;

export interface MapPresence {
	pointer(at: LngLat | null): void;
	drag(positions: ReadonlyMap<string, LngLat> | null): void;
	/** My hand has left the map for good. */
	end(): void;
}

export const silentPresence: MapPresence = { pointer: () => {}, drag: () => {}, end: () => {} };

export function mapPresence(people: People): MapPresence {
	const pointer = throttle((at: LngLat | null) => {
		people.publish('pointer', at && { pane: 'map', at });
	}, presenceIntervalMs);
	const drag = throttle((positions: ReadonlyMap<string, LngLat> | null) => {
		const items = [...(positions ?? [])].slice(0, presenceIdsMax).map(([id, at]) => ({ id, at }));
		people.publish('drag', items.length > 0 ? { pane: 'map', items } : null);
	}, presenceIntervalMs);
	return {
		pointer,
		drag,
		end() {
			pointer.cancel();
			drag.cancel();
			people.publish('pointer', null);
			people.publish('drag', null);
		}
	};
}
