// The tree of files: every test file is run by somebody, and every path that ARCHITECTURE.md names exists.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import playwrightConfig from '../../playwright.config.ts';
import { missingOptional, readLock } from '../../server/setup/complete-lockfile.mjs';
import vitestConfig from '../../vitest.config.ts';
import { filesBelow, readSources, root } from './sources.ts';

interface Project {
	test?: { include?: string[]; exclude?: string[] };
}

test('ARCH10 every test file belongs to exactly one project of Vitest or to Playwright', () => {
	const projects = (vitestConfig.test?.projects ?? []) as Project[];
	const matches = (file: string, patterns: string[] = []) =>
		patterns.some((pattern) => path.matchesGlob(file, pattern));
	const browserPattern = `${playwrightConfig.testDir}/${String(playwrightConfig.testMatch)}`;
	const runnersOf = (file: string) =>
		projects.filter(({ test }) => matches(file, test?.include) && !matches(file, test?.exclude)).length +
		(matches(file, [browserPattern]) ? 1 : 0);

	const files = filesBelow('').filter((file) => /\.(test|spec)\.[cm]?[jt]sx?$/.test(file));
	expect(files.length).toBeGreaterThan(5);
	expect(files.filter((file) => runnersOf(file) !== 1)).toEqual([]);
});

test('ARCH11 every path that ARCHITECTURE.md names exists', () => {
	const file = path.join(root, 'ARCHITECTURE.md');
	// Before the page is written there is nothing to check.
	if (!existsSync(file)) return;
	const named = [
		...readFileSync(file, 'utf8').matchAll(/`((?:src|server|tests|docs|drizzle|static|\.ci)\/[\w./[\]+-]*)`/g)
	];
	const paths = named.map((match) => match[1] ?? '');
	expect(paths.length).toBeGreaterThan(10);
	expect(paths.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
});

test('ARCH12 the lock file names the packages of all platforms, or `npm ci` would refuse it', () => {
	const missing = missingOptional(readLock());
	expect(missing, 'run: node server/setup/complete-lockfile.mjs').toEqual([]);
});

test('ARCH21 every variable that a test reads is in CONTRIBUTING.md, under a name of ours', () => {
	const read = readSources('tests', 'src', 'server').filter((source) => source.isTest);
	const names = new Set(
		read.flatMap(({ code }) => [...code.matchAll(/process\.env\.([A-Z_]+)/g)].map(([, name = '']) => name))
	);
	// Of the machine, and of the server, which has its own page.
	const ofOthers = ['PATH', 'HOME', 'PORT', 'DATABASE_URL'];
	const told = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8');
	const ours = [...names].filter((name) => !ofOthers.includes(name));
	expect(ours.length).toBeGreaterThan(8);
	expect(ours.filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
	expect(ours.filter((name) => !/^(SANDTABLE|TEST)_/.test(name))).toEqual([]);
});
