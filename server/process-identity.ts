// Tells whether a process is still the same one. A number alone cannot: process numbers are reused.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A text that stays the same for the life of process `pid`, or null when no such process lives. */
export function processIdentity(pid: number): string | null {
	if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
	return process.platform === 'linux' ? linuxIdentity(pid) : otherIdentity(pid);
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it lives and belongs to somebody else.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

function linuxIdentity(pid: number): string | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		const state = fields[0];
		const startedTicks = fields[19];
		if (state === 'Z' || state === 'X') return null;
		const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
		return `${boot}:${startedTicks}`;
	} catch (error) {
		if (isGone(error)) return null;
		throw error;
	}
}

function otherIdentity(pid: number): string | null {
	try {
		const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
		return started.replaceAll(/\s+/g, '-') || null;
	} catch (error) {
		// ps ends with status 1 when there is no such process.
		if ((error as { status?: number }).status === 1) return null;
		throw error;
	}
}

/** The command line of a living process, or null. */
export function processCommand(pid: number): string | null {
	try {
		if (process.platform === 'linux') {
			return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
		}
		return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
	} catch (error) {
		if (isGone(error) || (error as { status?: number }).status === 1) return null;
		throw error;
	}
}

function isGone(error: unknown): boolean {
	const code = (error as NodeJS.ErrnoException).code;
	return code === 'ENOENT' || code === 'ESRCH';
}
