// Decides as whom PostgreSQL runs. It refuses to run as root, so there it gets the system's `postgres` user.
import { execFileSync, spawnSync } from 'node:child_process';
import { StartError } from '../start-error.ts';

/** Fields for child_process.spawn; empty where the process is nobody special already. */
export type RunAs = { uid: number; gid: number } | Record<string, never>;

const userName = 'postgres';

export function findRunAs(): RunAs {
	if (process.getuid?.() !== 0) return {};
	const known = lookUp();
	if (known) return known;
	createUser();
	const created = lookUp();
	if (created) return created;
	throw new StartError(
		`PostgreSQL does not run as root, and the system user "${userName}" could not be made. Make it, start as another user, or set DATABASE_URL.`
	);
}

function lookUp(): RunAs | null {
	const uid = spawnSync('id', ['-u', userName], { encoding: 'utf8' });
	const gid = spawnSync('id', ['-g', userName], { encoding: 'utf8' });
	if (uid.status !== 0 || gid.status !== 0) return null;
	return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function createUser(): void {
	const attempts: [string, string[]][] = [
		['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', userName]],
		['adduser', ['-S', '-D', '-H', userName]]
	];
	for (const [command, args] of attempts) {
		try {
			execFileSync(command, args, { stdio: 'ignore' });
			return;
		} catch {
			// Not every system has both commands; findRunAs looks whether the user exists now.
			continue;
		}
	}
}

/** Whether PostgreSQL, running as `runAs`, can reach what is in `folder`. Asks the system, which knows best. */
export function canEnter(runAs: RunAs, folder: string): boolean {
	if (!('uid' in runAs)) return true;
	return (
		spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...runAs, cwd: '/', stdio: 'ignore' }).status ===
		0
	);
}
