// A relation: a directed, typed line from one actor to another. Either end may be missing after a delete; readers survive that.
import { z } from 'zod';
import { keysOf } from '../vocabulary/keys.ts';
import { relationStrengths } from '../vocabulary/relation-strengths.ts';
import { relationTypes } from '../vocabulary/relation-types.ts';
import { titleCharsMax } from './limits.ts';
import { moment } from './moment.ts';
import type { RecordInput, RecordKind, RecordOf } from './record.ts';

const fields = z.object({
	fromId: z.string(),
	toId: z.string(),
	type: z.enum(keysOf(relationTypes)).default('related-to'),
	strength: z.enum(keysOf(relationStrengths)).default('unconfirmed'),
	/** Replaces the type's own words where they do not fit. */
	label: z.string().max(titleCharsMax).default(''),
	time: moment.nullable().default(null)
});

export const relationKind = {
	collection: 'relations',
	fields,
	texts: ['description'],
	cited: true
} as const satisfies RecordKind;
export type Relation = RecordOf<typeof relationKind>;
export type RelationInput = RecordInput<typeof relationKind>;
export type RelationPatch = Partial<z.input<typeof fields>>;
