// Reads the numbered rules of docs/spec: a rule is a list item that begins with its id.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow, root } from './sources.ts';

export interface SpecRule {
	id: string;
	page: string;
}

const item = /^- (?:\*\*)?([A-Z]+\d+)\b/gm;

export function readSpecRules(): SpecRule[] {
	const pages = filesBelow('docs/spec').filter((file) => file.endsWith('.md'));
	return pages.flatMap((page) => rulesOn(page, readFileSync(path.join(root, page), 'utf8')));
}

export function rulesOn(page: string, text: string): SpecRule[] {
	return [...text.matchAll(item)].map(([, id = '']) => ({ id, page }));
}
