// What is said about the board as a whole: title, marking, bottom line.
import type * as Y from 'yjs';
import { z } from 'zod';
import { keysOf } from '../vocabulary/keys.ts';
import { tlpLabels } from '../vocabulary/tlp.ts';
import { longTextCharsMax, titleCharsMax } from './limits.ts';

export const boardInfo = z
	.object({
		title: z.string().max(titleCharsMax).default(''),
		/** What the board is about, in a sentence. */
		subtitle: z.string().max(titleCharsMax).default(''),
		tlp: z.enum(keysOf(tlpLabels)).nullable().default(null),
		/** The organisation's own marking, beside TLP. */
		ownMarking: z.string().max(titleCharsMax).default(''),
		/** The bottom line, up front. */
		bottomLine: z.string().max(longTextCharsMax).default('')
	})
	.readonly();
export type BoardInfo = z.infer<typeof boardInfo>;
export type BoardInfoPatch = Partial<z.input<typeof boardInfo>>;

export const boardInfoNames = [
	'title',
	'subtitle',
	'tlp',
	'ownMarking',
	'bottomLine'
] as const satisfies (keyof BoardInfo)[];

/** Each field is read on its own, so one damaged field does not hide the others. */
export function readBoardInfo(stored: Y.Map<unknown>): BoardInfo {
	const values: Record<string, unknown> = {};
	for (const name of boardInfoNames) {
		const read = boardInfo.unwrap().shape[name].safeParse(stored.get(name));
		if (read.success) values[name] = read.data;
	}
	return Object.freeze(boardInfo.parse(values));
}
