// Joins the page's keys to what they do.
import type { BoardActions } from './board-actions.ts';
import type { Layout } from './board-layout.svelte.ts';
import {
	actionFor,
	belongsToFurniture,
	isPressedByEnter,
	nudgeOf,
	takesKeys,
	type KeyAction
} from './keymap.ts';
import type { UndoState } from './undo-state.svelte.ts';

export interface KeyParts {
	readonly mayEdit: boolean;
	/** A dialog is open, or about to have the focus. */
	readonly dialogOpen: boolean;
	readonly actions: BoardActions;
	readonly undo: UndoState;
	readonly chooseLayout: (layout: Layout) => void;
	readonly find: () => void;
	readonly help: () => void;
}

/** For `keydown` of the window: what a pane or a field has dealt with is left alone. */
export function handleKey(event: KeyboardEvent, parts: KeyParts): void {
	if (event.defaultPrevented || event.isComposing) return;
	const action = actionFor(event, {
		typing: parts.dialogOpen || takesKeys(event.target),
		mayEdit: parts.mayEdit
	});
	if (!action || belongsToFurniture(action, event.target)) return;
	if (action === 'open' && isPressedByEnter(event.target)) return;
	event.preventDefault();
	act(action, event, parts);
}

function act(action: KeyAction, event: KeyboardEvent, parts: KeyParts): void {
	const { actions, undo, chooseLayout } = parts;
	const run: Record<KeyAction, () => void> = {
		find: parts.find,
		help: parts.help,
		undo: () => undo.undo(),
		redo: () => undo.redo(),
		'tool-select': () => actions.chooseTool('select'),
		'tool-pin': () => actions.chooseTool('pin'),
		'tool-note': () => actions.chooseTool('note'),
		'tool-actor': () => actions.chooseTool('actor'),
		'tool-relate': () => actions.relate(),
		remove: () => actions.remove(),
		duplicate: () => actions.duplicate(),
		nudge: () => {
			const { x, y, leap } = nudgeOf(event);
			actions.nudge(x, y, leap);
		},
		open: () => actions.open(),
		'select-all': () => actions.selectAll(),
		fit: () => actions.fit(),
		'fit-selection': () => actions.fitSelection(),
		'layout-map': () => chooseLayout('map'),
		'layout-both': () => chooseLayout('both'),
		'layout-wall': () => chooseLayout('wall'),
		'let-go': () => actions.letGo()
	};
	run[action]();
}
