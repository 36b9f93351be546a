// What typing turns into what: # heading, - list, 1. numbered list, > quote at the start of a block.
import { inputRules, textblockTypeInputRule, wrappingInputRule } from 'prosemirror-inputrules';
import type { Plugin } from 'prosemirror-state';
import { textSchema } from './text-schema.ts';

export function textRules(): Plugin {
	const { heading, bullet_list, ordered_list, blockquote } = textSchema.nodes;
	return inputRules({
		rules: [
			textblockTypeInputRule(/^#{1,3}\s$/, heading),
			wrappingInputRule(/^\s*[-+*]\s$/, bullet_list),
			wrappingInputRule(/^\s*\d+[.)]\s$/, ordered_list),
			wrappingInputRule(/^\s*>\s$/, blockquote)
		]
	});
}
