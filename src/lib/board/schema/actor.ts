// An actor: a card on the wall.
import { z } from 'zod';
import { actorColours } from '../vocabulary/actor-colours.ts';
import { actorTypes } from '../vocabulary/actor-types.ts';
import { keysOf } from '../vocabulary/keys.ts';
import { aliasesMax, titleCharsMax } from './limits.ts';
import { wallPoint } from './position.ts';
import type { RecordInput, RecordKind, RecordOf } from './record.ts';

const fields = z.object({
	name: z.string().max(titleCharsMax).default(''),
	/** Other names, also in other scripts. An alias is never a reason to merge. */
	aliases: z.array(z.string().max(titleCharsMax)).max(aliasesMax).readonly().default([]),
	type: z.enum(keysOf(actorTypes)).default('other'),
	/** Set once when the actor is made, so that it is equal on map, wall and paper. */
	colour: z.enum(keysOf(actorColours)).default('grey'),
	at: wallPoint.default([0, 0])
});

export const actorKind = {
	collection: 'actors',
	fields,
	texts: ['description'],
	cited: true
} as const satisfies RecordKind;
export type Actor = RecordOf<typeof actorKind>;
export type ActorInput = RecordInput<typeof actorKind>;
export type ActorPatch = Partial<z.input<typeof fields>>;
