// A citation: what a record rests on. The speaker belongs to the statement, the source is where we heard it.
import { z } from 'zod';
import { credibilities } from '../vocabulary/admiralty.ts';
import { keysOf } from '../vocabulary/keys.ts';
import { shortTextCharsMax } from './limits.ts';

export const citation = z
	.object({
		/** Who said it; empty where the source speaks for itself. */
		speaker: z.string().max(shortTextCharsMax).default(''),
		credibility: z.enum(keysOf(credibilities)).nullable().default(null),
		/** Page, minute, quotation, caveat. */
		note: z.string().max(shortTextCharsMax).default('')
	})
	.readonly();
export type Citation = z.infer<typeof citation>;
export type CitationInput = z.input<typeof citation>;

/** Citations of one record by source id. */
export type Citations = Readonly<Record<string, Citation>>;
