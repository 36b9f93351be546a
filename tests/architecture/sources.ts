// Reads the repository's own source files for the architecture tests: their text without comments, and what they import.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

export interface Import {
	specifier: string;
	/** Path from the root for our own files, the specifier itself for packages. */
	target: string;
	isOwn: boolean;
	typeOnly: boolean;
}

export interface Source {
	/** From the root, with forward slashes. */
	path: string;
	text: string;
	/** Without comments (and, for a component, its script only). */
	code: string;
	lines: number;
	imports: Import[];
	isTest: boolean;
}

const skipped = new Set(['node_modules', '.svelte-kit', 'build', 'data', '.git', 'test-results', 'out']);

/** All files below `folder`, from the root. */
export function filesBelow(folder: string): string[] {
	return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
		const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
		if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesBelow(name);
		return entry.isFile() ? [name] : [];
	});
}

export function readSources(...folders: string[]): Source[] {
	return folders
		.flatMap(filesBelow)
		.filter((name) => /\.(ts|mjs|svelte)$/.test(name) && !name.endsWith('.d.ts'))
		.map(readSource);
}

function readSource(name: string): Source {
	const text = readFileSync(path.join(root, name), 'utf8');
	const script = name.endsWith('.svelte') ? scriptsOf(text) : text;
	const code = withoutComments(script);
	return {
		path: name,
		text,
		code,
		lines: text.split('\n').length - 1,
		imports: importsOf(code, name),
		isTest: /\.(test|spec)\.ts$/.test(name) || name.startsWith('tests/')
	};
}

function scriptsOf(text: string): string {
	return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '').join('\n');
}

// Strings are kept whole, so that an address in one is not taken for a comment.
function withoutComments(code: string): string {
	const pieces =
		/('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|(?<![:\\[])\/\/[^\n]*/g;
	return code.replaceAll(pieces, (_all, string: string | undefined) => string ?? '');
}

const statement = /\b(import|export)\s+(type\s+)?([\w*{}\s,$]*?)\s*from\s*['"]([^'"]+)['"]/g;
const bare = /\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

function importsOf(code: string, from: string): Import[] {
	const found: Import[] = [];
	for (const [, , type, names = '', specifier = ''] of code.matchAll(statement)) {
		found.push(toImport(specifier, from, type !== undefined || hasOnlyTypes(names)));
	}
	for (const [, specifier = ''] of code.matchAll(bare)) found.push(toImport(specifier, from, false));
	return found;
}

function hasOnlyTypes(names: string): boolean {
	const inBraces = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1];
	if (inBraces === undefined) return false;
	const parts = inBraces.split(',').filter((part) => part.trim() !== '');
	return parts.length > 0 && parts.every((part) => part.trim().startsWith('type '));
}

function toImport(specifier: string, from: string, typeOnly: boolean): Import {
	if (specifier.startsWith('#lib/') || specifier.startsWith('$lib/')) {
		return { specifier, target: `src/lib/${specifier.slice(5)}`, isOwn: true, typeOnly };
	}
	if (specifier.startsWith('.')) {
		const target = path.posix.join(path.posix.dirname(from), specifier);
		return { specifier, target, isOwn: true, typeOnly };
	}
	return { specifier, target: specifier, isOwn: false, typeOnly };
}
