// The few pins that stand out right now: selected by me or others, or moving under somebody's hand. They are drawn again on
// top of the layer of all pins, from a tiny source that may change at every frame. Pure.
import type { Feature, FeatureCollection, Point } from 'geojson';
import type { Actor } from '../board/schema/actor.ts';
import type { Pin } from '../board/schema/pin.ts';
import type { LngLat } from '../board/schema/position.ts';
import type { Person } from '../live/people.svelte.ts';
import { lookOf, placeOf } from './pin-feature.ts';
import { pinImageId, ringImageId, type PinShape } from './pin-icon.ts';

export interface MarkProperties {
	/** Unique among the marks. */
	readonly key: string;
	readonly id: string;
	readonly image: string;
	readonly ring: string;
	readonly shape: PinShape;
	/** The other person's name; empty on my own. */
	readonly label: string;
	readonly title: string;
	/** Colour of the label: the person's. */
	readonly colour: string;
	/** In somebody else's hand. */
	readonly ghost: boolean;
}
export type MarkFeature = Feature<Point, MarkProperties>;

/** What the map needs to know of another person. */
export interface OtherPerson {
	readonly clientId: number;
	readonly name: string;
	readonly colour: string;
	readonly selected: readonly string[];
	readonly dragged: readonly { readonly id: string; readonly at: LngLat }[];
}

/** The ring of what I have selected, and of what belongs to it. */
export const selectionColours = { light: '#0b6bcb', dark: '#3f97ee' } as const;
export const relatedColours = { light: '#50555a', dark: '#b3bac1' } as const;

export function otherPerson({ clientId, user, selection = [], drag }: Person): OtherPerson {
	return {
		clientId,
		name: user.name,
		colour: user.color,
		selected: selection,
		dragged: drag?.pane === 'map' ? drag.items : []
	};
}

export interface MarksInput {
	readonly pin: (id: string) => Pin | undefined;
	readonly actor: (id: string) => Actor | undefined;
	readonly selected: Iterable<string>;
	readonly selectionColour: string;
	/** Positions under my own hand. */
	readonly moving: ReadonlyMap<string, LngLat> | null;
	readonly others: readonly OtherPerson[];
}

export interface Marks {
	readonly features: FeatureCollection<Point, MarkProperties>;
	/** Ids of the pins that are among them. */
	readonly marked: ReadonlySet<string>;
	/** Pins that are drawn elsewhere while they move; their own place is dimmed. */
	readonly lifted: ReadonlySet<string>;
}

export function marksOf({ pin, actor, selected, selectionColour, moving, others }: MarksInput): Marks {
	const features: MarkFeature[] = [];
	const lifted = new Set<string>(moving?.keys());

	const add = (
		key: string,
		id: string,
		at: LngLat | null,
		who: { label: string; colour: string; ghost: boolean }
	): void => {
		const record = pin(id);
		const place = at ?? (record ? placeOf(record) : null);
		if (!record || !place) return;
		const look = lookOf(record, record.actorId === null ? undefined : actor(record.actorId));
		features.push({
			type: 'Feature',
			geometry: { type: 'Point', coordinates: [...place] },
			properties: {
				key,
				id,
				image: pinImageId(look),
				ring: ringImageId(look.shape, who.colour),
				shape: look.shape,
				title: record.title,
				...who
			}
		});
	};

	for (const person of others) {
		const who = { label: person.name, colour: person.colour };
		const dragged = new Map(person.dragged.map(({ id, at }) => [id, at]));
		for (const [id, at] of dragged) {
			add(`${person.clientId}|${id}`, id, at, { ...who, ghost: true });
			lifted.add(id);
		}
		for (const id of person.selected) {
			if (!dragged.has(id))
				add(`${person.clientId}|${id}`, id, moving?.get(id) ?? null, { ...who, ghost: false });
		}
	}
	const mine = new Set([...selected, ...(moving?.keys() ?? [])]);
	for (const id of mine) {
		add(`me|${id}`, id, moving?.get(id) ?? null, { label: '', colour: selectionColour, ghost: false });
	}
	const marked = new Set(features.map(({ properties }) => properties.id));
	return { features: { type: 'FeatureCollection', features }, marked, lifted };
}
