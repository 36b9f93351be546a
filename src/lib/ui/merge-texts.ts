// What becomes of a text that two people changed at once, and where the text cursor then stands. Word by word; knows no board.

export interface MergedText {
	readonly text: string;
	/** Both changed the same words: theirs stand behind mine, and somebody has to read it over. */
	readonly isDouble: boolean;
}

/** One stretch of words, `start` to `end` of the base, replaced by `put`. */
interface Splice {
	readonly start: number;
	readonly end: number;
	readonly put: readonly string[];
}

const wordsOf = (text: string): string[] => text.match(/\s+|\S+/gu) ?? [];

function spliceOf(base: readonly string[], changed: readonly string[]): Splice {
	const shortest = Math.min(base.length, changed.length);
	let start = 0;
	while (start < shortest && base[start] === changed[start]) start++;
	let same = 0;
	while (same < shortest - start && base.at(-1 - same) === changed.at(-1 - same)) same++;
	return { start, end: base.length - same, put: changed.slice(start, changed.length - same) };
}

const isInsertion = ({ start, end }: Splice): boolean => start === end;

/** Both made of `base`. `between` parts what cannot be put together. */
export function mergeTexts(base: string, mine: string, theirs: string, between: string): MergedText {
	if (mine === theirs || theirs === base) return { text: mine, isDouble: false };
	if (mine === base) return { text: theirs, isDouble: false };
	const words = wordsOf(base);
	const [a, b] = [spliceOf(words, wordsOf(mine)), spliceOf(words, wordsOf(theirs))];
	const [first, second] = a.end <= b.start ? [a, b] : [b, a];
	const areApart = first.end <= second.start && !(isInsertion(a) && isInsertion(b) && a.start === b.start);
	if (areApart) {
		const text = [
			...words.slice(0, first.start),
			...first.put,
			...words.slice(first.end, second.start),
			...second.put,
			...words.slice(second.end)
		].join('');
		return { text, isDouble: false };
	}
	const [start, end] = [Math.min(a.start, b.start), Math.max(a.end, b.end)];
	const whole = ({ start: from, end: to, put }: Splice): string =>
		[...words.slice(start, from), ...put, ...words.slice(to, end)].join('');
	const both = oneBehindTheOther(whole(a), whole(b), between);
	return { ...both, text: words.slice(0, start).join('') + both.text + words.slice(end).join('') };
}

function oneBehindTheOther(mine: string, theirs: string, between: string): MergedText {
	if (holds(mine, theirs)) return { text: mine, isDouble: false };
	if (holds(theirs, mine)) return { text: theirs, isDouble: false };
	return { text: `${mine.trimEnd()}${between}${theirs.trimStart()}`, isDouble: true };
}

const spaced = (text: string): string => ` ${text.trim().replaceAll(/\s+/gu, ' ')} `;

/** All the words of `part` stand in `text`, together. */
const holds = (text: string, part: string): boolean =>
	part.trim() === '' || spaced(text).includes(spaced(part));

/** Where a text cursor of `before` stands in `after`: by the words beside it that have not changed. */
export function cursorAfter(before: string, after: string, at: number): number {
	const shortest = Math.min(before.length, after.length);
	let start = 0;
	while (start < shortest && before[start] === after[start]) start++;
	if (at <= start) return at;
	let same = 0;
	while (same < shortest - start && before.at(-1 - same) === after.at(-1 - same)) same++;
	return at >= before.length - same ? after.length - (before.length - at) : after.length - same;
}
