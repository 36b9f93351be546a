// Installs the packages when they are missing or older than package-lock.json. Runs on bare Node 20.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { inRoot, ownNode } from './paths.mjs';
import { SetupError } from './progress.mjs';
import { runToEnd } from './run.mjs';

const stampFile = inRoot('node_modules', '.sandtable-install');
const lockFile = inRoot('package-lock.json');
const nodeMajorMin = 24;

export async function ensureInstalled(progress) {
	const wanted = stamp();
	if (readStamp() === wanted && existsSync(ownNode)) return;
	if (!isInstalledByHand()) {
		await progress.step('Installing packages (npm ci, a minute or two)', () => install());
	}
	await ensureNode(progress);
	writeFileSync(stampFile, wanted);
}

function stamp() {
	const hash = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
	return `${hash} ${process.platform}-${process.arch}\n`;
}

function readStamp() {
	return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : null;
}

// npm writes its hidden lock file as the last step of an install.
function isInstalledByHand() {
	const hidden = statSync(inRoot('node_modules', '.package-lock.json'), { throwIfNoEntry: false });
	return hidden !== undefined && hidden.mtimeMs >= statSync(lockFile).mtimeMs;
}

// The tools that build and serve are partly development dependencies: NODE_ENV=production must not leave them out.
const flags = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];

async function install() {
	const strict = await runNpm(['ci', ...flags]);
	if (strict.code === 0) return;
	// A lock file that this npm does not take as complete still says which versions to install.
	const isLockTrouble = strict.output.includes('EUSAGE');
	const { code, output } = isLockTrouble ? await runNpm(['install', '--no-save', ...flags]) : strict;
	if (code === 0) return;
	throw new SetupError(
		`The packages could not be installed. Is the package registry reachable? Once that is put right, start again.\n${firstErrors(output)}`
	);
}

// Where install scripts are blocked, the package `node` has not fetched its program yet.
async function ensureNode(progress) {
	if (await ownNodeWorks()) return;
	await progress.step('Fetching Node 24', () =>
		runNpm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'])
	);
	if (await ownNodeWorks()) return;
	throw new SetupError(
		'Node 24 did not arrive with the packages, because install scripts are blocked. Run: npm rebuild node --ignore-scripts=false'
	);
}

async function ownNodeWorks() {
	if (!existsSync(ownNode)) return false;
	const { code, output } = await runToEnd(ownNode, ['--version']).catch(() => ({ code: 1, output: '' }));
	return code === 0 && Number(/^v(\d+)/.exec(output)?.[1]) >= nodeMajorMin;
}

// npm tells its scripts where it lies itself.
function runNpm(args) {
	const npm = process.env.npm_execpath;
	return npm && /\.[cm]?js$/.test(npm) ? runToEnd(process.execPath, [npm, ...args]) : runToEnd('npm', args);
}

function firstErrors(output) {
	return output.trim().split('\n').slice(0, 15).join('\n');
}
