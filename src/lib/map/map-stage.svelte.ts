// One MapLibre map on the page: made, styled, looked around in, taken down. What stands on it comes from PinLayer and the marks.
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { m } from '../messages/index.ts';
import type { LngLat } from '../board/schema/position.ts';
import type { BoardView } from '../live/board-view.svelte.ts';
import type { MapTheme } from './basemap-palette.ts';
import { basemapStyle, type BasemapChoice } from './basemap.ts';
import { sourceIds, withBoard } from './board-layers.ts';
import { labelFontFaces } from './label-fonts.ts';
import { drawImagesOnDemand } from './map-images.ts';
import { boundsOf, withinWorld, type MapView } from './map-view.ts';
import { reasonOf } from './map-problems.ts';
import { prepareMapLibre } from './maplibre.ts';
import type { Marks } from './marks.ts';
import { PinLayer } from './pin-layer.ts';
import type { Projection } from './pin-mover.ts';

/** Where an empty board looks first: the old world, whole. */
const worldView: MapView = { center: [20, 25], zoom: 1.6 };
const zoomMax = 18;
const fitZoomMax = 9;
const fitPaddingPixels = 72;
/** What the tray of pins without a place takes of the pane's width. */
const trayPixels = 220;
const cameraMoveMs = 180;

export interface BasemapSetting {
	readonly choice: BasemapChoice;
	readonly theme: MapTheme;
	readonly language: string;
}

const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The operator's basemap, or the embedded one with the reason why. */
async function styleFor({ choice, theme, language }: BasemapSetting) {
	try {
		return { style: await basemapStyle(choice, theme, language), problem: null };
	} catch (error) {
		const style = await basemapStyle({ kind: 'embedded' }, theme, language);
		return { style, problem: m.map.basemapFailed(reasonOf(error)) };
	}
}

export class MapStage {
	readonly map: MapLibreMap;
	readonly pins: PinLayer;
	readonly projection: Projection;
	/** Counts camera moves, for what is drawn in HTML above the map. */
	frame = $state(0);
	/** Why the basemap is not the one that was set; null where it is. */
	basemapProblem = $state<string | null>(null);
	#marksDrawn = '';
	#marks: Marks | null = null;
	#setting: BasemapSetting;

	static async open(
		container: HTMLElement,
		setting: BasemapSetting,
		view: BoardView,
		initial: MapView | null
	): Promise<MapStage> {
		const { style, problem } = await styleFor(setting);
		const { center, zoom } = initial ?? worldView;
		const maplibre = prepareMapLibre();
		const map = new maplibre.Map({
			container,
			style: withBoard(style, undefined, setting.theme, labelFontFaces(document.baseURI)),
			center: [center[0], center[1]],
			zoom,
			maxZoom: zoomMax,
			attributionControl: false,
			// North is up: analysts compare maps.
			dragRotate: false,
			pitchWithRotate: false,
			touchPitch: false,
			boxZoom: false,
			doubleClickZoom: false,
			locale: { 'Map.Title': m.map.label }
		});
		map.touchZoomRotate.disableRotation();
		map.keyboard.disableRotation();
		map.addControl(new maplibre.AttributionControl({ customAttribution: [] }), 'bottom-right');
		map.addControl(new maplibre.ScaleControl({ maxWidth: 110 }), 'bottom-right');
		drawImagesOnDemand(map);
		const stage = new MapStage(map, view, setting);
		stage.basemapProblem = problem;
		return stage;
	}

	private constructor(map: MapLibreMap, view: BoardView, setting: BasemapSetting) {
		this.map = map;
		this.#setting = setting;
		this.pins = new PinLayer(map, view);
		this.projection = {
			project: (at) => map.project([at[0], at[1]]),
			unproject: ({ x, y }) => {
				const { lng, lat } = map.unproject([x, y]);
				return withinWorld(lng, lat);
			}
		};
		map.on('style.load', () => {
			this.pins.redraw();
			this.#marksDrawn = '';
			if (this.#marks) this.showMarks(this.#marks);
		});
		map.on('move', () => this.frame++);
		map.on('resize', () => this.frame++);
	}

	async setBasemap(setting: BasemapSetting): Promise<void> {
		const before = this.#setting;
		if (JSON.stringify(before) === JSON.stringify(setting)) return;
		this.#setting = setting;
		const { style, problem } = await styleFor(setting);
		// A later change may have overtaken this one.
		if (this.#setting !== setting) return;
		this.basemapProblem = problem;
		const fontFaces = labelFontFaces(document.baseURI);
		this.map.setStyle(style, {
			transformStyle: (previous, next) => withBoard(next, previous, setting.theme, fontFaces)
		});
	}

	showMarks(marks: Marks): void {
		this.#marks = marks;
		const drawn = JSON.stringify(marks.features);
		const source = this.map.getSource<GeoJSONSource>(sourceIds.marks);
		if (drawn === this.#marksDrawn || !source) return;
		this.#marksDrawn = drawn;
		void source.setData(marks.features);
		this.pins.setMarked(marks.marked, marks.lifted);
	}

	get view(): MapView {
		const { lng, lat } = this.map.getCenter();
		return { center: withinWorld(lng, lat), zoom: this.map.getZoom() };
	}

	/** Shows all of these places beside the tray; false where there are none. */
	fit(places: Iterable<readonly number[]>, animate = true): boolean {
		const bounds = boundsOf(places);
		if (!bounds) return false;
		// The pane may have changed its size a moment ago, and the map would hear of it only in the midst of the move.
		this.map.resize();
		const { clientWidth, clientHeight } = this.map.getContainer();
		// A narrow pane has no room for full margins.
		const margin = Math.min(fitPaddingPixels, clientWidth / 8, clientHeight / 8);
		const tray = this.pins.unplaced.size > 0 && clientWidth > 3 * trayPixels ? trayPixels : 0;
		this.map.fitBounds(bounds, {
			padding: { top: margin, bottom: margin, left: margin + tray, right: margin },
			maxZoom: fitZoomMax,
			...this.#motion(animate)
		});
		return true;
	}

	/** Brings a place into view, without moving where it is in view already. */
	show(at: LngLat): void {
		// As in `fit`: a pane that has just come back or lost room has another size than the map knows.
		this.map.resize();
		if (!this.map.getBounds().contains([at[0], at[1]])) {
			this.map.easeTo({ center: [at[0], at[1]], ...this.#motion(true) });
		}
	}

	goTo({ center, zoom }: MapView): void {
		this.map.easeTo({ center: [center[0], center[1]], zoom, ...this.#motion(true) });
	}

	/** One step is twice as near. */
	zoomBy(steps: number): void {
		this.map.zoomTo(this.map.getZoom() + steps, this.#motion(true));
	}

	async openCluster(clusterId: number, at: LngLat): Promise<void> {
		const zoom = await this.map.getSource<GeoJSONSource>(sourceIds.pins)?.getClusterExpansionZoom(clusterId);
		if (zoom !== undefined) this.goTo({ center: at, zoom });
	}

	destroy(): void {
		this.pins.destroy();
		this.map.remove();
	}

	#motion(animate: boolean): { duration: number } {
		return { duration: animate && !reducedMotion() ? cameraMoveMs : 0 };
	}
}
