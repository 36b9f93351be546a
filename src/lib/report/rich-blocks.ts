// Rich text as the template wants it: cleaned, empty blocks dropped, never deeper than the template can go. The
// template prints every span as plain text, whatever it says.
import type { Block, RichText, Span } from '#lib/board/schema/rich-text.ts';
import { cleanText } from './clean-text.ts';

export interface SpanData {
	readonly t: string;
	readonly b?: true;
	readonly i?: true;
	/** An address that was validated when the board was read. */
	readonly link?: string;
}

export type BlockData =
	| { readonly kind: 'paragraph' | 'heading'; readonly spans: readonly SpanData[] }
	| { readonly kind: 'bullets' | 'numbers'; readonly items: readonly (readonly BlockData[])[] }
	| { readonly kind: 'quote'; readonly blocks: readonly BlockData[] };

/** Deeper lists and quotes than these are printed flat. */
const depthMax = 8;

function spanData(part: Span): SpanData {
	return {
		t: cleanText(part.text),
		...(part.bold ? { b: true } : {}),
		...(part.italic ? { i: true } : {}),
		...(part.link ? { link: cleanText(part.link) } : {})
	};
}

function blockData(block: Block, depth: number): BlockData[] {
	if (block.type === 'quote') {
		const blocks = block.blocks.flatMap((inner) => blockData(inner, depth + 1));
		if (blocks.length === 0) return [];
		return depth >= depthMax ? blocks : [{ kind: 'quote', blocks }];
	}
	if ('items' in block) {
		const items = block.items
			.map((item) => item.flatMap((inner) => blockData(inner, depth + 1)))
			.filter((item) => item.length > 0);
		if (items.length === 0) return [];
		if (depth >= depthMax) return items.flat();
		return [{ kind: block.type === 'bullet-list' ? 'bullets' : 'numbers', items }];
	}
	const spans = block.spans.map(spanData).filter(({ t }) => t !== '');
	const isBlank = spans.every(({ t }) => t.trim() === '');
	return isBlank ? [] : [{ kind: block.type, spans }];
}

export function richBlocks(text: RichText): BlockData[] {
	return text.flatMap((block) => blockData(block, 0));
}

/** Plain text of a field, one paragraph per line. */
export function plainBlocks(text: string): BlockData[] {
	return cleanText(text)
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => ({ kind: 'paragraph', spans: [{ t: line.trim() }] }));
}

/** The words of the first block that has any. */
export function firstLine(blocks: readonly BlockData[]): string {
	for (const block of blocks) {
		const line =
			'spans' in block
				? block.spans.map(({ t }) => t).join('')
				: firstLine('blocks' in block ? block.blocks : block.items.flat());
		if (line.trim() !== '') return line.trim();
	}
	return '';
}
