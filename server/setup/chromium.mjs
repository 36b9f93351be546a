// Finds a Chromium for the browser tests: named, the system's, Playwright's own, or (as root on Debian) installed now.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inRoot, ownNode } from './paths.mjs';
import { runToEnd } from './run.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a browser, or null. Nothing is installed. */
export function findChromium(env = process.env) {
	if (env.CHROMIUM) return existsSync(env.CHROMIUM) ? env.CHROMIUM : null;
	for (const folder of (env.PATH ?? '').split(delimiter)) {
		for (const name of names) {
			const file = join(folder, name);
			if (folder && existsSync(file)) return file;
		}
	}
	const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
	return existsSync(mac) ? mac : null;
}

/** As above, and tries Playwright's own and the package manager. Resolves with `{ path }` or `{ problem }`. */
export async function ensureChromium(progress) {
	if (process.env.CHROMIUM && !existsSync(process.env.CHROMIUM)) {
		return { problem: `CHROMIUM names a file that does not exist: ${process.env.CHROMIUM}` };
	}
	const found = findChromium() ?? (await playwrightsOwn());
	if (found) return { path: found };
	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		await progress.step('Installing Chromium (apt-get)', () => aptInstall());
		const installed = findChromium();
		if (installed) return { path: installed };
	}
	return {
		problem:
			'The browser tests need Chromium or Chrome. Install one (on Debian: apt-get install chromium), or set CHROMIUM to its path.'
	};
}

async function playwrightsOwn() {
	const script = "import('@playwright/test').then((p) => console.log(p.chromium.executablePath()))";
	const { code, output } = await runToEnd(ownNode, ['-e', script], { cwd: inRoot() });
	const file = output.trim();
	return code === 0 && file && existsSync(file) ? file : null;
}

async function aptInstall() {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	await runToEnd('apt-get', ['update', '-qq'], { env });
	await runToEnd('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
}
