// Makes a PostgreSQL cluster, once. A half-made one never carries the final name.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '../start-error.ts';
import { program } from './binaries.ts';
import type { RunAs } from './run-as.ts';

export const superuser = 'sandtable';

/** The password of the cluster, made once and kept in the data folder. */
export function readOrMakePassword(dataDir: string): string {
	const file = path.join(dataDir, 'postgres-password');
	if (existsSync(file)) return readFileSync(file, 'utf8').trim();
	const password = randomBytes(24).toString('hex');
	writeFileSync(file, `${password}\n`, { mode: 0o600 });
	return password;
}

export async function ensureCluster(
	cluster: string,
	binaryRoot: string,
	runAs: RunAs,
	password: string
): Promise<void> {
	if (existsSync(path.join(cluster, 'PG_VERSION'))) {
		checkMajorVersion(cluster, binaryRoot);
		return;
	}
	const draft = `${cluster}.new`;
	const passwordFile = `${cluster}.pwfile`;
	rmSync(draft, { recursive: true, force: true });
	mkdirSync(draft, { recursive: true, mode: 0o700 });
	writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
	if ('uid' in runAs) {
		chownSync(draft, runAs.uid, runAs.gid);
		chownSync(passwordFile, runAs.uid, runAs.gid);
	}
	try {
		await runInitdb(draft, binaryRoot, runAs, passwordFile);
	} finally {
		rmSync(passwordFile, { force: true });
	}
	renameSync(draft, cluster);
}

function runInitdb(draft: string, binaryRoot: string, runAs: RunAs, passwordFile: string): Promise<void> {
	const args = [
		`--pgdata=${draft}`,
		`--username=${superuser}`,
		`--pwfile=${passwordFile}`,
		'--auth=scram-sha-256',
		'--encoding=UTF8',
		// Sorting that does not change with the machine's libraries.
		'--locale-provider=builtin',
		'--builtin-locale=C.UTF-8',
		'--locale=C',
		'--data-checksums',
		'--no-instructions'
	];
	return new Promise((resolve, reject) => {
		const child = spawn(program(binaryRoot, 'initdb'), args, {
			...runAs,
			cwd: path.dirname(draft),
			env: cleanEnvironment(),
			stdio: ['ignore', 'ignore', 'pipe']
		});
		let errors = '';
		child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
		child.on('error', reject);
		child.on('close', (code) => {
			if (code === 0) return resolve();
			const reason = errors.trim().split('\n').slice(-3).join(' ');
			reject(
				new StartError(
					`PostgreSQL could not make its files in ${path.dirname(draft)} (initdb ended with ${code}): ${reason}`
				)
			);
		});
	});
}

/** No PG… variable of the caller may change what our PostgreSQL does. */
export function cleanEnvironment(): Record<string, string> {
	return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

function checkMajorVersion(cluster: string, binaryRoot: string): void {
	const made = readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim();
	// share/postgresql/PG_VERSION does not exist; the catalogue's header line names the major version.
	const catalogue = readFileSync(path.join(binaryRoot, 'share', 'postgresql', 'postgres.bki'), 'utf8');
	const programs = /^# PostgreSQL (\d+)/.exec(catalogue)?.[1];
	if (programs && programs !== made) {
		throw new StartError(
			`The embedded database in ${cluster} was made by PostgreSQL ${made}, and this Sandtable brings ${programs}. Export with the old version and restore, or set DATABASE_URL.`
		);
	}
}
