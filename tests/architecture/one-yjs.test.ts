// Two copies of Yjs in one program do not know each other's types: what one makes, the other cannot write.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './sources.ts';

/** Stands once in each copy of Yjs. */
const mark = 'Yjs was already imported';

test('ARCH15 one Yjs is installed', () => {
	const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
		packages: Record<string, unknown>;
	};
	const copies = Object.keys(lock.packages).filter((name) => /(^|\/)node_modules\/(@y\/y|yjs)$/.test(name));
	expect(copies).toEqual(['node_modules/yjs']);
});

test('ARCH15 the pages hold one Yjs, and the server’s half of them none beside the server’s own', (context) => {
	const build = path.join(root, 'build');
	// `npm test` builds first; a single run of this file may come before any build.
	if (!existsSync(build)) return context.skip('nothing is built');
	const copiesIn = (folder: string) =>
		readdirSync(path.join(build, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => /\.[cm]?js$/.test(file))
			.map((file) => readFileSync(path.join(build, folder, file), 'utf8').split(mark).length - 1)
			.reduce((sum, count) => sum + count, 0);
	expect({ client: copiesIn('client'), server: copiesIn('server') }).toEqual({ client: 1, server: 0 });
});
