// `npm run test:clone`: what somebody does who has just cloned the repository. Clones what is committed here into a folder that other
// users cannot enter, starts it twice, and with `-- --test` runs its tests as well. Runs on bare Node 20.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './paths.mjs';
import { createProgress, fail, SetupError } from './progress.mjs';
import { runToEnd } from './run.mjs';

/** A first start fetches and builds everything. */
const readyMaxMs = 15 * 60_000;
const endMaxMs = 60_000;
const closedMode = 0o700;
const readyLine = /^Sandtable is ready at (http:\/\/\S+)$/m;

try {
	await tryClone(process.argv.includes('--test'));
} catch (error) {
	fail(error);
}

async function tryClone(alsoTests) {
	const progress = createProgress();
	const closed = mkdtempSync(path.join(tmpdir(), 'sandtable-clone-'));
	chmodSync(closed, closedMode);
	const clone = path.join(closed, 'sandtable');
	try {
		const cloned = await runToEnd('git', ['clone', '--quiet', root, clone]);
		if (cloned.code !== 0) throw new SetupError(`git clone ended with ${cloned.code}: ${cloned.output}`);
		progress.say(`Cloned what is committed into ${clone}`);
		const first = await progress.step('SET1 the first start', () => startAndEnd(clone));
		check(first.includes('Installing packages'), 'SET1 the first start says that it installs', first);
		check(/Building/.test(first), 'SET1 the first start says that it builds', first);
		const second = await progress.step('SET2 the second start', () => startAndEnd(clone));
		check(!/Installing|Building/.test(second), 'SET2 the second start neither installs nor builds', second);
		if (alsoTests) {
			const { code } = await runToEnd('npm', ['test'], { cwd: clone, env: bareEnvironment(), show: true });
			check(code === 0, 'SET1 npm test ends with 0', `It ended with ${code}.`);
		}
		progress.say('SET1 SET2 hold.');
	} finally {
		removeClusterOutside(clone);
		rmSync(closed, { recursive: true, force: true });
	}
}

function check(holds, what, output) {
	if (!holds) throw new SetupError(`Does not hold: ${what}\n${output}`);
}

/** As a terminal has it: without what npm and this checkout add to it, and without another installation's settings. */
function bareEnvironment() {
	const foreign = /^(npm_|SANDTABLE_|DATABASE_URL$|REDIS_URL$|ORIGIN$|HOST$|NODE_ENV$|INIT_CWD$)/i;
	const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
	const folders = (process.env.PATH ?? '').split(path.delimiter);
	const own = folders.filter((folder) => !/node_modules/.test(folder));
	return { ...Object.fromEntries(kept), PATH: own.join(path.delimiter), PORT: '0' };
}

/** `npm start` until its ready line, a look at the page, and an orderly end; resolves with what it said. */
async function startAndEnd(clone) {
	const child = spawn('npm', ['start'], {
		cwd: clone,
		env: bareEnvironment(),
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let output = '';
	const ended = new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code, signal) => resolve(code ?? signal));
	});
	const address = new Promise((resolve) => {
		const collect = (chunk) => {
			output += chunk;
			const found = readyLine.exec(output);
			if (found) resolve(found[1]);
		};
		child.stdout.setEncoding('utf8').on('data', collect);
		child.stderr.setEncoding('utf8').on('data', collect);
	});
	const tooEarly = ended.then((code) => {
		throw new SetupError(`npm start ended with ${code} before it was ready:\n${output}`);
	});
	try {
		const origin = await within(Promise.race([address, tooEarly]), readyMaxMs, () => output);
		for (const page of ['/readyz', '/login']) {
			const { status } = await fetch(origin + page);
			check(status === 200, `${page} answers 200`, `It answered ${status}.`);
		}
		child.kill('SIGTERM');
		const code = await within(ended, endMaxMs, () => output);
		check(code === 0, 'npm start ends with 0 when it is asked to', `It ended with ${code}.\n${output}`);
	} finally {
		if (child.exitCode === null) child.kill('SIGTERM');
	}
	return output;
}

function within(promise, limitMs, output) {
	let timer;
	const late = new Promise((_resolve, reject) => {
		const give = () => reject(new SetupError(`Nothing came within ${limitMs / 1000} s:\n${output()}`));
		timer = setTimeout(give, limitMs);
	});
	return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** As root the database lies where its user can enter; it belongs to this clone alone and goes with it. */
function removeClusterOutside(clone) {
	const record = path.join(clone, 'data', 'postgres-location');
	if (!existsSync(record)) return;
	const folder = path.dirname(readFileSync(record, 'utf8').trim());
	if (/^\/var\/lib\/sandtable\/[0-9a-f]{16}$/.test(folder)) rmSync(folder, { recursive: true, force: true });
}
