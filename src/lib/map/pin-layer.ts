// Draws the board's pins: listens to the live view by key and keeps the map's sources in step, one feature per changed pin.
// It also knows which pins have no place. It never writes to the document.
import { SvelteSet } from 'svelte/reactivity';
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import type { Actor } from '../board/schema/actor.ts';
import type { Pin } from '../board/schema/pin.ts';
import type { BoardView, RecordChange } from '../live/board-view.svelte.ts';
import { clusterOptions, sourceIds } from './board-layers.ts';
import { FeatureBatch } from './feature-batch.ts';
import { haloFeature, pinFeature, placeOf, type HaloFeature, type PinFeature } from './pin-feature.ts';

const batchIntervalMs = 150;
/** From here on near pins are gathered into clusters, and areas of doubt drawn for the selected only. */
export const clusteredPinsMin = 150;

export class PinLayer {
	/** Pins that stand in the tray. */
	readonly unplaced = new SvelteSet<string>();
	readonly #map: MapLibreMap;
	readonly #view: BoardView;
	readonly #features = new Map<string, PinFeature>();
	readonly #halos = new Map<string, HaloFeature>();
	readonly #pinBatch: FeatureBatch<PinFeature>;
	readonly #haloBatch: FeatureBatch<HaloFeature>;
	readonly #stop: () => void;
	#marked = new Set<string>();
	#selected = new Set<string>();
	#clustered = false;

	constructor(map: MapLibreMap, view: BoardView) {
		this.#map = map;
		this.#view = view;
		this.#pinBatch = new FeatureBatch((diff) => this.#update(sourceIds.pins, diff), batchIntervalMs);
		this.#haloBatch = new FeatureBatch((diff) => this.#update(sourceIds.halos, diff), batchIntervalMs);
		this.#stop = view.onChange((change) => this.#follow(change));
		for (const id of view.pins.keys()) this.#read(id);
	}

	/** After the style was replaced, and at the start: everything anew. */
	redraw(): void {
		this.#pinBatch.clear();
		this.#haloBatch.clear();
		void this.#source(sourceIds.pins)?.setData({
			type: 'FeatureCollection',
			features: [...this.#features.values()]
		});
		this.#applyClustering();
		this.#redrawHalos();
	}

	/** Marked pins are drawn again on top, with their title; lifted ones elsewhere, so that their own place is dimmed. */
	setMarked(marked: ReadonlySet<string>, lifted: ReadonlySet<string>): void {
		if (!this.#source(sourceIds.pins)) return;
		const touched = new Set([...this.#marked, ...marked]);
		for (const id of touched) {
			const state = { marked: marked.has(id), lifted: lifted.has(id) };
			this.#map.setFeatureState({ source: sourceIds.pins, id }, state);
		}
		this.#marked = new Set(marked);
	}

	select(ids: Iterable<string>): void {
		this.#selected = new Set(ids);
		if (this.#clustered) this.#redrawHalos();
	}

	destroy(): void {
		this.#stop();
		this.#pinBatch.clear();
		this.#haloBatch.clear();
	}

	#follow({ collection, ids, remote }: RecordChange): void {
		if (collection === 'pins') for (const id of ids) this.#read(id);
		else if (collection === 'actors') {
			for (const pin of this.#view.pins.values()) {
				if (pin.actorId !== null && ids.has(pin.actorId)) this.#read(pin.id);
			}
		} else return;
		if (!remote) {
			this.#pinBatch.flush();
			this.#haloBatch.flush();
		}
	}

	#read(id: string): void {
		const pin = this.#view.pins.get(id);
		const actor = this.#actorOf(pin);
		const feature = pin ? pinFeature(pin, actor) : null;
		const halo = pin ? haloFeature(pin, actor) : null;
		if (feature) this.#features.set(id, feature);
		if (feature || this.#features.delete(id)) this.#pinBatch.set(id, feature);
		if (halo) this.#halos.set(id, halo);
		if (halo || this.#halos.delete(id)) {
			this.#haloBatch.set(id, halo && this.#showsHalo(id) ? halo : null);
		}
		if (pin && placeOf(pin) === null) this.unplaced.add(id);
		else this.unplaced.delete(id);
	}

	#actorOf(pin: Pin | undefined): Actor | undefined {
		return pin && pin.actorId !== null ? this.#view.actors.get(pin.actorId) : undefined;
	}

	#showsHalo(id: string): boolean {
		return !this.#clustered || this.#selected.has(id);
	}

	#redrawHalos(): void {
		this.#haloBatch.clear();
		const features = [...this.#halos].filter(([id]) => this.#showsHalo(id)).map(([, halo]) => halo);
		this.#source(sourceIds.halos)?.setData({ type: 'FeatureCollection', features });
	}

	#applyClustering(): void {
		this.#clustered = this.#features.size >= clusteredPinsMin;
		void this.#source(sourceIds.pins)?.setClusterOptions({ cluster: this.#clustered, ...clusterOptions });
		// Clusters count what they gather; piles are for the pins that stand alone.
		const features = this.#clustered ? [] : [...this.#features.values()];
		void this.#source(sourceIds.piles)?.setData({ type: 'FeatureCollection', features });
	}

	#update(sourceId: string, diff: { add: (PinFeature | HaloFeature)[]; remove: string[] }): void {
		void this.#source(sourceId)?.updateData(diff);
		if (sourceId !== sourceIds.pins) return;
		if (this.#clustered !== this.#features.size >= clusteredPinsMin) {
			this.#applyClustering();
			this.#redrawHalos();
		} else if (!this.#clustered) void this.#source(sourceIds.piles)?.updateData(diff);
	}

	#source(id: string): GeoJSONSource | undefined {
		return this.#map.getSource<GeoJSONSource>(id);
	}
}
