// `npm run bench`: runs the benchmarks of tests/bench. Runs on bare Node 20.
import { existsSync } from 'node:fs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot } from './paths.mjs';
import { createProgress, fail, SetupError } from './progress.mjs';
import { becomeNode } from './run.mjs';

try {
	if (!existsSync(inRoot('tests', 'bench', 'run.ts'))) {
		throw new SetupError('There are no benchmarks in this version (tests/bench/run.ts does not exist).');
	}
	const progress = createProgress(process.stderr);
	await ensureInstalled(progress);
	await ensureBuilt(progress);
	becomeNode(['tests/bench/run.ts', ...process.argv.slice(2)]);
} catch (error) {
	fail(error);
}
