// Finds the tests that a page of docs names, as links whose words are rules: [ROOM1, ROOM2](path of the test file).
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './sources.ts';

const link = /\[([A-Z]+\d+(?:, [A-Z]+\d+)*)\]\(([^)]+\.(?:test|spec)\.ts)\)/g;
/** A string that opens a call, or names a rule of a table of tests, and begins with rules. */
const title = /(?:\(|\brule:)\s*['"`]((?:[A-Z]+\d+ )+)/g;

/** How many tests the page names. */
export function namedTests(page: string): { rule: string; file: string }[] {
	const text = readFileSync(path.join(root, page), 'utf8');
	return [...text.matchAll(link)].flatMap(([, rules = '', target = '']) =>
		rules.split(', ').map((rule) => ({ rule, file: path.posix.join(path.posix.dirname(page), target) }))
	);
}

/** Those of them that no test title begins with. */
export function missingTests(page: string): string[] {
	return namedTests(page)
		.filter((one) => !isThere(one))
		.map(({ rule, file }) => `${rule} in ${file}`);
}

export function isThere({ rule, file }: { rule: string; file: string }): boolean {
	return rulesIn(file).has(rule);
}

function rulesIn(file: string): Set<string> {
	const whole = path.join(root, file);
	if (!existsSync(whole)) return new Set();
	const code = readFileSync(whole, 'utf8');
	const heads = [...code.matchAll(title)].map(([, head = '']) => head);
	return new Set(heads.flatMap((head) => head.trim().split(' ')));
}
