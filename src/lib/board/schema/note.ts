// A note: an assessment on the wall. Likelihood and confidence are two fields and never one.
import { z } from 'zod';
import { confidences } from '../vocabulary/confidence.ts';
import { keysOf } from '../vocabulary/keys.ts';
import { likelihoods } from '../vocabulary/likelihood.ts';
import { longTextCharsMax } from './limits.ts';
import { wallPoint, wallSize } from './position.ts';
import type { RecordInput, RecordKind, RecordOf } from './record.ts';

const fields = z.object({
	likelihood: z.enum(keysOf(likelihoods)).nullable().default(null),
	confidence: z.enum(keysOf(confidences)).nullable().default(null),
	/** What the assessment rests on. */
	basis: z.string().max(longTextCharsMax).default(''),
	/** What would change our mind. */
	wouldChange: z.string().max(longTextCharsMax).default(''),
	at: wallPoint.default([0, 0]),
	size: wallSize.default([260, 180])
});

export const noteKind = {
	collection: 'notes',
	fields,
	texts: ['text'],
	cited: true
} as const satisfies RecordKind;
export type Note = RecordOf<typeof noteKind>;
export type NoteInput = RecordInput<typeof noteKind>;
export type NotePatch = Partial<z.input<typeof fields>>;
