// A lock held by a living process, as a file that names it. A lock whose process has gone is taken over.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';

export interface PidLock {
	release(): void;
}

export type LockAttempt = { ok: true; lock: PidLock } | { ok: false; pid: number };

const pollIntervalMs = 25;
const attemptsMax = 10;

/** Tries once; tells who holds the lock when it is taken. */
export function tryPidLock(path: string): LockAttempt {
	const own = `${process.pid} ${processIdentity(process.pid)}\n`;
	const draft = `${path}.${process.pid}.new`;
	writeFileSync(draft, own, { mode: 0o600 });
	try {
		for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
			if (linkIfFree(draft, path)) return { ok: true, lock: { release: () => releaseOwn(path, own) } };
			const held = readIfThere(path);
			if (held === null) continue;
			const holder = livingHolder(held);
			if (holder !== null) return { ok: false, pid: holder };
			removeStale(path, held);
		}
	} finally {
		rmSync(draft, { force: true });
	}
	throw new Error(`The lock ${path} keeps changing hands. Try again.`);
}

/** Waits for the lock, runs `work` and releases it, whatever happens. */
export async function withPidLock<T>(path: string, waitMaxMs: number, work: () => Promise<T>): Promise<T> {
	const deadline = performance.now() + waitMaxMs;
	for (;;) {
		const attempt = tryPidLock(path);
		if (attempt.ok) {
			try {
				return await work();
			} finally {
				attempt.lock.release();
			}
		}
		if (performance.now() > deadline) {
			throw new Error(`Process ${attempt.pid} has held ${path} for too long. End it and try again.`);
		}
		await sleep(pollIntervalMs);
	}
}

function livingHolder(content: string): number | null {
	const [pidText = '', identity = ''] = content.trim().split(' ');
	const pid = Number(pidText);
	const now = processIdentity(pid);
	return now !== null && now === identity ? pid : null;
}

// A hard link of a written file makes lock and content appear in one step.
function linkIfFree(draft: string, path: string): boolean {
	try {
		linkSync(draft, path);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

function readIfThere(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}

// Between reading and removing, another process may have taken the stale lock over: look again at what was moved.
function removeStale(path: string, staleContent: string): void {
	const aside = `${path}.${process.pid}.stale`;
	try {
		renameSync(path, aside);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
		throw error;
	}
	if (readFileSync(aside, 'utf8') !== staleContent) linkIfFree(aside, path);
	rmSync(aside, { force: true });
}

function releaseOwn(path: string, own: string): void {
	if (readIfThere(path) === own) rmSync(path, { force: true });
}
