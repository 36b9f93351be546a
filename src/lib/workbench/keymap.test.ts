import { expect, test } from 'vitest';
import { actionFor, chordOf, keyBindings, nudgeOf, type KeyPress } from './keymap.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
	key,
	code: '',
	ctrlKey: false,
	metaKey: false,
	shiftKey: false,
	altKey: false,
	...more
});
const editing = { typing: false, mayEdit: true };

test('KEY1 single letters never fire while text is being typed', () => {
	for (const binding of keyBindings) {
		for (const chord of binding.chords.filter((text) => text.length === 1)) {
			expect(actionFor(press(chord), { typing: true, mayEdit: true })).toBeNull();
		}
	}
	expect(actionFor(press('Delete'), { typing: true, mayEdit: true })).toBeNull();
	expect(actionFor(press('z', { ctrlKey: true }), { typing: true, mayEdit: true })).toBeNull();
	expect(actionFor(press('k', { ctrlKey: true }), { typing: true, mayEdit: true })).toBe('find');
});

test('KEY2 undo and redo answer to Ctrl and to Command', () => {
	expect(actionFor(press('z', { ctrlKey: true }), editing)).toBe('undo');
	expect(actionFor(press('z', { metaKey: true }), editing)).toBe('undo');
	expect(actionFor(press('Z', { ctrlKey: true, shiftKey: true }), editing)).toBe('redo');
	expect(actionFor(press('y', { ctrlKey: true }), editing)).toBe('redo');
	expect(actionFor(press('z', { altKey: true }), editing)).toBeNull();
});

test('KEY3 keys that change the board do nothing for those who may only read', () => {
	const reading = { typing: false, mayEdit: false };
	for (const key of ['p', 'n', 'c', 'r', 'd', 'Delete']) expect(actionFor(press(key), reading)).toBeNull();
	expect(actionFor(press('f'), reading)).toBe('fit');
	expect(actionFor(press('1'), reading)).toBe('layout-map');
});

test('KEY4 letters mean the same on keyboards of other scripts', () => {
	expect(actionFor(press('ر', { code: 'KeyV' }), editing)).toBe('tool-select');
	expect(actionFor(press('з', { code: 'KeyP' }), editing)).toBe('tool-pin');
	expect(actionFor(press('١', { code: 'Digit1' }), editing)).toBe('layout-map');
	expect(actionFor(press('я', { code: 'KeyZ', ctrlKey: true }), editing)).toBe('undo');
});

test('KEY5 Shift tells keys apart only where it does not make the character', () => {
	expect(actionFor(press('f'), editing)).toBe('fit');
	expect(actionFor(press('F', { shiftKey: true }), editing)).toBe('fit-selection');
	expect(actionFor(press('?', { shiftKey: true }), editing)).toBe('help');
	expect(chordOf(press('ArrowUp', { shiftKey: true }))).toBe('shift+ArrowUp');
});

test('KEY6 arrows nudge, with Shift they leap', () => {
	expect(nudgeOf(press('ArrowLeft'))).toEqual({ x: -1, y: 0, leap: false });
	expect(nudgeOf(press('ArrowDown', { shiftKey: true }))).toEqual({ x: 0, y: 1, leap: true });
	expect(actionFor(press('ArrowDown', { shiftKey: true }), editing)).toBe('nudge');
});

test('KEY7 no key stands for two things', () => {
	const chords = keyBindings.flatMap((binding) => binding.chords);
	expect(new Set(chords).size).toBe(chords.length);
});
