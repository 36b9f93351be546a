// The page of known failures names tests that exist, and at least one for each failure.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isThere, missingTests, namedTests } from './named-tests.ts';
import { root } from './sources.ts';

const page = 'docs/spec/failures.md';
const failures = 45;

test('FAIL1 every failure has a test, and every test that is named exists', () => {
	const rows = readFileSync(path.join(root, page), 'utf8')
		.split('\n')
		.filter((line) => /^\| +\d+ /.test(line));
	expect(rows.map((row) => Number(row.split('|')[1]))).toEqual(
		Array.from({ length: failures }, (_, n) => n + 1)
	);
	expect(rows.filter((row) => !/\]\([^)]+\.test\.ts\)/.test(row))).toEqual([]);
	expect(namedTests(page).length).toBeGreaterThanOrEqual(failures);
	expect(missingTests(page)).toEqual([]);
});

test('FAIL1 a test that does not exist is found missing', () => {
	const file = 'tests/sync/rights.test.ts';
	expect(isThere({ rule: 'ROOM1', file })).toBe(true);
	expect(isThere({ rule: 'ROOM999', file })).toBe(false);
	expect(isThere({ rule: 'ROOM1', file: 'tests/sync/no-such.test.ts' })).toBe(false);
});
