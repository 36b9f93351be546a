// Reads the JSON reports of the test runners and adds them up. A file that could not be loaded counts as failed.
import { existsSync, readFileSync } from 'node:fs';

export function noCounts() {
	return { passed: 0, failed: 0, skipped: 0 };
}

export function add(a, b) {
	return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** Counts of one Vitest report; null when there is none. */
export function readVitest(file) {
	if (!existsSync(file)) return null;
	const report = JSON.parse(readFileSync(file, 'utf8'));
	const brokenFiles = report.testResults.filter(
		(result) =>
			result.status === 'failed' && !result.assertionResults.some((test) => test.status === 'failed')
	).length;
	return {
		passed: report.numPassedTests,
		failed: report.numFailedTests + brokenFiles,
		skipped: report.numPendingTests + (report.numTodoTests ?? 0)
	};
}

/** Each test of one Vitest report with what it says of itself, in the order of the titles. */
export function readOutcomes(file) {
	if (!existsSync(file)) return [];
	const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
	return testResults
		.flatMap(({ assertionResults }) => assertionResults)
		.map(({ title, status, duration, meta }) => ({
			title,
			status,
			seconds: Math.round((duration ?? 0) / 1_000),
			outcome: meta?.outcome
		}))
		.sort((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true }));
}

/** Counts of one Playwright report; null when there is none. A test that passed only on a retry counts as failed. */
export function readPlaywright(file) {
	if (!existsSync(file)) return null;
	const { stats, errors } = JSON.parse(readFileSync(file, 'utf8'));
	return {
		passed: stats.expected,
		failed: stats.unexpected + stats.flaky + (errors?.length ?? 0),
		skipped: stats.skipped
	};
}

export function lastLine({ passed, failed, skipped }) {
	return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
