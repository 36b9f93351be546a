// Which addresses may be linked.
import { describe, expect, it } from 'vitest';
import { safeLink } from './links.ts';

describe('links', () => {
	it.each([
		['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
		[' http://example.org ', 'http://example.org'],
		['mailto:desk@example.org', 'mailto:desk@example.org'],
		['example.org/path', 'https://example.org/path'],
		['example.org:8080', 'https://example.org:8080'],
		['desk@example.org', 'mailto:desk@example.org']
	])('EDIT5 %s is linked as %s', (typed, linked) => expect(safeLink(typed)).toBe(linked));

	it.each([
		'javascript:alert(1)',
		'JaVaScRiPt:alert(1)',
		'java\nscript:alert(1)',
		'data:text/html,x',
		'file:///etc/passwd',
		'//example.org',
		'words with spaces.org',
		'word',
		'',
		`https://example.org/${'a'.repeat(3000)}`
	])('EDIT5 %s is refused', (typed) => expect(safeLink(typed)).toBeNull());
});
