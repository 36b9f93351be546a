// The ProseMirror schema of the text editor. Node and mark names are those of src/lib/board/schema/rich-text.ts, which reads
// and writes the same texts as plain data; attributes are kept to the link's address.
import { Schema, type Attrs, type DOMOutputSpec } from 'prosemirror-model';
import { safeLink } from './links.ts';

const textDirection = { dir: 'auto' };

/** Others may have written any address; only a safe one becomes a link on the screen. */
function drawnLink(attrs: Attrs): DOMOutputSpec {
	const href = safeLink(String(attrs.href));
	return href ? ['a', { href, title: href, target: '_blank', rel: 'noopener noreferrer' }, 0] : ['span', 0];
}

export const textSchema = new Schema({
	nodes: {
		doc: { content: 'block+' },
		paragraph: {
			group: 'block',
			content: 'inline*',
			parseDOM: [{ tag: 'p' }],
			toDOM: () => ['p', textDirection, 0]
		},
		heading: {
			group: 'block',
			content: 'inline*',
			defining: true,
			parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}` })),
			toDOM: () => ['h3', textDirection, 0]
		},
		bullet_list: {
			group: 'block',
			content: 'list_item+',
			parseDOM: [{ tag: 'ul' }],
			toDOM: () => ['ul', 0]
		},
		ordered_list: {
			group: 'block',
			content: 'list_item+',
			parseDOM: [{ tag: 'ol' }],
			toDOM: () => ['ol', 0]
		},
		list_item: {
			content: 'block+',
			defining: true,
			parseDOM: [{ tag: 'li' }],
			toDOM: () => ['li', textDirection, 0]
		},
		blockquote: {
			group: 'block',
			content: 'block+',
			defining: true,
			parseDOM: [{ tag: 'blockquote' }],
			toDOM: () => ['blockquote', 0]
		},
		hard_break: {
			inline: true,
			group: 'inline',
			selectable: false,
			leafText: () => '\n',
			parseDOM: [{ tag: 'br' }],
			toDOM: () => ['br']
		},
		text: { group: 'inline' }
	},
	marks: {
		link: {
			attrs: { href: { validate: 'string' } },
			inclusive: false,
			parseDOM: [
				{
					tag: 'a[href]',
					getAttrs: (element) => {
						const href = safeLink(element.getAttribute('href'));
						return href ? { href } : false;
					}
				}
			],
			toDOM: (mark) => drawnLink(mark.attrs)
		},
		em: {
			parseDOM: [{ tag: 'i' }, { tag: 'em' }, { style: 'font-style=italic' }],
			toDOM: () => ['em', 0]
		},
		strong: {
			parseDOM: [
				{ tag: 'strong' },
				// Google Docs wraps what it copies in <b style="font-weight: normal">.
				{ tag: 'b', getAttrs: (element) => element.style.fontWeight !== 'normal' && null },
				{ style: 'font-weight=bold' },
				{ style: 'font-weight=700' }
			],
			toDOM: () => ['strong', 0]
		}
	}
});
