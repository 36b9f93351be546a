// `npm run test:faults`: the long run of the fault tests, each fault as often as its test says, and a summary of what they found.
// SANDTABLE_FAULT_ROUNDS scales it: 20 is all of it, 10 half.
import { mkdirSync, rmSync } from 'node:fs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot, ownNode } from './paths.mjs';
import { createProgress, fail } from './progress.mjs';
import { readOutcomes } from './reports.mjs';
import { ownEnvironment, runToEnd } from './run.mjs';

const roundsLong = '20';
const resultsFolder = inRoot('test-results', 'reports');

try {
	process.exit(await testFaults());
} catch (error) {
	fail(error);
}

async function testFaults() {
	const progress = createProgress();
	await ensureInstalled(progress);
	await ensureBuilt(progress);
	mkdirSync(resultsFolder, { recursive: true });
	const report = inRoot('test-results', 'reports', 'faults-long.json');
	rmSync(report, { force: true });
	const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs');
	const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${report}`];
	const args = [vitest, 'run', '--project', 'faults', ...reporters, ...process.argv.slice(2)];
	const rounds = process.env.SANDTABLE_FAULT_ROUNDS ?? roundsLong;
	const { code } = await runToEnd(ownNode, args, {
		env: ownEnvironment({ SANDTABLE_FAULT_ROUNDS: rounds }),
		show: true
	});
	const outcomes = readOutcomes(report);
	if (outcomes.length > 0) console.log('\nFaults');
	for (const { title, status, seconds, outcome } of outcomes) {
		console.log(`${status.padEnd(8)}${String(seconds).padStart(6)} s  ${title}`);
		if (outcome) console.log(`                  ${outcome}`);
	}
	return code;
}
