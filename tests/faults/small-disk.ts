// A disk of a few megabytes that a test can fill to the last byte: a tmpfs, which only root may mount.
import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	closeSync,
	existsSync,
	mkdtempSync,
	openSync,
	rmSync,
	rmdirSync,
	writeSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface SmallDisk {
	folder: string;
	/** Takes what is left of it. */
	fill(): void;
	/** Gives that back. */
	free(): void;
	unmount(): void;
}

const blockBytes = 64 * 1024;
const lastBytes = 512;

/** Null where a disk can be mounted; otherwise why not. */
export function whyNoSmallDisk(): string | null {
	try {
		mountSmallDisk(1).unmount();
		return null;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

export function mountSmallDisk(mebibytes: number): SmallDisk {
	const folder = mkdtempSync(path.join(tmpdir(), 'sandtable-small-disk-'));
	const options = `size=${mebibytes}m,mode=0755`;
	const mounted = run('mount', '-t', 'tmpfs', '-o', options, 'sandtable-test', folder);
	if (mounted !== null) {
		rmdirSync(folder);
		throw new Error(`a small disk cannot be mounted: ${mounted}`);
	}
	chmodSync(folder, 0o755);
	const filler = path.join(folder, 'filler');
	return {
		folder,
		fill: () => writeUntilFull(filler),
		free: () => rmSync(filler, { force: true }),
		unmount: () => {
			// What still has a file open there keeps it; the folder is free at once.
			run('umount', '--lazy', folder);
			if (existsSync(folder)) rmdirSync(folder);
		}
	};
}

function run(command: string, ...args: string[]): string | null {
	const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
	if (error) return error.message;
	return status === 0 ? null : stderr.trim();
}

function writeUntilFull(file: string): void {
	const handle = openSync(file, 'a');
	try {
		for (const size of [blockBytes, lastBytes]) writeBlocks(handle, Buffer.alloc(size));
	} finally {
		closeSync(handle);
	}
}

function writeBlocks(handle: number, block: Buffer): void {
	for (;;) {
		try {
			if (writeSync(handle, block) < block.length) return;
		} catch (error) {
			if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return;
			throw error;
		}
	}
}
