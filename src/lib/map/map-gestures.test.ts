import type { Map as MapLibreMap } from 'maplibre-gl';
import { expect, it } from 'vitest';
import { layerIds } from './board-layers.ts';
import { watchGestures, type GestureHandlers } from './map-gestures.ts';

const pin = { layer: { id: layerIds.pins }, properties: { id: 'mitiga' }, geometry: { type: 'Point' } };
const cluster = {
	layer: { id: layerIds.clusters },
	properties: { cluster_id: 7 },
	geometry: { type: 'Point', coordinates: [13, 32] }
};

/** A map that has this under every pixel, ten pixels to the degree. */
function clickOn(found: object, isArmed: boolean): string[] {
	const listeners = new Map<string, (event: unknown) => void>();
	const map = {
		on: (name: string, listener: unknown) => {
			if (typeof listener === 'function') listeners.set(name, listener as (event: unknown) => void);
			return { unsubscribe: () => undefined };
		},
		getLayer: () => true,
		queryRenderedFeatures: () => [found],
		unproject: ([x, y]: [number, number]) => ({ lng: x / 10, lat: y / 10 })
	} as unknown as MapLibreMap;
	const told: string[] = [];
	const handlers = new Proxy({} as GestureHandlers, {
		get: (_, name: string) =>
			name === 'isArmed' ? () => isArmed : (what: unknown) => void told.push(`${name} ${String(what)}`)
	});
	watchGestures(map, handlers);
	listeners.get('click')?.({ point: { x: 130, y: 320 }, originalEvent: { shiftKey: false } });
	return told;
}

it('MAP8 an armed tool places over pins and clusters; otherwise they are what a click means', () => {
	expect(clickOn(pin, false)).toEqual(['pinsClicked mitiga']);
	expect(clickOn(cluster, false)).toEqual(['clusterClicked 7']);
	expect(clickOn(pin, true)).toEqual(['groundClicked 13,32']);
	expect(clickOn(cluster, true)).toEqual(['groundClicked 13,32']);
});
