// Rich text: plain data into the document and back, and what is read of things that are not ours.
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import {
	plainText,
	readRichText,
	richText,
	richTextDepthMax,
	richTextFragment,
	richTextOf,
	type Block,
	type RichText
} from './rich-text.ts';

/** Through the document of one person into that of another. */
function roundTrip(blocks: RichText): RichText {
	const [mine, theirs] = [new Y.Doc(), new Y.Doc()];
	mine.getMap('holder').set('text', richTextFragment(blocks));
	Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine));
	return readRichText(theirs.getMap('holder').get('text'));
}

function element(name: string, children: (Y.XmlElement | Y.XmlText | string)[]): Y.XmlElement {
	const made = new Y.XmlElement(name);
	made.insert(
		0,
		children.map((child) => (typeof child === 'string' ? new Y.XmlText(child) : child))
	);
	return made;
}

function read(...children: (Y.XmlElement | Y.XmlText | string)[]): RichText {
	const fragment = new Y.Doc().getXmlFragment('text');
	fragment.insert(
		0,
		children.map((child) => (typeof child === 'string' ? new Y.XmlText(child) : child))
	);
	return readRichText(fragment);
}

const paragraph = (text: string): Block => ({ type: 'paragraph', spans: [{ text }] });

describe('rich text', () => {
	const samples: [string, RichText][] = [
		['nothing', []],
		['an empty paragraph', [{ type: 'paragraph', spans: [] }]],
		['a heading', [{ type: 'heading', spans: [{ text: 'Gaps' }] }]],
		[
			'all marks',
			[
				{
					type: 'paragraph',
					spans: [
						{ text: 'plain ' },
						{ text: 'bold', bold: true },
						{ text: ' and ' },
						{ text: 'both', bold: true, italic: true },
						{ text: ' then ' },
						{ text: 'linked', link: 'https://example.org/a?b=c' },
						{ text: ' plain again' }
					]
				}
			]
		],
		['other scripts', [paragraph('الجيش الوطني الليبي · Группа Вагнера · 🛩️')]],
		[
			'lists in a list',
			[
				{
					type: 'bullet-list',
					items: [
						[
							paragraph('one'),
							{ type: 'ordered-list', items: [[paragraph('first')], [paragraph('second')]] }
						],
						[paragraph('two')]
					]
				}
			]
		],
		[
			'a quotation with a list',
			[{ type: 'quote', blocks: [paragraph('said'), { type: 'bullet-list', items: [[paragraph('this')]] }] }]
		]
	];

	it.each(samples)('TEXT1 %s comes back as it went in', (_name, blocks) => {
		expect(roundTrip(blocks)).toEqual(blocks);
		expect(richText.safeParse(roundTrip(blocks)).success).toBe(true);
	});

	it('TEXT2 spans of equal marks become one, empty ones none', () => {
		const spans = [{ text: 'a' }, { text: '' }, { text: 'b' }, { text: 'c', bold: true as const }];
		expect(roundTrip([{ type: 'paragraph', spans }])).toEqual([
			{ type: 'paragraph', spans: [{ text: 'ab' }, { text: 'c', bold: true }] }
		]);
	});

	it('TEXT3 what is not known is read as the text that it holds, nested as it may be', () => {
		expect(
			read(element('table', [element('row', [element('cell', ['a']), element('cell', ['b'])])]))
		).toEqual([paragraph('a'), paragraph('b')]);
		expect(read(element('callout', [element('paragraph', ['kept']), element('heading', ['too'])]))).toEqual([
			paragraph('kept'),
			{ type: 'heading', spans: [{ text: 'too' }] }
		]);
		expect(plainText(read(element('paragraph', ['by ', element('mention', ['@ana'])])))).toBe('by @ana');
		expect(read('bare')).toEqual([paragraph('bare')]);
		expect(readRichText('no fragment')).toEqual([]);
	});

	it('TEXT3 a line break is a line feed; a link that is not http, https or mailto is plain text', () => {
		expect(plainText(read(element('paragraph', ['one', element('hard_break', []), 'two'])))).toBe('one\ntwo');
		const text = new Y.XmlText();
		text.insert(0, 'press', { link: { href: 'javascript:alert(1)' } });
		expect(read(element('paragraph', [text]))).toEqual([paragraph('press')]);
	});

	it('TEXT4 what is nested too deep keeps its words, loses its shape and still validates', () => {
		let deep = element('paragraph', ['bottom']);
		for (let level = 0; level < richTextDepthMax + 4; level++) deep = element('blockquote', [deep]);
		const blocks = read(deep);
		expect(plainText(blocks)).toBe('bottom');
		expect(richText.safeParse(blocks).success).toBe(true);
	});

	it('TEXT4 a nesting meant to exhaust us is cut', () => {
		const fragment = new Y.Doc().getXmlFragment('text');
		fragment.insert(0, [element('paragraph', ['before']), element('blockquote', [])]);
		let deepest = fragment.get(1) as Y.XmlElement;
		for (let level = 0; level < 5_000; level++) {
			deepest.insert(0, [new Y.XmlElement('blockquote')]);
			deepest = deepest.get(0) as Y.XmlElement;
		}
		expect(plainText(readRichText(fragment))).toMatch(/^before/);
	});

	it('TEXT5 plain words and back', () => {
		expect(plainText(richTextOf('one\n\ntwo'))).toBe('one\n\ntwo');
		expect(richTextOf('')).toEqual([]);
	});
});
