// The checks that need no running program: types, lint, format. Used by `npm run check` and `npm test`. Bare Node 20.
import { inRoot, ownNode } from './paths.mjs';
import { ownEnvironment, runToEnd } from './run.mjs';

const tool = (...parts) => inRoot('node_modules', ...parts);

export const checks = [
	{
		title: 'Types',
		commands: [
			[tool('@sveltejs', 'kit', 'svelte-kit.js'), 'sync'],
			[tool('svelte-check', 'bin', 'svelte-check'), '--tsconfig', './tsconfig.json', '--fail-on-warnings']
		]
	},
	{ title: 'Lint', commands: [[tool('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.']] },
	{
		title: 'Format',
		commands: [[tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']]
	}
];

/** Runs one check; resolves with whether it holds, and shows what it says when it does not. */
export async function holds(check) {
	for (const args of check.commands) {
		const { code, output } = await runToEnd(ownNode, args, { env: ownEnvironment() });
		if (code !== 0) {
			process.stdout.write(`${output.trimEnd()}\n`);
			return false;
		}
	}
	return true;
}
