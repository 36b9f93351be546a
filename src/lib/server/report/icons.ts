// The icons that reports draw, from lucide-static.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { IconNodes, Icons } from '#lib/report/svg.ts';

const require = createRequire(import.meta.url);

export function readIcons(names: readonly string[]): Icons {
	const all = JSON.parse(readFileSync(require.resolve('lucide-static/icon-nodes.json'), 'utf8')) as Record<string, IconNodes>;
	return Object.fromEntries(names.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
}
