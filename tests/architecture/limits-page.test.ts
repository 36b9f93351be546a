// The table of limits says what the code does, and leaves no limit out.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as wireLimits from '#lib/protocol/limits.ts';
import { journalLimits, syncLimits } from '../../server/limits.ts';
import { metricHelp } from '../../server/metric-help.ts';
import { missingTests } from './named-tests.ts';
import { root } from './sources.ts';

const page = readFileSync(path.join(root, 'docs/spec/limits.md'), 'utf8');
const rows = page
	.split('\n')
	.filter((line) => line.startsWith('| ') && line.includes('`'))
	.map((line) => line.split('|').map((cell) => cell.trim()));
const limits: Record<string, number> = { ...wireLimits, ...journalLimits, ...syncLimits };

/** Bounds on what others ask of the server; its own deadlines and intervals are no limits in this sense. */
const isLimit = (name: string) =>
	/(BytesMax|FramesMax|ObjectsMax|RowsMax|sPer\w+Max|PerSecond|Burst|DebtMax|DepthMax)$/.test(name);
/** How the server itself goes about things. */
const ownAffairs = new Set(['restBytesMax', 'restsPerCheckMax']);

test('LIM10 constants, values and metrics are those of the code', () => {
	expect(rows.length).toBeGreaterThan(30);
	for (const [, what, constant = '', value, , metric = ''] of rows) {
		expect(limits[constant.replaceAll('`', '')], `${what}: ${constant}`).toBe(Number(value));
		expect(Object.keys(metricHelp), what).toContain(/`(\w+)`/.exec(metric)?.[1]);
	}
});

test('LIM10 no limit is left out', () => {
	const told = new Set(rows.map(([, , constant = '']) => constant.replaceAll('`', '')));
	const left = Object.keys(limits).filter(
		(name) => isLimit(name) && !told.has(name) && !ownAffairs.has(name)
	);
	expect(left).toEqual([]);
});

test('LIM10 every test that is named exists', () => {
	expect(missingTests('docs/spec/limits.md')).toEqual([]);
});
