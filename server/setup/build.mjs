// Builds the pages with Vite when what they are made of has changed. Runs on bare Node 20.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { inRoot, ownNode } from './paths.mjs';
import { SetupError } from './progress.mjs';
import { ownEnvironment, runToEnd } from './run.mjs';

const stampFile = inRoot('build', '.sandtable-build');
const sources = [
	'src',
	'static',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json',
	'package.json',
	'package-lock.json'
];

export async function ensureBuilt(progress) {
	const wanted = stamp();
	if (
		existsSync(inRoot('build', 'handler.js')) &&
		existsSync(stampFile) &&
		readFileSync(stampFile, 'utf8') === wanted
	)
		return;
	await progress.step('Building the pages', async () => {
		const vite = inRoot('node_modules', 'vite', 'bin', 'vite.js');
		const { code, output } = await runToEnd(ownNode, [vite, 'build', '--logLevel', 'warn'], {
			env: ownEnvironment({ NO_COLOR: '1' })
		});
		if (code !== 0) throw new SetupError(`The pages could not be built:\n${output.trim()}`);
	});
	writeFileSync(stampFile, wanted);
}

function stamp() {
	const hash = createHash('sha256');
	for (const name of sources.flatMap((source) => filesBelow(source)).sort()) {
		if (/\.test\.ts$/.test(name)) continue;
		hash
			.update(`${name}\0`)
			.update(readFileSync(inRoot(name)))
			.update('\0');
	}
	return `${hash.digest('hex')}\n`;
}

function filesBelow(name) {
	if (!existsSync(inRoot(name))) return [];
	if (/\.\w+$/.test(name) && !name.includes('/')) return [name];
	return readdirSync(inRoot(name), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => `${(entry.parentPath ?? entry.path).slice(inRoot().length + 1)}/${entry.name}`);
}
