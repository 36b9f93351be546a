// The folder in which this installation keeps its own things. Private to its owner, and served by one process at a time.
import { chmodSync, mkdirSync, readdirSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import type { Log } from './log.ts';
import { tryPidLock, type PidLock } from './pid-lock.ts';
import { StartError } from './start-error.ts';

const lockName = 'sandtable.lock';
/** Files by which a folder is known as ours. */
const ownNames = new Set([lockName, 'postgres', 'postgres-password', 'postgres-location']);

/** Makes the folder when it is missing, and keeps others out of it. */
export function ensureDataFolder(dataDir: string, log: Log): void {
	try {
		mkdirSync(dataDir, { recursive: true, mode: 0o700 });
		const stats = statSync(dataDir);
		if (!stats.isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
		keepOthersOut(dataDir, stats, log);
	} catch (error) {
		if (error instanceof StartError) throw error;
		const code = (error as NodeJS.ErrnoException).code ?? String(error);
		throw new StartError(
			`The data folder ${dataDir} cannot be used (${code}). Set SANDTABLE_DATA to a folder that this user may write.`
		);
	}
}

/** Refuses when another living process serves this folder. */
export function lockDataFolder(dataDir: string): PidLock {
	const attempt = tryPidLock(path.join(dataDir, lockName));
	if (attempt.ok) return attempt.lock;
	throw new StartError(
		`The data folder ${dataDir} is in use by process ${attempt.pid}. Stop that one, or set SANDTABLE_DATA to another folder.`
	);
}

function keepOthersOut(dataDir: string, stats: Stats, log: Log): void {
	// 0o010: as root, PostgreSQL's group may pass through (see embedded-postgres/place.ts).
	const openTo = stats.mode & 0o777 & ~0o710;
	if (openTo === 0) return;
	if ((openTo & 0o022) !== 0) {
		throw new StartError(
			`Other users may write into the data folder ${dataDir}. Choose a folder of your own for SANDTABLE_DATA, or run: chmod 700 ${dataDir}`
		);
	}
	// A folder that holds somebody's other things is not ours to close.
	const names = readdirSync(dataDir);
	if (names.length === 0 || names.some((name) => ownNames.has(name))) chmodSync(dataDir, 0o700);
	else log.warn('other users may look into the data folder', { dataDir, advice: `chmod 700 ${dataDir}` });
}
