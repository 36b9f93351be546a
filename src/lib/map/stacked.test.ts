import { describe, expect, it } from 'vitest';
import { nextInPile } from './stacked.ts';

describe('pins on each other', () => {
	it('PIN9 the first click means the topmost pin', () => {
		expect(nextInPile(['b', 'a', 'c'], null)).toBe('b');
		expect(nextInPile(['b', 'a'], 'elsewhere')).toBe('b');
		expect(nextInPile([], 'a')).toBeNull();
	});

	it('PIN9 further clicks go through all pins of the pile and come back', () => {
		let selected: string | null = 'b';
		const seen: (string | null)[] = [];
		for (let click = 0; click < 3; click++) {
			// What is selected is drawn twice, its mark on top.
			const drawn: string[] = [selected ?? '', 'b', 'a', 'c'];
			selected = nextInPile(drawn, selected);
			seen.push(selected);
		}
		expect(seen).toEqual(['c', 'a', 'b']);
	});

	it('PIN9 a pin alone stays selected', () => {
		expect(nextInPile(['a', 'a'], 'a')).toBe('a');
	});
});
