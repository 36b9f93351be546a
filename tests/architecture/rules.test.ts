// The numbered rules of docs/spec and the titles of the tests, held against each other in both directions.
import { expect, test } from 'vitest';
import { readSpecRules, rulesOn } from './spec-rules.ts';
import { readTestTitles, titlesIn } from './test-titles.ts';

const rules = readSpecRules();
const titles = readTestTitles();
const known = new Set(rules.map(({ id }) => id));
const tested = new Set(titles.flatMap((title) => title.rules));

/** Rules that have no test yet. One that has one does not belong here. */
const waiting = new Set(
	`INS1 INS2 FOLLOW1 FOLLOW2 STATUS1 END1 END2 SHOW1 SHOW2 PIN8 MAP8 SET1 SET2
	 WALL4 `.split(/\s+/)
);

test('ARCH16 every rule has a test whose title begins with it', () => {
	expect(rules.length).toBeGreaterThan(250);
	const untested = rules.filter(({ id }) => !tested.has(id) && !waiting.has(id));
	expect(untested.map(({ id, page }) => `${id} of ${page}`)).toEqual([]);
	expect([...waiting].filter((id) => tested.has(id) || !known.has(id))).toEqual([]);
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
