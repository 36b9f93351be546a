import { expect, test } from 'vitest';
import { cleanLine, cleanText, joinNames, shorten } from './clean-text.ts';

test('REP2 control characters, direction overrides and lone surrogates are dropped, lines stay', () => {
	expect(cleanText('a\u0000b\u202ec\r\nd\te\ufeff')).toBe('abc\nd e');
	expect(cleanText('x\ud800y')).toBe('x\ufffdy');
	expect(cleanLine('  two \n lines ')).toBe('two lines');
});

test('REP2 text is cut between user-perceived characters', () => {
	expect(shorten('short', 10)).toBe('short');
	expect(shorten('abcdefghij', 5)).toBe('abcd…');
	expect(shorten('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 13)).toBe('👩‍👩‍👧‍👦…');
});

test('REP5 neighbouring right-to-left names keep their order in a line', () => {
	expect(joinNames(['ليبيا', 'مصر'])).toBe('ليبيا\u200e · \u200eمصر');
});
