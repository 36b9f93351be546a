// The icons that reports draw, from lucide-static. Its files are flat lists of shapes, so two patterns read them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { IconNodes, Icons } from '#lib/report/svg.ts';

const require = createRequire(import.meta.url);
const shape = /<(path|rect|circle|ellipse|line|polyline|polygon)\b([^>]*?)\/?>/g;
const attribute = /([a-z0-9-]+)="([^"]*)"/gi;

function readIcon(name: string): IconNodes {
	const source = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8');
	return [...source.matchAll(shape)].map(([, tag = '', values = '']) => [
		tag,
		Object.fromEntries([...values.matchAll(attribute)].map(([, key = '', value = '']) => [key, value]))
	]);
}

/** Throws where lucide-static has no such icon: the vocabulary names only icons that exist. */
export function readIcons(names: readonly string[]): Icons {
	return Object.fromEntries(names.map((name) => [name, readIcon(name)]));
}
