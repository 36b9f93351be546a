// Pins as map features: where they stand, what they look like, how far their place is in doubt. Pure.
import type { Feature, Point, Polygon } from 'geojson';
import type { Actor } from '../board/schema/actor.ts';
import type { Pin } from '../board/schema/pin.ts';
import type { LngLat } from '../board/schema/position.ts';
import { actorColour, neutralColour } from '../board/vocabulary/actor-colours.ts';
import { eventIcon } from '../board/vocabulary/event-types.ts';
import { placePrecisions, type PlacePrecision } from '../board/vocabulary/place-precisions.ts';
import { pinImageId, type PinLook, type PinShape } from './pin-icon.ts';
import { metresPerPixel, placeCircle } from './place-circle.ts';

export interface PinProperties {
	readonly id: string;
	readonly title: string;
	readonly image: string;
	readonly shape: PinShape;
}
export type PinFeature = Feature<Point, PinProperties>;
export type HaloFeature = Feature<
	Polygon,
	{ readonly id: string; readonly colour: string; /** In metres. */ readonly radius: number }
>;

/** From this radius on a pin points at an area, not at a spot. */
const areaRadiusMetres = 40_000;
/** Below this, the doubt is smaller than the pin's own tip at any zoom that the map offers. */
const haloRadiusMetresMin = 100;
/** A hand places a pin to within about this many pixels. */
const handPixels = 8;
/** Whoever drops a pin means a town at least; wider doubts are stated in the inspector. */
const widestByHand: PlacePrecision = 'city';

export function radiusOf(precision: PlacePrecision): number | null {
	return placePrecisions.find(({ key }) => key === precision)?.radiusMetres ?? null;
}

/** A pin whose place is not known stands beside the map, not on it. */
export function placeOf(pin: Pin): LngLat | null {
	return pin.placePrecision === 'unknown' ? null : pin.at;
}

export function lookOf(pin: Pin, actor: Actor | undefined): PinLook {
	return {
		shape: (radiusOf(pin.placePrecision) ?? 0) >= areaRadiusMetres ? 'area' : 'point',
		icon: eventIcon(pin.eventType, pin.subEvent),
		colour: actor?.colour ?? neutralColour.key,
		status: pin.status
	};
}

export function pinFeature(pin: Pin, actor: Actor | undefined): PinFeature | null {
	const at = placeOf(pin);
	if (!at) return null;
	const look = lookOf(pin, actor);
	return {
		type: 'Feature',
		geometry: { type: 'Point', coordinates: [...at] },
		properties: { id: pin.id, title: pin.title, image: pinImageId(look), shape: look.shape }
	};
}

export function haloFeature(pin: Pin, actor: Actor | undefined): HaloFeature | null {
	const at = placeOf(pin);
	const radius = radiusOf(pin.placePrecision);
	if (!at || radius === null || radius < haloRadiusMetresMin) return null;
	return {
		type: 'Feature',
		geometry: placeCircle(at, radius),
		properties: { id: pin.id, colour: actorColour(actor?.colour).hex, radius }
	};
}

/** Every place that has to be in view for this pin to be seen whole; none where its place is not known. */
export function extentOf(pin: Pin): readonly (readonly number[])[] {
	const at = placeOf(pin);
	if (!at) return [];
	return haloFeature(pin, undefined)?.geometry.coordinates[0] ?? [at];
}

/** The finest precision that a hand can mean at this zoom: a pin dropped on a map of the country is not exact to ten metres. */
export function precisionByHand(latitude: number, zoom: number): PlacePrecision {
	const doubt = metresPerPixel(latitude, zoom) * handPixels;
	const widest = radiusOf(widestByHand) ?? Infinity;
	const fitting = placePrecisions.find(
		({ radiusMetres }) => radiusMetres !== null && radiusMetres >= Math.min(doubt, widest)
	);
	return fitting?.key ?? widestByHand;
}

/** The wider of two doubts; what was not known at all is as known as the hand that now places it. */
export function coarser(stated: PlacePrecision, byHand: PlacePrecision): PlacePrecision {
	return (radiusOf(stated) ?? 0) > (radiusOf(byHand) ?? 0) ? stated : byHand;
}
