// Rich text as plain data, and its form inside the document: the node and mark names of the text editor (ProseMirror through
// y-prosemirror). Reading is lenient: what it does not know it reads as its text.
import * as Y from 'yjs';
import { z } from 'zod';

export const span = z
	.object({
		text: z.string(),
		bold: z.literal(true).optional(),
		italic: z.literal(true).optional(),
		/** http, https or mailto only. */
		link: z
			.string()
			.regex(/^(https?:\/\/|mailto:)/i)
			.max(2_000)
			.optional()
	})
	.readonly();
export type Span = z.infer<typeof span>;

export type Block =
	| { readonly type: 'paragraph'; readonly spans: readonly Span[] }
	| { readonly type: 'heading'; readonly spans: readonly Span[] }
	| { readonly type: 'bullet-list' | 'ordered-list'; readonly items: readonly (readonly Block[])[] }
	| { readonly type: 'quote'; readonly blocks: readonly Block[] };
export type RichText = readonly Block[];

/** Lists inside lists inside quotes, counted from the top. */
export const richTextDepthMax = 8;

const shallowBlock = z.object({ type: z.enum(['paragraph', 'heading']), spans: z.array(span) });
const blockAtDepth = (depth: number): z.ZodType<Block> =>
	depth >= richTextDepthMax
		? (shallowBlock as z.ZodType<Block>)
		: (z.union([
				shallowBlock,
				z.object({
					type: z.enum(['bullet-list', 'ordered-list']),
					items: z.array(z.array(z.lazy(() => blockAtDepth(depth + 1))))
				}),
				z.object({ type: z.literal('quote'), blocks: z.array(z.lazy(() => blockAtDepth(depth + 1))) })
			]) as z.ZodType<Block>);
export const richText: z.ZodType<RichText> = z.array(blockAtDepth(0));

/** Each line of `text` becomes a paragraph. */
export function richTextOf(text: string): RichText {
	return text === ''
		? []
		: text.split('\n').map((line) => ({ type: 'paragraph', spans: line ? [{ text: line }] : [] }));
}

/** The words alone, blocks separated by line feeds. */
export function plainText(blocks: RichText): string {
	return blocks
		.map((block) => {
			if (block.type === 'quote') return plainText(block.blocks);
			if ('items' in block) return block.items.map(plainText).join('\n');
			return block.spans.map((part) => part.text).join('');
		})
		.join('\n');
}

const spanMarks = (part: Span): Record<string, object | null> => ({
	// Explicit nulls: Yjs lets formatting run on into text inserted behind it.
	strong: part.bold ? {} : null,
	em: part.italic ? {} : null,
	link: part.link ? { href: part.link } : null
});

function textElement(name: string, spans: readonly Span[]): Y.XmlElement {
	const element = new Y.XmlElement(name);
	const text = new Y.XmlText();
	text.applyDelta(
		spans
			.filter((part) => part.text !== '')
			.map((part) => ({ insert: part.text, attributes: spanMarks(part) }))
	);
	element.insert(0, [text]);
	return element;
}

function nest(name: string, children: Y.XmlElement[]): Y.XmlElement {
	const element = new Y.XmlElement(name);
	element.insert(0, children);
	return element;
}

function blockElement(block: Block): Y.XmlElement {
	switch (block.type) {
		case 'paragraph':
			return textElement('paragraph', block.spans);
		case 'heading':
			return textElement('heading', block.spans);
		case 'quote':
			return nest('blockquote', block.blocks.map(blockElement));
		case 'bullet-list':
		case 'ordered-list':
			return nest(
				block.type === 'bullet-list' ? 'bullet_list' : 'ordered_list',
				block.items.map((item) => nest('list_item', item.map(blockElement)))
			);
	}
}

/** A fresh fragment holding `blocks`; it must be put into its record in the transaction that makes the record. */
export function richTextFragment(blocks: RichText): Y.XmlFragment {
	const fragment = new Y.XmlFragment();
	fragment.insert(0, blocks.map(blockElement));
	return fragment;
}

/** Nothing of ours nests deeper; what a stranger nested deeper is not read. */
const readDepthMax = 64;

function readText(text: Y.XmlText): Span[] {
	const spans: Span[] = [];
	for (const { insert, attributes } of text.toDelta() as {
		insert: unknown;
		attributes?: Record<string, unknown>;
	}[]) {
		if (typeof insert !== 'string') continue;
		const link = (attributes?.link as { href?: unknown } | undefined)?.href;
		const read = span.safeParse({
			text: insert,
			...(attributes?.strong ? { bold: true } : {}),
			...(attributes?.em ? { italic: true } : {}),
			...(typeof link === 'string' ? { link } : {})
		});
		spans.push(read.success ? read.data : { text: insert });
	}
	return spans;
}

function readSpans(element: Y.XmlElement, depth: number): Span[] {
	return element.toArray().flatMap((child): Span[] => {
		if (child instanceof Y.XmlText) return readText(child);
		if (!(child instanceof Y.XmlElement) || depth >= readDepthMax) return [];
		return child.nodeName === 'hard_break' ? [{ text: '\n' }] : readSpans(child, depth + 1);
	});
}

const elementsOf = (parent: Y.XmlFragment): Y.XmlElement[] =>
	parent.toArray().filter((child): child is Y.XmlElement => child instanceof Y.XmlElement);

function readBlock(element: Y.XmlElement, depth: number): Block[] {
	const name = element.nodeName;
	if (name === 'paragraph' || name === 'heading') return [{ type: name, spans: readSpans(element, depth) }];
	if (depth < richTextDepthMax) {
		if (name === 'blockquote') return [{ type: 'quote', blocks: readBlocks(element, depth + 1) }];
		if (name === 'bullet_list' || name === 'ordered_list') {
			const type = name === 'bullet_list' ? 'bullet-list' : 'ordered-list';
			return [{ type, items: elementsOf(element).map((item) => readBlocks(item, depth + 1)) }];
		}
	}
	// Not known here, or nested too deep: what it holds, without the shape.
	const holdsBlocks = elementsOf(element).some((child) => child.nodeName !== 'hard_break');
	if (holdsBlocks) return depth >= readDepthMax ? [] : readBlocks(element, depth + 1);
	return [{ type: 'paragraph', spans: readSpans(element, depth) }];
}

function readBlocks(parent: Y.XmlFragment, depth: number): Block[] {
	return parent.toArray().flatMap((child): Block[] => {
		if (child instanceof Y.XmlElement) return readBlock(child, depth);
		return child instanceof Y.XmlText && child.length > 0
			? [{ type: 'paragraph', spans: readText(child) }]
			: [];
	});
}

export function readRichText(fragment: unknown): RichText {
	return fragment instanceof Y.XmlFragment ? readBlocks(fragment, 0) : [];
}
