// The numbered rules of docs/spec and the titles of the tests, held against each other in both directions.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './sources.ts';
import { readSpecRules, rulesOn } from './spec-rules.ts';
import { readTestTitles, titlesIn } from './test-titles.ts';

const rules = readSpecRules();
const titles = readTestTitles();
const known = new Set(rules.map(({ id }) => id));
const tested = new Set(titles.flatMap((title) => title.rules));

/** Rules that a script holds outside of `npm test`, because it fetches all packages; it names them. */
const heldByScript: Record<string, string> = {
	SET1: 'server/setup/clone.mjs',
	SET2: 'server/setup/clone.mjs'
};

test('ARCH16 every rule has a test whose title begins with it', () => {
	expect(rules.length).toBeGreaterThan(250);
	const untested = rules.filter(({ id }) => !tested.has(id) && heldByScript[id] === undefined);
	expect(untested.map(({ id, page }) => `${id} of ${page}`)).toEqual([]);
	expect(Object.keys(heldByScript).filter((id) => !known.has(id))).toEqual([]);
	for (const [id, script] of Object.entries(heldByScript)) {
		expect(readFileSync(path.join(root, script), 'utf8'), script).toContain(id);
	}
});

test('ARCH16 every test begins with a rule, and with none that is written nowhere', () => {
	expect(titles.length).toBeGreaterThan(600);
	expect(titles.filter((title) => title.rules.length === 0)).toEqual([]);
	expect(titles.filter((title) => !title.rules.every((rule) => known.has(rule)))).toEqual([]);
});

test('ARCH16 a rule stands once', () => {
	const twice = rules.filter(({ id }, n) => rules.findIndex((other) => other.id === id) !== n);
	expect(twice).toEqual([]);
});

test('ARCH16 titles are found in every form in which tests are written', () => {
	const text = [
		"describe('ONE1 a group', () => { test('of one', work); it.each(rows)('TWO2 THREE3 %s', work); });",
		'test.skipIf(no)(`FOUR4 of ${seed}`, work);',
		"test('without a rule', work);",
		"const rows = [{ rule: 'FIVE5 a row' }]; test.each(rows)('$rule', work);"
	].join('\n');
	expect(titlesIn('x.test.ts', text).map((title) => title.rules)).toEqual([
		['ONE1'],
		['ONE1', 'TWO2', 'THREE3'],
		['FOUR4'],
		[],
		['FIVE5']
	]);
	expect(rulesOn('x.md', '- ONE1 Thus.\n- **TWO2** So, see THREE3.\nFOUR4 no.')).toEqual([
		{ id: 'ONE1', page: 'x.md' },
		{ id: 'TWO2', page: 'x.md' }
	]);
});
