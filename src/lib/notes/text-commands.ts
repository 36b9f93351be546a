// What the editor's keys and toolbar do, as ProseMirror commands, and which of them are in force at the selection.
import {
	baseKeymap,
	chainCommands,
	exitCode,
	setBlockType,
	toggleMark,
	wrapIn,
	lift
} from 'prosemirror-commands';
import { undoInputRule } from 'prosemirror-inputrules';
import type { MarkType, NodeType } from 'prosemirror-model';
import { liftListItem, sinkListItem, splitListItem, wrapInList } from 'prosemirror-schema-list';
import type { Command, EditorState } from 'prosemirror-state';
import { textSchema } from './text-schema.ts';

const { paragraph, heading, bullet_list, ordered_list, list_item, blockquote, hard_break } = textSchema.nodes;
const { strong, em, link } = textSchema.marks;

export interface ActiveFormats {
	readonly bold: boolean;
	readonly italic: boolean;
	readonly heading: boolean;
	readonly bulletList: boolean;
	readonly orderedList: boolean;
	readonly quote: boolean;
	/** The address of the link at the selection. */
	readonly link: string | null;
}

function markActive(state: EditorState, mark: MarkType): boolean {
	const { from, to, empty, $from } = state.selection;
	return empty
		? Boolean(mark.isInSet(state.storedMarks ?? $from.marks()))
		: state.doc.rangeHasMark(from, to, mark);
}

function inside(state: EditorState, type: NodeType): boolean {
	const { $from } = state.selection;
	for (let depth = $from.depth; depth > 0; depth--) if ($from.node(depth).type === type) return true;
	return false;
}

function linkAt(state: EditorState): string | null {
	const { $from, from, to, empty } = state.selection;
	if (empty) {
		const found = link.isInSet($from.marks()) ?? ($from.nodeAfter && link.isInSet($from.nodeAfter.marks));
		return found ? String(found.attrs.href) : null;
	}
	let href: string | null = null;
	state.doc.nodesBetween(from, to, (node) => {
		const found = link.isInSet(node.marks);
		if (found) href ??= String(found.attrs.href);
	});
	return href;
}

export function activeFormats(state: EditorState): ActiveFormats {
	return {
		bold: markActive(state, strong),
		italic: markActive(state, em),
		heading: inside(state, heading),
		bulletList: inside(state, bullet_list),
		orderedList: inside(state, ordered_list),
		quote: inside(state, blockquote),
		link: linkAt(state)
	};
}

const toggleList =
	(type: NodeType): Command =>
	(state, dispatch) =>
		inside(state, type) ? liftListItem(list_item)(state, dispatch) : wrapInList(type)(state, dispatch);

export const toggles = {
	bold: toggleMark(strong),
	italic: toggleMark(em),
	heading: ((state, dispatch) =>
		setBlockType(inside(state, heading) ? paragraph : heading)(state, dispatch)) as Command,
	bulletList: toggleList(bullet_list),
	orderedList: toggleList(ordered_list),
	quote: ((state, dispatch) =>
		inside(state, blockquote) ? lift(state, dispatch) : wrapIn(blockquote)(state, dispatch)) as Command
} as const satisfies Record<string, Command>;

/** The whole link around an empty selection, or the selection itself. */
function linkRange(state: EditorState): { from: number; to: number } {
	const { $from, from, to, empty } = state.selection;
	if (!empty) return { from, to };
	const start = $from.start();
	let range = { from, to };
	$from.parent.forEach((node, offset) => {
		const [nodeFrom, nodeTo] = [start + offset, start + offset + node.nodeSize];
		if (link.isInSet(node.marks) && nodeFrom <= from && from <= nodeTo)
			range = { from: nodeFrom, to: nodeTo };
	});
	return range;
}

/** Links the selection, or inserts the address where nothing is selected; null takes the link away. */
export function setLink(href: string | null): Command {
	return (state, dispatch) => {
		const { from, to } = linkRange(state);
		const transaction = state.tr;
		if (from === to) {
			if (href !== null) transaction.insert(from, textSchema.text(href, [link.create({ href })]));
		} else {
			transaction.removeMark(from, to, link);
			if (href !== null) transaction.addMark(from, to, link.create({ href }));
		}
		dispatch?.(transaction.scrollIntoView());
		return true;
	};
}

const insertBreak: Command = (state, dispatch) => {
	dispatch?.(state.tr.replaceSelectionWith(hard_break.create()).scrollIntoView());
	return true;
};

/** The keys that need nothing but the text; the editor adds undo, link and leaving. */
export const textKeys: Readonly<Record<string, Command>> = {
	...baseKeymap,
	Backspace: chainCommands(undoInputRule, baseKeymap.Backspace as Command),
	Enter: chainCommands(splitListItem(list_item), baseKeymap.Enter as Command),
	'Shift-Enter': chainCommands(exitCode, insertBreak),
	Tab: sinkListItem(list_item),
	'Shift-Tab': liftListItem(list_item),
	'Mod-b': toggles.bold,
	'Mod-i': toggles.italic
};
