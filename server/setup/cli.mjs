// `npm run sandtable -- COMMAND`: administration. Set-up speaks on standard error; the rest is the command's.
import { ensureInstalled } from './install.mjs';
import { createProgress, fail } from './progress.mjs';
import { becomeNode } from './run.mjs';

try {
	await ensureInstalled(createProgress(process.stderr));
	becomeNode(['server/cli.ts', ...process.argv.slice(2)]);
} catch (error) {
	fail(error);
}
