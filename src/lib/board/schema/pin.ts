// A pin: an event, on the map where its place is known.
import { z } from 'zod';
import { eventStatuses } from '../vocabulary/event-statuses.ts';
import { eventTypes } from '../vocabulary/event-types.ts';
import { keysOf } from '../vocabulary/keys.ts';
import { placePrecisions } from '../vocabulary/place-precisions.ts';
import { shortTextCharsMax, titleCharsMax } from './limits.ts';
import { moment } from './moment.ts';
import { lngLat } from './position.ts';
import type { RecordInput, RecordKind, RecordOf } from './record.ts';

const fields = z.object({
	title: z.string().max(titleCharsMax).default(''),
	/** Null: no place on the map is known. */
	at: lngLat.nullable().default(null),
	placeName: z.string().max(shortTextCharsMax).default(''),
	placePrecision: z.enum(keysOf(placePrecisions)).default('exact'),
	time: moment.nullable().default(null),
	eventType: z.enum(keysOf(eventTypes)).nullable().default(null),
	subEvent: z.string().max(titleCharsMax).nullable().default(null),
	status: z.enum(keysOf(eventStatuses)).default('reported'),
	/** The actor whose colour the pin wears. */
	actorId: z.string().nullable().default(null)
});

export const pinKind = {
	collection: 'pins',
	fields,
	texts: ['description'],
	cited: true
} as const satisfies RecordKind;
export type Pin = RecordOf<typeof pinKind>;
export type PinInput = RecordInput<typeof pinKind>;
export type PinPatch = Partial<z.input<typeof fields>>;
