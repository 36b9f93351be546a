// The page of metrics says what the server tells, and no other page names a metric that does not exist.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { metricHelp } from '../../server/metric-help.ts';
import { filesBelow, root } from './sources.ts';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('MET3 the page of metrics names every metric, in its words', () => {
	const rows = [...read('docs/operations/metrics.md').matchAll(/^\| `(sandtable_\w+)` +\| (.*?) +\|$/gm)];
	expect(Object.fromEntries(rows.map(([, name, help]) => [name, help]))).toEqual(metricHelp);
});

test('MET3 no page names a metric that does not exist', () => {
	const pages = filesBelow('docs').filter((file) => file.endsWith('.md'));
	const named = pages.flatMap((file) =>
		[...read(file).matchAll(/sandtable_(?:rooms|process)_\w+/g)].map(([name]) => ({ file, name }))
	);
	expect(named.length).toBeGreaterThan(Object.keys(metricHelp).length);
	expect(named.filter(({ name }) => !(name in metricHelp))).toEqual([]);
});
