// Reads postmaster.pid, the file by which a PostgreSQL cluster says who serves it, and tells what is behind it.
import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processCommand, processIdentity } from '../process-identity.ts';
import { StartError } from '../start-error.ts';

const helpersEndMaxMs = 10_000;
const pollIntervalMs = 20;

export interface Postmaster {
	pid: number;
	port: number;
	status: 'starting' | 'ready' | 'stopping';
}

/** Who serves the cluster now; null when nobody does. A file left by a crash is no one. */
export function readPostmaster(cluster: string): Postmaster | null {
	const lines = readLines(cluster);
	const pid = Number(lines?.[0]);
	if (!lines || !Number.isInteger(pid) || !isPostgresOf(pid, cluster)) return null;
	const status = (lines[7] ?? '').trim();
	return {
		pid,
		port: Number(lines[3] ?? 0),
		status: status === 'ready' || status === 'stopping' ? status : 'starting'
	};
}

/**
 * Removes a postmaster.pid that PostgreSQL would not dare to: its number belongs to another program now, or to a dead
 * process that nobody has collected (in containers often nobody does). With the file goes PostgreSQL's own guard
 * against helpers of the dead server that still write, so we wait for those to end.
 */
export async function clearStalePostmaster(cluster: string): Promise<void> {
	const pid = Number(readLines(cluster)?.[0]);
	if (!Number.isInteger(pid) || pid <= 0 || !numberIsTaken(pid) || isPostgresOf(pid, cluster)) return;
	const deadline = performance.now() + helpersEndMaxMs;
	while (hasHelpers(cluster)) {
		if (performance.now() > deadline) {
			throw new StartError(
				`Processes of a dead PostgreSQL still work in ${cluster}. End them and start again.`
			);
		}
		await sleep(pollIntervalMs);
	}
	rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
}

// Unlike processIdentity this sees dead, uncollected processes, as PostgreSQL does.
function numberIsTaken(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

// All processes of a PostgreSQL server work in the cluster's folder.
function hasHelpers(cluster: string): boolean {
	if (process.platform !== 'linux') return false;
	return readdirSync('/proc').some((name) => /^\d+$/.test(name) && workingFolder(name) === cluster);
}

function workingFolder(pid: string): string | null {
	try {
		return readlinkSync(`/proc/${pid}/cwd`);
	} catch (error) {
		// Ended meanwhile, or not ours to look at.
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return null;
		throw error;
	}
}

function isPostgresOf(pid: number, cluster: string): boolean {
	if (processIdentity(pid) === null) return false;
	const command = processCommand(pid) ?? '';
	return command.includes('postgres') && command.includes(cluster);
}

function readLines(cluster: string): string[] | null {
	try {
		return readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}
