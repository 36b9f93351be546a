import { expect, test } from 'vitest';
import { escapeXml, iconAt, textAt, wrapText } from './svg.ts';

test('REP2 a name cannot become markup in a picture', () => {
	const evil = '</text><script>alert("x")</script>&\u0000';
	expect(escapeXml(evil)).toBe('&lt;/text&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;');
	expect(textAt([0, 0], evil, { size: 8, fill: '#000' })).not.toContain('<script');
});

test('REP6 labels break at blanks and end in an ellipsis where they do not fit', () => {
	const style = { size: 10 };
	expect(wrapText('one two', 500, 2, style)).toEqual(['one two']);
	expect(wrapText('one two three four five six seven', 40, 2, style)).toHaveLength(2);
	expect(wrapText('one two three four five six seven', 40, 2, style).at(-1)).toMatch(/…$/);
	expect(wrapText('Donaudampfschifffahrtsgesellschaft', 40, 2, style)[0]).toMatch(/…$/);
});

test('REP6 an icon that is not known is left out', () => {
	expect(iconAt({}, 'nothing', [0, 0], 10, '#000')).toBe('');
});
