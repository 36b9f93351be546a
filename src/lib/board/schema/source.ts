// A source: where statements were heard or read, with its reliability (Admiralty A–F).
import { z } from 'zod';
import { reliabilities } from '../vocabulary/admiralty.ts';
import { keysOf } from '../vocabulary/keys.ts';
import { sourceKinds } from '../vocabulary/source-kinds.ts';
import { longTextCharsMax, shortTextCharsMax, titleCharsMax } from './limits.ts';
import { moment } from './moment.ts';
import type { RecordInput, RecordKind, RecordOf } from './record.ts';

const fields = z.object({
	title: z.string().max(titleCharsMax).default(''),
	authors: z.string().max(shortTextCharsMax).default(''),
	publisher: z.string().max(titleCharsMax).default(''),
	published: moment.nullable().default(null),
	/** Empty, or an http(s) address. */
	url: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(2_000)]).default(''),
	kind: z.enum(keysOf(sourceKinds)).default('other'),
	reliability: z.enum(keysOf(reliabilities)).nullable().default(null),
	/** Access, bias, age, completeness; what it quotes. */
	note: z.string().max(longTextCharsMax).default('')
});

export const sourceKind = {
	collection: 'sources',
	fields,
	texts: [],
	cited: false
} as const satisfies RecordKind;
export type Source = RecordOf<typeof sourceKind>;
export type SourceInput = RecordInput<typeof sourceKind>;
export type SourcePatch = Partial<z.input<typeof fields>>;
