// Makes people's text fit for typesetting: well-formed, without control characters, cut where a place is narrow. It
// escapes nothing, since text travels as JSON and is never read as markup.

/** C0 and C1 controls but tab and line feed, the marks that override direction, and non-characters. */
const unwanted =
	/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]/g;

/** Lines stay; everything else that a page cannot show goes. */
export function cleanText(text: string): string {
	return text
		.toWellFormed()
		.replaceAll(/\r\n?/g, '\n')
		.replaceAll(/\u2028|\u2029/g, '\n')
		.replaceAll(unwanted, '')
		.replaceAll('\t', ' ');
}

/** On one line, without outer blanks. */
export function cleanLine(text: string): string {
	return cleanText(text).replaceAll(/\s+/g, ' ').trim();
}

/** At most `charsMax` characters, cut between user-perceived characters, with an ellipsis. */
export function shorten(text: string, charsMax: number): string {
	if (text.length <= charsMax) return text;
	let kept = '';
	for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(
		text.slice(0, charsMax * 2)
	)) {
		if (kept.length + segment.length > charsMax - 1) break;
		kept += segment;
	}
	return `${kept.trimEnd()}…`;
}

/** The mark that keeps two neighbouring right-to-left names in their order within a left-to-right line. */
const leftToRightMark = '\u200e';

/** Names of several scripts in one line, each in its own direction. */
export function joinNames(names: readonly string[], separator = ' · '): string {
	return names.join(`${leftToRightMark}${separator}${leftToRightMark}`);
}
