// `npm start`: installs what is missing, builds what has changed, then serves. Runs on bare Node 20.
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { createProgress, fail } from './progress.mjs';
import { becomeNode } from './run.mjs';

try {
	const progress = createProgress();
	await ensureInstalled(progress);
	await ensureBuilt(progress);
	progress.say('Starting Sandtable …');
	becomeNode(['server/main.ts', ...process.argv.slice(2)], { channel: true });
} catch (error) {
	fail(error);
}
