import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursorAfter, mergeTexts } from './merge-texts.ts';

const merged = (base: string, mine: string, theirs: string): string =>
	mergeTexts(base, mine, theirs, ' / ').text;

test('INS3 changes to different words are both in the text', () => {
	expect(merged('The airport is open.', 'The old airport is open.', 'The airport is closed.')).toBe(
		'The old airport is closed.'
	);
	expect(merged('A B', 'A B C', 'A D')).toBe('A D C');
	expect(merged('', 'Written first', '')).toBe('Written first');
});

test('INS3 where both changed the same words, both stand, mine first', () => {
	expect(mergeTexts('Airport closed', 'Airport shut', 'Airport reopened', ' / ')).toEqual({
		text: 'Airport shut / reopened',
		isDouble: true
	});
	expect(mergeTexts('A', 'A and mine', 'A and theirs', '\n')).toEqual({
		text: 'A and mine\nand theirs',
		isDouble: true
	});
	expect(merged('old', 'mine entirely', 'theirs instead')).toBe('mine entirely / theirs instead');
});

test('INS3 what one wrote and the other wrote on is there once', () => {
	expect(merged('', 'Shut', 'Shut since noon')).toBe('Shut since noon');
	expect(merged('A', 'B', 'B')).toBe('B');
	expect(merged('', 'a cart', 'art')).toBe('a cart / art');
});

test('INS3 a removal never takes away what the other wrote', () => {
	expect(merged('one two three', 'one three', 'one TWO three')).toBe('one TWO three');
	expect(merged('one two', '', 'one two three')).toContain('three');
});

test('INS3 no new word of either is lost', () => {
	const word = fc.constantFrom('a', 'b', 'c');
	const edit = fc.record({ from: fc.nat(6), gone: fc.nat(3), put: fc.integer({ min: 0, max: 3 }) });
	const apply = (
		words: string[],
		{ from, gone, put }: { from: number; gone: number; put: number },
		mark: string
	) => {
		const copy = [...words];
		const news = Array.from({ length: put }, (_, n) => `${mark}${n}`);
		copy.splice(from, gone, ...news);
		return { text: copy.join(' '), news };
	};
	fc.assert(
		fc.property(fc.array(word, { maxLength: 6 }), edit, edit, (words, one, other) => {
			const [mine, theirs] = [apply(words, one, 'mine'), apply(words, other, 'theirs')];
			const result = merged(words.join(' '), mine.text, theirs.text).split(/\s+/u);
			for (const news of [...mine.news, ...theirs.news]) expect(result).toContain(news);
		})
	);
});

test('INS3 the text cursor stays at the words it stood at', () => {
	expect(cursorAfter('one two', 'one two three', 3)).toBe(3);
	expect(cursorAfter('one two', 'zero one two', 7)).toBe(12);
	expect(cursorAfter('one two', 'one 2', 6)).toBe(5);
	expect(cursorAfter('one', 'another text', 3)).toBe(12);
});
