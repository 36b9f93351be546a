// Stops and wakes PostgreSQL's processes, by their numbers, where they run on this machine.
import { execFileSync } from 'node:child_process';
import postgres from 'postgres';

export function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
		throw error;
	}
}

/** Those that serve one database, but for the one that answers, which has ended by then. */
export async function backendsOf(url: string): Promise<number[]> {
	const aside = postgres(url, { max: 1, onnotice: () => {} });
	try {
		const rows = await aside<{ pid: number }[]>`
			select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
		return rows.map(({ pid }) => pid);
	} finally {
		await aside.end();
	}
}

/** Stops those that run; the answer wakes them. */
export function stopProcesses(pids: readonly number[]): () => void {
	for (const pid of pids) signal(pid, 'SIGSTOP');
	return () => {
		for (const pid of pids) signal(pid, 'SIGCONT');
	};
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
	if (isRunning(pid)) process.kill(pid, name);
}

export function killProcesses(pids: readonly number[]): void {
	for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
}

/** PostgreSQL's main process is the parent of those that serve. */
export function parentOf(pid: number): number {
	return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
}
