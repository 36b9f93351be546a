// The editor's texts and the board's reading of them agree; two editors' documents come to the same.
import { Node } from 'prosemirror-model';
import { EditorState, TextSelection } from 'prosemirror-state';
import { prosemirrorToYXmlFragment, updateYFragment, yXmlFragmentToProsemirrorJSON } from 'y-prosemirror';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { readRichText, richTextFragment, type RichText } from '../board/schema/rich-text.ts';
import { setLink, toggles } from './text-commands.ts';
import { isEditable } from './text-editor.ts';
import { textSchema } from './text-schema.ts';

const everything: RichText = [
	{ type: 'heading', spans: [{ text: 'Assessment' }] },
	{
		type: 'paragraph',
		spans: [
			{ text: 'It is ' },
			{ text: 'likely', bold: true },
			{ text: ' that ' },
			{ text: 'both', italic: true },
			{ text: ' deny: ' },
			{ text: 'report', link: 'https://example.org/a?b=1' },
			{ text: '\n' },
			{ text: 'حفتر' }
		]
	},
	{
		type: 'bullet-list',
		items: [
			[{ type: 'paragraph', spans: [{ text: 'one' }] }],
			[
				{ type: 'paragraph', spans: [{ text: 'two' }] },
				{ type: 'ordered-list', items: [[{ type: 'paragraph', spans: [{ text: 'inner' }] }]] }
			]
		]
	},
	{ type: 'quote', blocks: [{ type: 'paragraph', spans: [{ text: 'We shot nothing down.' }] }] },
	{ type: 'paragraph', spans: [] }
];

/** A fragment inside a document, as a record holds it. */
function held(fragment: Y.XmlFragment): Y.XmlFragment {
	new Y.Doc().getMap('records').set('text', fragment);
	return fragment;
}

const nodeOf = (fragment: Y.XmlFragment): Node =>
	Node.fromJSON(textSchema, yXmlFragmentToProsemirrorJSON(fragment));

describe('the schema of texts', () => {
	it('EDIT1 reads what the board wrote and writes what the board reads', () => {
		const written = held(richTextFragment(everything));
		const node = nodeOf(written);
		node.check();
		const back = held(new Y.XmlFragment());
		prosemirrorToYXmlFragment(node, back);
		// A line feed inside a paragraph stays what it is: text.
		expect(readRichText(back)).toEqual(readRichText(written));
		expect(nodeOf(back).eq(node)).toBe(true);
	});

	it('EDIT1 keeps a hard break as a line feed in the board’s reading', () => {
		const { paragraph, hard_break, doc } = textSchema.nodes;
		const node = doc.create(null, [
			paragraph.create(null, [textSchema.text('a'), hard_break.create(), textSchema.text('b')])
		]);
		const fragment = held(new Y.XmlFragment());
		prosemirrorToYXmlFragment(node, fragment);
		expect(readRichText(fragment)).toEqual([
			{ type: 'paragraph', spans: [{ text: 'a' }, { text: '\n' }, { text: 'b' }] }
		]);
	});

	it('EDIT2 refuses to edit what it would have to delete', () => {
		const strange = held(richTextFragment([{ type: 'paragraph', spans: [{ text: 'kept' }] }]));
		expect(isEditable(strange)).toBe(true);
		strange.insert(1, [new Y.XmlElement('table')]);
		expect(isEditable(strange)).toBe(false);
		expect(strange.length).toBe(2);
		expect(isEditable(held(new Y.XmlFragment()))).toBe(true);
	});

	it('EDIT3 two people who write at once in one text both keep their words', () => {
		const [a, b] = [new Y.Doc(), new Y.Doc()];
		const text = (doc: Y.Doc): Y.XmlFragment => doc.getMap('records').get('text') as Y.XmlFragment;
		a.getMap('records').set('text', richTextFragment([{ type: 'paragraph', spans: [{ text: 'middle' }] }]));
		Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
		const type = (doc: Y.Doc, at: 'start' | 'end', words: string): void => {
			const state = EditorState.create({ doc: nodeOf(text(doc)) });
			const place = at === 'start' ? 1 : state.doc.content.size - 1;
			const meta = { mapping: new Map(), isOMark: new Map() };
			updateYFragment(doc, text(doc), state.tr.insertText(words, place).doc, meta);
		};
		type(a, 'start', 'first ');
		type(b, 'end', ' last');
		Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
		Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
		expect(readRichText(text(a))).toEqual([{ type: 'paragraph', spans: [{ text: 'first middle last' }] }]);
		expect(readRichText(text(b))).toEqual(readRichText(text(a)));
	});
});

describe('commands of texts', () => {
	const stateOf = (words: string): EditorState => {
		const doc = textSchema.nodes.doc.create(null, [
			textSchema.nodes.paragraph.create(null, [textSchema.text(words)])
		]);
		const state = EditorState.create({ doc });
		return state.apply(state.tr.setSelection(TextSelection.create(doc, 1, words.length + 1)));
	};

	it('EDIT4 links a selection and takes the link away again with the caret inside it', () => {
		let state = stateOf('report');
		setLink('https://example.org')(state, (transaction) => (state = state.apply(transaction)));
		expect(state.doc.firstChild?.firstChild?.marks[0]?.attrs.href).toBe('https://example.org');
		state = state.apply(state.tr.setSelection(TextSelection.create(state.doc, 3)));
		setLink(null)(state, (transaction) => (state = state.apply(transaction)));
		expect(state.doc.firstChild?.firstChild?.marks).toEqual([]);
	});

	it('EDIT4 makes a heading and a list of a paragraph, and a paragraph of them again', () => {
		let state = stateOf('words');
		const before = state.doc;
		const apply = (name: keyof typeof toggles): boolean =>
			toggles[name](state, (transaction) => (state = state.apply(transaction)));
		apply('heading');
		expect(state.doc.firstChild?.type.name).toBe('heading');
		apply('heading');
		apply('bulletList');
		expect(state.doc.firstChild?.type.name).toBe('bullet_list');
		apply('bulletList');
		expect(state.doc.eq(before)).toBe(true);
	});
});
