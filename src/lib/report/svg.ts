// Writes SVG by hand: escaped, rounded, with text that stays text. Units are points, so a 7 is 7 pt on paper.
import { cleanLine } from './clean-text.ts';

export type Point = readonly [number, number];

/** Icon elements as lucide-static lists them: name of the element and its attributes. */
export type IconNodes = readonly (readonly [string, Readonly<Record<string, string>>])[];
export type Icons = Readonly<Record<string, IconNodes>>;

export const fontFamily = 'IBM Plex Sans, IBM Plex Sans Arabic';

const entities: Readonly<Record<string, string>> = {
	'<': '&lt;',
	'>': '&gt;',
	'&': '&amp;',
	'"': '&quot;',
	"'": '&#39;'
};

export function escapeXml(text: string): string {
	return cleanLine(text).replaceAll(/[<>&"']/g, (char) => entities[char] ?? char);
}

/** One decimal is a thirtieth of a millimetre. */
export function fixed(value: number): string {
	const text = value.toFixed(1);
	return text.endsWith('.0') ? text.slice(0, -2) : text;
}

export function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
	return Object.entries(values)
		.filter((entry): entry is [string, string | number] => entry[1] !== undefined)
		.map(([name, value]) => ` ${name}="${typeof value === 'number' ? fixed(value) : escapeXml(value)}"`)
		.join('');
}

export function element(
	name: string,
	values: Readonly<Record<string, string | number | undefined>>,
	inner = ''
): string {
	return inner === ''
		? `<${name}${attributes(values)}/>`
		: `<${name}${attributes(values)}>${inner}</${name}>`;
}

export function svgDocument(width: number, height: number, inner: string): string {
	const box = `0 0 ${fixed(width)} ${fixed(height)}`;
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${fixed(width)}" height="${fixed(height)}" viewBox="${box}">${inner}</svg>`;
}

export interface TextStyle {
	readonly size: number;
	readonly fill: string;
	readonly weight?: 400 | 600 | 700;
	readonly anchor?: 'start' | 'middle' | 'end';
	readonly spacing?: number;
	/** Colour of an outline behind the letters, so that they read on any ground. */
	readonly halo?: string;
	readonly italic?: boolean;
}

export function textAt([x, y]: Point, content: string, style: TextStyle): string {
	const halo = style.halo
		? { 'paint-order': 'stroke', stroke: style.halo, 'stroke-width': 2, 'stroke-linejoin': 'round' }
		: {};
	return element(
		'text',
		{
			x,
			y,
			'font-family': fontFamily,
			'font-size': style.size,
			'font-weight': String(style.weight ?? 400),
			'font-style': style.italic ? 'italic' : undefined,
			'text-anchor': style.anchor ?? 'start',
			'letter-spacing': style.spacing,
			fill: style.fill,
			...halo
		},
		escapeXml(content)
	);
}

const narrow = /[iljtfrI.,:;'|!()[\]\s·]/;
const wide = /[mwMWЖШЩЮФМ@%—]/;
/** Share of the letter height that a letter takes in width, near enough to keep labels apart. */
function letterWidth(letter: string): number {
	if (narrow.test(letter)) return 0.33;
	if (wide.test(letter)) return 0.88;
	if (/\p{Lu}|\p{Nd}/u.test(letter)) return 0.64;
	if (/[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letter)) return 1;
	return /\p{Mn}/u.test(letter) ? 0 : 0.56;
}

export function textWidth(
	content: string,
	{ size, weight = 400, spacing = 0 }: Pick<TextStyle, 'size' | 'weight' | 'spacing'>
): number {
	let width = 0;
	for (const letter of content) width += letterWidth(letter) * size + spacing;
	return width * (weight >= 600 ? 1.06 : 1);
}

/** Breaks at blanks into at most `linesMax` lines; what is left over ends in an ellipsis. */
export function wrapText(
	content: string,
	widthMax: number,
	linesMax: number,
	style: Pick<TextStyle, 'size' | 'weight'>
): string[] {
	const words = cleanLine(content).split(' ');
	const lines: string[] = [];
	let line = '';
	while (words.length > 0) {
		const next = words[0] as string;
		const longer = line === '' ? next : `${line} ${next}`;
		if (textWidth(longer, style) <= widthMax) {
			line = longer;
			words.shift();
		} else if (line === '') {
			line = cutToWidth(next, widthMax, style);
			words.shift();
		} else if (lines.length + 1 === linesMax) {
			return [...lines, cutToWidth(`${line} ${words.join(' ')}`, widthMax, style)];
		} else {
			lines.push(line);
			line = '';
		}
	}
	return line === '' ? lines : [...lines, line];
}

export function cutToWidth(
	content: string,
	widthMax: number,
	style: Pick<TextStyle, 'size' | 'weight'>
): string {
	if (textWidth(content, style) <= widthMax) return content;
	const letters = [...content];
	while (letters.length > 1 && textWidth(`${letters.join('')}…`, style) > widthMax) letters.pop();
	return `${letters.join('').trimEnd()}…`;
}

/** An icon of 24 units scaled to `size`, centred on `at`. */
export function iconAt(icons: Icons, name: string, [x, y]: Point, size: number, colour: string): string {
	const nodes = icons[name];
	if (!nodes) return '';
	const inner = nodes.map(([tag, values]) => `<${tag}${plainAttributes(values)}/>`).join('');
	const scale = (size / 24).toFixed(3);
	return `<g transform="translate(${fixed(x - size / 2)} ${fixed(y - size / 2)}) scale(${scale})" fill="none" stroke="${colour}" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">${inner}</g>`;
}

function plainAttributes(values: Readonly<Record<string, string>>): string {
	return Object.entries(values)
		.filter(([name]) => name !== 'key')
		.map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
		.join('');
}
