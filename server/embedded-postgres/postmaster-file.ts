// Reads postmaster.pid, the file by which a PostgreSQL cluster says who serves it, and tells what is behind it.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { processCommand, processIdentity } from '../process-identity.ts';

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

/** Removes a postmaster.pid whose number now belongs to another program, which PostgreSQL would not dare to. */
export function clearStalePostmaster(cluster: string): void {
	const pid = Number(readLines(cluster)?.[0]);
	if (!Number.isInteger(pid) || pid <= 0) return;
	if (processIdentity(pid) !== null && !isPostgresOf(pid, cluster)) {
		rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
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
