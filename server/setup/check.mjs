// `npm run check`: types, lint and format. Runs on bare Node 20.
import { checks, holds } from './checks.mjs';
import { ensureInstalled } from './install.mjs';
import { createProgress, fail } from './progress.mjs';

try {
	const progress = createProgress();
	await ensureInstalled(progress);
	let failed = 0;
	for (const check of checks) {
		if (!(await progress.step(check.title, () => holds(check)))) {
			progress.say(`${check.title}: FAILED`);
			failed += 1;
		}
	}
	process.exit(failed === 0 ? 0 : 1);
} catch (error) {
	fail(error);
}
