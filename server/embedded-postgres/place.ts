// Chooses where the cluster and the programs of the embedded PostgreSQL lie: in the data folder and in node_modules,
// or, where its user cannot enter those, below /var/lib/sandtable. It remembers the choice in the data folder.
import { randomBytes } from 'node:crypto';
import {
	chmodSync,
	chownSync,
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import path from 'node:path';
import type { Log } from '../log.ts';
import { StartError } from '../start-error.ts';
import type { Binaries } from './binaries.ts';
import { canEnter, type RunAs } from './run-as.ts';

const outsideRoot = '/var/lib/sandtable';

/** The folder of the cluster; its parent exists and can be entered by the user that PostgreSQL runs as. */
export function placeCluster(dataDir: string, runAs: RunAs, log: Log): string {
	const record = recordFile(dataDir);
	if (existsSync(record)) return recordedPlace(record);
	if (!canEnter(runAs, dataDir) && 'gid' in runAs && canEnter(runAs, path.dirname(dataDir))) {
		// The group of PostgreSQL may pass through the data folder, and neither list nor change what is in it.
		chownSync(dataDir, process.getuid?.() ?? 0, runAs.gid);
		chmodSync(dataDir, 0o710);
	}
	if (canEnter(runAs, dataDir)) return path.join(dataDir, 'postgres');

	const inside = path.join(dataDir, 'postgres');
	if (existsSync(path.join(inside, 'PG_VERSION'))) {
		throw new StartError(
			`The user "postgres" cannot enter ${inside} any more, because a folder above it is closed to others. Open it (chmod o+x), or move the data folder back.`
		);
	}
	// Not a name made from the path: a fresh data folder at the same place must not meet the cluster of an old one.
	const outside = path.join(outsideRoot, randomBytes(8).toString('hex'));
	makeOutside(outside);
	const cluster = path.join(outside, 'postgres');
	log.warn('embedded PostgreSQL lies outside the data folder, which its user cannot enter', {
		place: cluster,
		dataDir
	});
	return cluster;
}

/** To be called once the cluster stands: from now on it is looked for there and nowhere else. */
export function recordPlace(dataDir: string, cluster: string): void {
	const record = recordFile(dataDir);
	if (path.dirname(cluster) === dataDir || existsSync(record)) return;
	writeFileSync(record, `${cluster}\n`, { mode: 0o600 });
}

function recordFile(dataDir: string): string {
	return path.join(dataDir, 'postgres-location');
}

// An empty database in the place of one that has gone missing would look like lost work.
function recordedPlace(record: string): string {
	const cluster = readFileSync(record, 'utf8').trim();
	if (existsSync(path.join(cluster, 'PG_VERSION'))) return cluster;
	throw new StartError(
		`${record} says that the database lies in ${cluster}, and it is not there. Bring it back, or remove that file to begin with an empty database.`
	);
}

/** The folder with bin, lib and share, as the user that PostgreSQL runs as can reach it. */
export function placeBinaries(binaries: Binaries, runAs: RunAs, log: Log): string {
	if (canEnter(runAs, path.join(binaries.root, 'bin'))) return binaries.root;
	const copy = path.join(outsideRoot, `postgresql-${binaries.version}`);
	if (existsSync(copy)) return copy;
	makeOutside(outsideRoot);
	const draft = `${copy}.${process.pid}.new`;
	cpSync(binaries.root, draft, { recursive: true, verbatimSymlinks: true });
	try {
		renameSync(draft, copy);
	} catch (error) {
		rmSync(draft, { recursive: true, force: true });
		// Another process of ours was faster.
		if (!existsSync(copy)) throw error;
	}
	log.warn('the PostgreSQL programs were copied to where their user can run them', { place: copy });
	return copy;
}

function makeOutside(folder: string): void {
	try {
		mkdirSync(folder, { recursive: true, mode: 0o755 });
		// Whatever the umask was.
		chmodSync(outsideRoot, 0o755);
		chmodSync(folder, 0o755);
	} catch (error) {
		const reason = (error as NodeJS.ErrnoException).code ?? String(error);
		throw new StartError(
			`The user "postgres" can enter neither the data folder nor ${folder} (${reason}). Set SANDTABLE_DATA to a folder that it can enter, or set DATABASE_URL.`
		);
	}
}
