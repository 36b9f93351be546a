// The keys of the board page in one table: the page acts by it and the help dialog lists it. Pure; does nothing itself.
// Keys of a pane's own (panning, the text editor) are handled there, before the page sees them.

export type KeyAction =
	| 'find'
	| 'undo'
	| 'redo'
	| 'tool-select'
	| 'tool-pin'
	| 'tool-note'
	| 'tool-actor'
	| 'tool-relate'
	| 'remove'
	| 'duplicate'
	| 'select-all'
	| 'nudge'
	| 'open'
	| 'fit'
	| 'fit-selection'
	| 'layout-map'
	| 'layout-both'
	| 'layout-wall'
	| 'let-go'
	| 'help';

export type KeyGroup = 'tools' | 'objects' | 'view' | 'page';

/** What is read of a KeyboardEvent. */
export interface KeyPress {
	readonly key: string;
	readonly code: string;
	readonly ctrlKey: boolean;
	readonly metaKey: boolean;
	readonly shiftKey: boolean;
	readonly altKey: boolean;
}

interface KeyBinding {
	readonly action: KeyAction;
	readonly group: KeyGroup;
	/** As `chordOf` writes them. */
	readonly chords: readonly string[];
	/** For people. */
	readonly shown: string;
	/** Changes the board: not offered to those who may only read. */
	readonly edits?: true;
	/** Also while text is being typed. */
	readonly whileTyping?: true;
}

const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

export const keyBindings: readonly KeyBinding[] = [
	{ action: 'tool-select', group: 'tools', chords: ['v'], shown: 'V' },
	{ action: 'tool-pin', group: 'tools', chords: ['p'], shown: 'P', edits: true },
	{ action: 'tool-note', group: 'tools', chords: ['n'], shown: 'N', edits: true },
	{ action: 'tool-actor', group: 'tools', chords: ['c'], shown: 'C', edits: true },
	{ action: 'tool-relate', group: 'tools', chords: ['r'], shown: 'R', edits: true },
	{ action: 'undo', group: 'objects', chords: ['mod+z'], shown: 'Ctrl+Z', edits: true },
	{ action: 'redo', group: 'objects', chords: ['mod+shift+z', 'mod+y'], shown: 'Ctrl+Shift+Z', edits: true },
	{ action: 'remove', group: 'objects', chords: ['Delete', 'Backspace'], shown: 'Delete', edits: true },
	{ action: 'duplicate', group: 'objects', chords: ['d', 'mod+d'], shown: 'D', edits: true },
	{
		action: 'nudge',
		group: 'objects',
		chords: [...arrows, ...arrows.map((key) => `shift+${key}`)],
		shown: '← ↑ → ↓',
		edits: true
	},
	{ action: 'open', group: 'objects', chords: ['Enter'], shown: 'Enter', edits: true },
	{ action: 'select-all', group: 'objects', chords: ['mod+a'], shown: 'Ctrl+A' },
	{ action: 'fit', group: 'view', chords: ['f'], shown: 'F' },
	{ action: 'fit-selection', group: 'view', chords: ['shift+f'], shown: 'Shift+F' },
	{ action: 'layout-map', group: 'view', chords: ['1'], shown: '1' },
	{ action: 'layout-both', group: 'view', chords: ['2'], shown: '2' },
	{ action: 'layout-wall', group: 'view', chords: ['3'], shown: '3' },
	{ action: 'find', group: 'page', chords: ['mod+k'], shown: 'Ctrl+K', whileTyping: true },
	{ action: 'let-go', group: 'page', chords: ['Escape'], shown: 'Esc' },
	{ action: 'help', group: 'page', chords: ['?'], shown: '?' }
];

const byChord = new Map(keyBindings.flatMap((binding) => binding.chords.map((chord) => [chord, binding])));

/** The Latin letter or digit of a key on any keyboard layout: an Arabic or Cyrillic board has the same tools. */
function latinKey({ key, code }: KeyPress): string {
	if (key.length !== 1 || key.charCodeAt(0) < 128) return key;
	return /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? key;
}

/** A key press as text: `mod+shift+z`, `shift+ArrowUp`, `?`. `mod` is Ctrl, or Command on a Mac. */
export function chordOf(press: KeyPress): string {
	const key = latinKey(press);
	const isCharacter = key.length === 1;
	const isLetter = /^[a-z]$/i.test(key);
	const parts: string[] = [];
	if (press.ctrlKey || press.metaKey) parts.push('mod');
	if (press.altKey) parts.push('alt');
	// Shift is part of how `?` is typed; it counts for letters and named keys only.
	if (press.shiftKey && (isLetter || !isCharacter)) parts.push('shift');
	parts.push(isCharacter ? key.toLowerCase() : key);
	return parts.join('+');
}

/** What the page does for this press; null where it is none of its keys. */
export function actionFor(press: KeyPress, where: { typing: boolean; mayEdit: boolean }): KeyAction | null {
	const binding = byChord.get(chordOf(press));
	if (!binding) return null;
	if (where.typing && !binding.whileTyping) return null;
	if (binding.edits && !where.mayEdit) return null;
	return binding.action;
}

/** The direction of an arrow key: x to the right, y downwards; a leap with Shift. */
export function nudgeOf({ key, shiftKey }: KeyPress): {
	readonly x: number;
	readonly y: number;
	readonly leap: boolean;
} {
	const x = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0;
	const y = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0;
	return { x, y, leap: shiftKey };
}

export function keysShown(action: KeyAction): string {
	return keyBindings.find((binding) => binding.action === action)?.shown ?? '';
}

/** Keys that act on objects and must not fire while a button or a field of the page's furniture has the focus. */
const objectKeys: ReadonlySet<KeyAction> = new Set(['remove', 'nudge', 'open']);

/** Marks furniture whose own controls use Delete, Enter and arrows. */
export const ownKeysAttribute = 'data-own-keys';

export function belongsToFurniture(action: KeyAction, target: EventTarget | null): boolean {
	return (
		objectKeys.has(action) &&
		target instanceof HTMLElement &&
		target.closest(`[${ownKeysAttribute}]`) !== null
	);
}

/** Marks the button of the armed tool: Enter on it places what the tool holds. */
export const armedAttribute = 'data-armed';

/** True where the browser itself does something with Enter: a link is followed, a button pressed, a summary opened. */
export function isPressedByEnter(target: EventTarget | null): boolean {
	const control = target instanceof HTMLElement ? target.closest('a[href], button, summary') : null;
	return control !== null && !control.hasAttribute(armedAttribute);
}

/** True where a press belongs to a control that takes text or moves within itself. */
export function takesKeys(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	if (target.isContentEditable) return true;
	if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
	if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
	return target.closest('[role="menu"], [role="listbox"], [role="dialog"], [role="radiogroup"]') !== null;
}
