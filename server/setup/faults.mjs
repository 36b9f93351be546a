// `npm run test:faults`: the long run of the fault tests (20 rounds of killing the server, or SANDTABLE_FAULT_ROUNDS).
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot } from './paths.mjs';
import { createProgress, fail } from './progress.mjs';
import { becomeNode, ownEnvironment } from './run.mjs';

const roundsLong = '20';

try {
	const progress = createProgress();
	await ensureInstalled(progress);
	await ensureBuilt(progress);
	const rounds = process.env.SANDTABLE_FAULT_ROUNDS ?? roundsLong;
	const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs');
	const args = [vitest, 'run', '--project', 'faults', '--reporter=verbose', ...process.argv.slice(2)];
	becomeNode(args, { env: ownEnvironment({ SANDTABLE_FAULT_ROUNDS: rounds }) });
} catch (error) {
	fail(error);
}
