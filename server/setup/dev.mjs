// `npm run dev`: the same process with Vite's live pages in place of built ones. Runs on bare Node 20.
import { ensureInstalled } from './install.mjs';
import { createProgress, fail } from './progress.mjs';
import { becomeNode } from './run.mjs';

try {
	const progress = createProgress();
	await ensureInstalled(progress);
	progress.say('Starting Sandtable for development …');
	// --watch starts the server anew when its own files change; Vite sees to the pages.
	becomeNode(['--watch', '--watch-preserve-output', 'server/main.ts', '--dev', ...process.argv.slice(2)]);
} catch (error) {
	fail(error);
}
