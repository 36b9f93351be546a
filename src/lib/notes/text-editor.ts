// One text editor: ProseMirror on a text of a record, shared through y-prosemirror, with everybody's carets. Undo is the board's own.
import { keymap } from 'prosemirror-keymap';
import { Node } from 'prosemirror-model';
import { EditorState, Plugin, type Command } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { yCursorPlugin, ySyncPlugin, ySyncPluginKey, yXmlFragmentToProsemirrorJSON } from 'y-prosemirror';
import type * as Y from 'yjs';
import type { Undo, UndoOutcome } from '#lib/board/commands/index.ts';
import type { BoardSession } from '#lib/live/session.ts';
import { activeFormats, textKeys, type ActiveFormats } from './text-commands.ts';
import { caretChannel, caretElement, caretSelection } from './text-carets.ts';
import { textRules } from './text-rules.ts';
import { textSchema } from './text-schema.ts';

export interface TextEditorOptions {
	readonly session: BoardSession;
	readonly fragment: Y.XmlFragment;
	readonly label: string;
	readonly placeholder: string;
	readonly onformats: (formats: ActiveFormats) => void;
	readonly onlink: () => void;
	/** Esc. */
	readonly onleave: () => void;
	readonly onundo: (outcome: UndoOutcome) => void;
}

const tracked = new WeakSet<Undo>();

/** Makes what is typed in editors undoable with everything else; once per session. */
function trackTyping(undo: Undo | null): void {
	if (!undo || tracked.has(undo)) return;
	tracked.add(undo);
	undo.trackOrigin(ySyncPluginKey);
}

/**
 * True where the editor can hold the text as it is. The binding deletes what its schema refuses, so a text that a later
 * version or another program wrote must not be opened in it.
 */
export function isEditable(fragment: Y.XmlFragment): boolean {
	if (fragment.length === 0) return true;
	try {
		Node.fromJSON(textSchema, yXmlFragmentToProsemirrorJSON(fragment)).check();
		return true;
	} catch (error) {
		if (error instanceof RangeError || error instanceof TypeError) return false;
		throw error;
	}
}

/** Shows the placeholder through an attribute, so that it never is part of the text. */
function placeholderPlugin(placeholder: string): Plugin {
	return new Plugin({
		props: {
			attributes: ({ doc }): Record<string, string> => {
				const empty =
					doc.childCount === 1 && doc.firstChild?.type.name === 'paragraph' && doc.content.size === 2;
				return empty ? { 'data-placeholder': placeholder } : {};
			}
		}
	});
}

function sessionKeys(options: TextEditorOptions): Record<string, Command> {
	const { undo } = options.session.board;
	const step = (direction: 'undo' | 'redo'): Command => {
		return () => {
			if (undo) options.onundo(undo[direction]());
			return true;
		};
	};
	const call = (action: () => void): Command => {
		return () => {
			action();
			return true;
		};
	};
	return {
		'Mod-z': step('undo'),
		'Mod-y': step('redo'),
		'Mod-Shift-z': step('redo'),
		'Mod-k': call(options.onlink),
		Escape: call(options.onleave)
	};
}

export function createTextEditor(host: HTMLElement, options: TextEditorOptions): EditorView {
	const { session, fragment } = options;
	trackTyping(session.board.undo);
	return new EditorView(host, {
		state: EditorState.create({
			schema: textSchema,
			plugins: [
				ySyncPlugin(fragment) as Plugin,
				yCursorPlugin(caretChannel(session.presence) as unknown as Parameters<typeof yCursorPlugin>[0], {
					cursorBuilder: caretElement,
					selectionBuilder: caretSelection
				}) as Plugin,
				textRules(),
				keymap(sessionKeys(options)),
				keymap(textKeys),
				placeholderPlugin(options.placeholder)
			]
		}),
		attributes: {
			'aria-label': options.label,
			'aria-multiline': 'true',
			role: 'textbox',
			class: 'text-content'
		},
		// The binding dispatches while the view is still being made: `this` is the view already.
		dispatchTransaction(this: EditorView, transaction) {
			this.updateState(this.state.apply(transaction));
			options.onformats(activeFormats(this.state));
		},
		handleClickOn(_view, _position, _node, _nodePosition, event) {
			// In an editor a plain click places the caret; with Ctrl or Cmd it follows the link.
			const anchor = event.target instanceof Element ? event.target.closest('a[href]') : null;
			if (!anchor || !(event.ctrlKey || event.metaKey)) return false;
			window.open(anchor.getAttribute('href') ?? '', '_blank', 'noopener,noreferrer');
			return true;
		}
	});
}
