// Turns mouse and touch on the map into intents: a click on a pin, on open ground, a drag of a pin, a cluster. It decides
// nothing; MapPane does.
import type { Map as MapLibreMap, MapMouseEvent, MapTouchEvent } from 'maplibre-gl';
import type { LngLat } from '../board/schema/position.ts';
import { clickableLayers, layerIds } from './board-layers.ts';
import { withinWorld } from './map-view.ts';
import type { ScreenPoint } from './pin-mover.ts';

/** A hand that trembles less than this does not drag. */
const dragThresholdPixels = 4;
/** A finger covers more than a mouse's tip. */
const touchSlopPixels = 8;

export interface GestureHandlers {
	/** Whether a pin may be picked up; only then a press on it keeps the map still. */
	readonly canDrag: () => boolean;
	/** A tool is armed: whatever lies under the pointer, a click is meant for the ground. */
	readonly isArmed: () => boolean;
	/** The pins under the pointer, topmost first. */
	readonly pinsClicked: (ids: readonly string[], extend: boolean) => void;
	readonly groundClicked: (at: LngLat, event: { shift: boolean }) => void;
	readonly groundDoubleClicked: (at: LngLat) => void;
	readonly clusterClicked: (clusterId: number, at: LngLat) => void;
	readonly dragStarted: (id: string, pointer: ScreenPoint) => void;
	readonly draggedTo: (pointer: ScreenPoint) => void;
	readonly dragEnded: () => void;
	readonly dragCancelled: () => void;
	readonly pointerMoved: (at: LngLat | null) => void;
}

type Hit =
	| { kind: 'pin'; id: string; ids: readonly string[] }
	| { kind: 'cluster'; clusterId: number; at: LngLat }
	| null;

function hitAt(map: MapLibreMap, { x, y }: ScreenPoint, slop = 0): Hit {
	const layers = clickableLayers.filter((id) => map.getLayer(id));
	if (layers.length === 0) return null;
	const hits = map.queryRenderedFeatures(
		slop > 0
			? [
					[x - slop, y - slop],
					[x + slop, y + slop]
				]
			: [x, y],
		{ layers }
	);
	const [hit] = hits;
	if (!hit) return null;
	if (hit.layer.id === layerIds.clusters && hit.geometry.type === 'Point') {
		const [lng, lat] = hit.geometry.coordinates;
		return { kind: 'cluster', clusterId: Number(hit.properties.cluster_id), at: [lng ?? 0, lat ?? 0] };
	}
	const ids = hits
		.filter(({ layer }) => layer.id !== layerIds.clusters)
		.map(({ properties }) => String(properties.id));
	return { kind: 'pin', id: String(hit.properties.id), ids };
}

/** Watches one press from down to up. Returns the way to give up. */
function followPress(map: MapLibreMap, id: string, from: ScreenPoint, handlers: GestureHandlers): () => void {
	const bounds = map.getCanvasContainer().getBoundingClientRect();
	const pointOf = (event: PointerEvent): ScreenPoint => ({
		x: event.clientX - bounds.left,
		y: event.clientY - bounds.top
	});
	let dragging = false;
	const stop = new AbortController();
	const finish = (end: () => void): void => {
		stop.abort();
		map.getCanvas().style.cursor = '';
		if (dragging) end();
	};
	const options = { signal: stop.signal };
	window.addEventListener(
		'pointermove',
		(event) => {
			const pointer = pointOf(event);
			if (!dragging) {
				if (Math.hypot(pointer.x - from.x, pointer.y - from.y) < dragThresholdPixels) return;
				dragging = true;
				map.getCanvas().style.cursor = 'grabbing';
				handlers.dragStarted(id, from);
			}
			handlers.draggedTo(pointer);
			handlers.pointerMoved(placeAt(map, pointer));
		},
		options
	);
	window.addEventListener('pointerup', () => finish(handlers.dragEnded), options);
	window.addEventListener('pointercancel', () => finish(handlers.dragCancelled), options);
	window.addEventListener(
		'keydown',
		(event) => {
			if (event.key !== 'Escape' || !dragging) return;
			event.stopPropagation();
			finish(handlers.dragCancelled);
		},
		{ ...options, capture: true }
	);
	return () => finish(handlers.dragCancelled);
}

export function placeAt(map: MapLibreMap, { x, y }: ScreenPoint): LngLat {
	const { lng, lat } = map.unproject([x, y]);
	return withinWorld(lng, lat);
}

/** Returns the way to stop. */
export function watchGestures(map: MapLibreMap, handlers: GestureHandlers): () => void {
	let letGo: (() => void) | null = null;
	const press = (event: MapMouseEvent | MapTouchEvent, slop: number): void => {
		if (!handlers.canDrag()) return;
		const { originalEvent } = event;
		if ('button' in originalEvent && originalEvent.button !== 0) return;
		if ('touches' in originalEvent && originalEvent.touches.length !== 1) return;
		const hit = hitAt(map, event.point, slop);
		if (hit?.kind !== 'pin') return;
		// The map must stay where it is while a pin moves.
		event.preventDefault();
		letGo?.();
		letGo = followPress(map, hit.id, event.point, handlers);
	};
	const onMouseDown = (event: MapMouseEvent): void => press(event, 0);
	const onTouchStart = (event: MapTouchEvent): void => press(event, touchSlopPixels);
	const onClick = (event: MapMouseEvent): void => {
		const { originalEvent, point } = event;
		const touched = 'pointerType' in originalEvent && originalEvent.pointerType === 'touch';
		const hit = handlers.isArmed() ? null : hitAt(map, point, touched ? touchSlopPixels : 0);
		if (hit?.kind === 'pin') handlers.pinsClicked(hit.ids, originalEvent.shiftKey);
		else if (hit?.kind === 'cluster') handlers.clusterClicked(hit.clusterId, hit.at);
		else handlers.groundClicked(placeAt(map, point), { shift: originalEvent.shiftKey });
	};
	const onDoubleClick = (event: MapMouseEvent): void => {
		if (hitAt(map, event.point) === null) handlers.groundDoubleClicked(placeAt(map, event.point));
	};
	const onMouseMove = (event: MapMouseEvent): void => handlers.pointerMoved(placeAt(map, event.point));
	const onMouseOut = (): void => handlers.pointerMoved(null);
	const cursor = (value: string) => (): void => {
		map.getCanvas().style.cursor = value;
	};
	const hover = [
		map.on('mouseenter', clickableLayers, cursor('pointer')),
		map.on('mouseleave', clickableLayers, cursor(''))
	];
	map.on('mousedown', onMouseDown);
	map.on('touchstart', onTouchStart);
	map.on('click', onClick);
	map.on('dblclick', onDoubleClick);
	map.on('mousemove', onMouseMove);
	map.on('mouseout', onMouseOut);
	return () => {
		letGo?.();
		hover.forEach((subscription) => subscription.unsubscribe());
		map.off('mousedown', onMouseDown);
		map.off('touchstart', onTouchStart);
		map.off('click', onClick);
		map.off('dblclick', onDoubleClick);
		map.off('mousemove', onMouseMove);
		map.off('mouseout', onMouseOut);
	};
}
