// `npm test`: set-up, then types, lint, format, unit, integration, faults and browser tests. Its last line gives the
// totals; the exit code is 0 only when everything passed. Runs on bare Node 20.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { checks, holds } from './checks.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot, ownNode } from './paths.mjs';
import { createProgress, fail, seconds } from './progress.mjs';
import { findRedis } from './redis.mjs';
import { add, lastLine, noCounts, readPlaywright, readVitest } from './reports.mjs';
import { ownEnvironment, runToEnd } from './run.mjs';

const resultsFolder = inRoot('test-results', 'reports');

try {
	process.exit(await testAll());
} catch (error) {
	fail(error);
}

async function testAll() {
	const progress = createProgress();
	await ensureInstalled(progress);
	await ensureBuilt(progress);
	const chromium = await ensureChromium(progress);
	rmSync(resultsFolder, { recursive: true, force: true });
	mkdirSync(resultsFolder, { recursive: true });

	const stages = [
		...checks.map((check) => ({ title: check.title, run: () => checkStage(check) })),
		{ title: 'Unit and architecture tests', run: () => vitestStage('unit') },
		{ title: 'Integration tests', run: () => vitestStage('integration') },
		{ title: 'Fault tests (short run)', run: () => vitestStage('faults') },
		{ title: 'Browser tests', run: () => browserStage(chromium) }
	];
	const notes = redisNotes();
	const results = [];
	for (const stage of stages) {
		const startedAt = performance.now();
		progress.say(`${stage.title} …`);
		const result = await stage.run();
		results.push({ title: stage.title, ms: performance.now() - startedAt, ...result });
		progress.say(`${stage.title}: ${result.problem ?? 'all right'}`);
	}
	return summarise(results, notes);
}

/** A check counts as failed when it does not hold; it is no test, so it never counts as passed. */
async function checkStage(check) {
	return (await holds(check))
		? { counts: noCounts() }
		: { counts: { ...noCounts(), failed: 1 }, problem: 'does not hold, see above' };
}

async function vitestStage(project) {
	const report = join(resultsFolder, `${project}.json`);
	const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs');
	const args = [
		vitest,
		'run',
		'--project',
		project,
		'--reporter=dot',
		'--reporter=json',
		`--outputFile.json=${report}`
	];
	const { code } = await runToEnd(ownNode, args, { env: ownEnvironment(), show: true });
	return judge(code, readVitest(report));
}

async function browserStage(chromium) {
	if (chromium.problem) return { counts: { ...noCounts(), failed: 1 }, problem: chromium.problem };
	const report = join(resultsFolder, 'browser.json');
	const env = ownEnvironment({ CHROMIUM: chromium.path, PLAYWRIGHT_JSON_OUTPUT_FILE: report });
	const playwright = inRoot('node_modules', '@playwright', 'test', 'cli.js');
	const { code } = await runToEnd(ownNode, [playwright, 'test'], { env, show: true });
	return judge(code, readPlaywright(report));
}

function judge(code, counts) {
	if (!counts) return { counts: { ...noCounts(), failed: 1 }, problem: 'ended without a report' };
	if (counts.passed + counts.failed === 0)
		return { counts: { ...counts, failed: 1 }, problem: 'ran no test' };
	if (counts.failed > 0) return { counts, problem: `${counts.failed} failed` };
	if (code !== 0) return { counts: { ...counts, failed: 1 }, problem: `ended with exit code ${code}` };
	return { counts };
}

function redisNotes() {
	if (findRedis() !== null) return [];
	return ['Skipped: tests with Redis (neither redis-server nor valkey-server is on the PATH).'];
}

function summarise(results, notes) {
	console.log('\nStage                         passed  failed  skipped     time');
	for (const { title, counts, ms, problem } of results) {
		const numbers = [counts.passed, counts.failed, counts.skipped].map((n) => String(n).padStart(8)).join('');
		console.log(`${title.padEnd(28)}${numbers}  ${seconds(ms).padStart(8)}${problem ? `  ${problem}` : ''}`);
	}
	for (const note of notes) console.log(note);
	const totals = results.map((result) => result.counts).reduce(add, noCounts());
	console.log(`Time: ${seconds(results.reduce((sum, result) => sum + result.ms, 0))}\n`);
	console.log(lastLine(totals));
	return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}
