// `npm run sim -- --seeds 2000` or `-- --seed 7 --trace`: plays lives of the sync server in simulated time (tests/simulation).
import { ensureInstalled } from './install.mjs';
import { inRoot } from './paths.mjs';
import { createProgress, fail } from './progress.mjs';
import { becomeNode } from './run.mjs';

try {
	await ensureInstalled(createProgress());
	becomeNode([inRoot('tests', 'simulation', 'run.ts'), ...process.argv.slice(2)]);
} catch (error) {
	fail(error);
}
