// What may stand in one place only, and what may stand nowhere.
import { expect, test } from 'vitest';
import { functionsOf } from './functions.ts';
import { readSources, type Source } from './sources.ts';

const sources = readSources('src', 'server', 'tests');
const linesMax = 400;
const ownLinesMax = 70;

interface Ban {
	rule: string;
	pattern: RegExp;
	/** A line that the pattern must find. */
	example: string;
	allowed: RegExp;
	/** Tests may do what they like with it. */
	exceptTests: boolean;
	advice: string;
}

const bans: readonly Ban[] = [
	{
		rule: 'ARCH4 only the schema asks a document for its root types',
		pattern: /\.get(Map|Text|XmlFragment|XmlElement|Array)\(/,
		example: "doc.getMap('pins')",
		allowed: /^src\/lib\/board\/schema\//,
		exceptTests: true,
		advice: 'use the accessors of src/lib/board/schema/document.ts'
	},
	{
		rule: 'ARCH5 only commands, migrations, the text binding and the server’s edit change a document',
		pattern: /(\.|\b)transact\(/,
		example: 'doc.transact(() => {})',
		allowed:
			/^(src\/lib\/board\/commands\/run\.ts|src\/lib\/board\/schema\/migrations\.ts|src\/lib\/[\w-]+\/[\w-]*(text|editor)[\w-]*\.ts|server\/(room|open-document|fold)\.ts)$/,
		exceptTests: true,
		advice: 'write a command in src/lib/board/commands'
	},
	{
		rule: 'ARCH6 only the configuration reads the environment',
		pattern: /\bprocess\.env\b/,
		example: 'process.env.PORT',
		allowed: /^(server\/config\.ts|server\/(setup|basemap)\/|tests\/)/,
		exceptTests: true,
		advice: 'add it to server/config.ts and hand it on'
	},
	{
		rule: 'ARCH17 the board asks neither clock nor browser nor network',
		pattern:
			/\b(new Date\(\)|Date\.now\b|performance\.now\b|fetch\(|WebSocket\b|(?<![/.])(document|window|navigator|localStorage)\.)/,
		example: 'const now = new Date();',
		allowed: /^(?!src\/lib\/board\/)|^src\/lib\/board\/commands\/run\.ts$/,
		exceptTests: true,
		advice:
			'commands/run.ts hands the time on; what needs a browser or the network belongs to lib/live, lib/sync or server/'
	},
	{
		rule: 'ARCH18 only the server migrates a document, and whoever makes a new one',
		pattern: /\bmigrateDocument\b/,
		example: 'migrateDocument(doc);',
		allowed: /^(src\/lib\/board\/(schema\/migrations|new-board|board-file)\.ts|src\/lib\/server\/|server\/)/,
		exceptTests: true,
		advice: 'two pages that each migrate would each lose what the other typed; the server does it at load'
	},
	{
		rule: 'ARCH7 no error is caught and forgotten',
		pattern: /catch\s*(\([^)]*\))?\s*\{\s*\}|\.catch\(\s*\(\w*\)\s*=>\s*(\{\s*\}|undefined|null)\s*\)/,
		example: 'try { x(); } catch (error) { }',
		allowed: /^$/,
		exceptTests: false,
		advice: 'handle it, hand it on, or say in code why it does not matter'
	},
	{
		rule: 'ARCH8 tests do not wait for time to pass',
		pattern: /waitForTimeout\(|await sleep\(|await delay\(/,
		example: 'await page.waitForTimeout(100);',
		allowed: /^(src|server)\//,
		exceptTests: false,
		advice: 'wait for the thing itself: an event, a frame, expect.poll'
	},
	{
		rule: 'ARCH13 updates have one encoding: a crafted one of the second makes Yjs merge for ever',
		pattern: /\b(\w*(Update|StateVector|Snapshot)\w*V2\b|Update(En|De)coderV2\b)/,
		example: 'Y.mergeUpdatesV2(updates)',
		allowed: /^$/,
		exceptTests: false,
		advice: 'use the functions without V2'
	},
	{
		rule: 'ARCH14 nobody chooses a Yjs client id: two pages under one id would each lose what the other wrote',
		pattern: /\.clientID\s*=[^=]/,
		example: 'doc.clientID = 1',
		allowed: /^$/,
		exceptTests: true,
		advice: 'make a new document for each page life and let Yjs choose'
	}
];

test.each(bans)('$rule', ({ pattern, example, allowed, exceptTests, advice }) => {
	expect(example).toMatch(pattern);
	const isOffender = (source: Source) =>
		!allowed.test(source.path) &&
		!(exceptTests && source.isTest) &&
		source.path !== 'tests/architecture/bans.test.ts' &&
		pattern.test(source.code);
	const offenders = sources.filter(isOffender).map((source) => `${source.path}: ${advice}`);
	expect(offenders).toEqual([]);
});

test(`ARCH19 no function has ${ownLinesMax} lines of its own or more`, () => {
	const functions = sources.filter((source) => !source.isTest).flatMap(functionsOf);
	expect(functions.length).toBeGreaterThan(2_000);
	const long = functions.filter(({ lines }) => lines >= ownLinesMax);
	expect(long, 'split it by what it does').toEqual([]);
});

test('ARCH19 functions inside count one by one, and neither comments nor blank lines do', () => {
	const code = [
		'function make() {',
		'\t// Why.',
		'\tconst half = (n) => n / 2;',
		'',
		'\tfunction one() {',
		'\t\treturn half(2);',
		'\t}',
		'\treturn { one };',
		'}'
	].join('\n');
	const source = { path: 'server/make.ts', text: code, code, lines: 9, imports: [], isTest: false };
	expect(functionsOf(source)).toEqual([
		{ place: 'server/make.ts:3 half', lines: 1 },
		{ place: 'server/make.ts:5 one', lines: 3 },
		{ place: 'server/make.ts:1 make', lines: 4 }
	]);
});

test(`ARCH9 no file has more than ${linesMax} lines`, () => {
	const long = sources
		.filter((source) => source.lines > linesMax)
		.map((source) => `${source.path}: ${source.lines}`);
	expect(long, 'split it by what it holds').toEqual([]);
});
