// `npm run dev`: the same process with Vite's live pages in place of built ones. Runs on bare Node 20.
import { existsSync } from 'node:fs';
import { ensureInstalled } from './install.mjs';
import { inRoot } from './paths.mjs';
import { createProgress, fail } from './progress.mjs';
import { becomeNode } from './run.mjs';

try {
	const progress = createProgress();
	await ensureInstalled(progress);
	progress.say('Starting Sandtable for development …');
	// The server starts anew when what it runs itself changes; Vite sees to the pages.
	const watched = [
		'server',
		'src/lib/server',
		'src/lib/board',
		'src/lib/protocol',
		'src/lib/report',
		'drizzle'
	];
	const watch = watched
		.filter((folder) => existsSync(inRoot(folder)))
		.map((folder) => `--watch-path=${folder}`);
	becomeNode([...watch, '--watch-preserve-output', 'server/main.ts', '--dev', ...process.argv.slice(2)]);
} catch (error) {
	fail(error);
}
