// The layer of pins on a map of which it is kept what each source was given.
import type { Map as MapLibreMap } from 'maplibre-gl';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pinKind, type Pin } from '../board/schema/pin.ts';
import type { BoardView, RecordChange } from '../live/board-view.svelte.ts';
import { sourceIds } from './board-layers.ts';
import { clusteredPinsMin, PinLayer } from './pin-layer.ts';

interface Shown {
	properties: { id: string };
}

/** What a source shows. */
class ShownSource {
	readonly shown = new Set<string>();
	isClustered = false;

	setData({ features }: { features: Shown[] }): void {
		this.shown.clear();
		for (const { properties } of features) this.shown.add(properties.id);
	}

	updateData({ add, remove }: { add: Shown[]; remove: string[] }): void {
		for (const { properties } of add) this.shown.add(properties.id);
		for (const id of remove) this.shown.delete(id);
	}

	setClusterOptions({ cluster }: { cluster: boolean }): void {
		this.isClustered = cluster;
	}
}

function scene() {
	const pins = new Map<string, Pin>();
	let listener: (change: RecordChange) => void = () => undefined;
	const view = {
		pins,
		actors: new Map(),
		onChange: (given: typeof listener) => {
			listener = given;
			return () => undefined;
		}
	};
	const sources = {
		pins: new ShownSource(),
		halos: new ShownSource(),
		piles: new ShownSource()
	};
	const byId: Record<string, ShownSource> = {
		[sourceIds.pins]: sources.pins,
		[sourceIds.halos]: sources.halos,
		[sourceIds.piles]: sources.piles
	};
	const map = { getSource: (id: string) => byId[id], setFeatureState: () => undefined };
	const layer = new PinLayer(map as unknown as MapLibreMap, view as unknown as BoardView);
	const tell = (ids: string[]) => {
		listener({ collection: 'pins', ids: new Set(ids), remote: true });
		vi.runAllTimers();
	};
	return {
		layer,
		...sources,
		/** Each with a doubt of some kilometres about its place. */
		add(count: number) {
			const first = pins.size;
			const ids = Array.from({ length: count }, (_, n) => `p${first + n}`);
			for (const [n, id] of ids.entries()) {
				const at = [10 + n / 1000, 30] as const;
				const fields = pinKind.fields.parse({ at, placePrecision: 'city' });
				pins.set(id, { ...fields, id, createdAt: '', citations: {}, description: [] });
			}
			tell(ids);
		},
		remove(id: string) {
			pins.delete(id);
			tell([id]);
		}
	};
}

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

test('MAP5 from 150 pins on near ones are gathered, and doubts drawn for the selected only', () => {
	const { layer, pins, halos, piles, add, remove } = scene();
	layer.redraw();
	add(clusteredPinsMin - 1);
	expect([clusteredPinsMin, pins.isClustered]).toEqual([150, false]);
	expect([pins.shown.size, halos.shown.size, piles.shown.size]).toEqual([149, 149, 149]);

	add(1);
	expect(pins.isClustered).toBe(true);
	expect([pins.shown.size, halos.shown.size, piles.shown.size]).toEqual([150, 0, 0]);
	layer.select(['p3', 'p149']);
	expect([...halos.shown]).toEqual(['p3', 'p149']);
	add(1);
	expect([pins.shown.size, halos.shown.size]).toEqual([151, 2]);

	remove('p0');
	remove('p1');
	expect(pins.isClustered).toBe(false);
	expect([pins.shown.size, halos.shown.size, piles.shown.size]).toEqual([149, 149, 149]);
});
