import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tryPidLock, withPidLock } from './pid-lock.ts';
import { processIdentity } from './process-identity.ts';

let folder = '';
let file = '';

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'sandtable-lock-'));
	file = path.join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('PROC1 a lock is held once, names its holder, and is gone after release', () => {
	const first = tryPidLock(file);
	expect(tryPidLock(file)).toEqual({ ok: false, pid: process.pid });
	if (first.ok) first.lock.release();
	expect(existsSync(file)).toBe(false);
});

test('PROC1 the lock of another living process is respected', async () => {
	const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
		stdio: ['pipe', 'ignore', 'ignore']
	});
	await once(other, 'spawn');
	const pid = other.pid ?? 0;
	writeFileSync(file, `${pid} ${processIdentity(pid)}\n`);
	expect(tryPidLock(file)).toEqual({ ok: false, pid });
	other.stdin?.end();
	await once(other, 'exit');
	expect(tryPidLock(file).ok).toBe(true);
});

test('PROC2 a reused process number does not keep a lock alive', () => {
	writeFileSync(file, `${process.ppid} of-an-earlier-process\n`);
	expect(tryPidLock(file).ok).toBe(true);
	expect(readFileSync(file, 'utf8')).toContain(`${process.pid} `);
});

test.each(['', 'nonsense', '-1 x', '0 x'])('PROC2 a damaged lock (%j) is taken over', (content) => {
	writeFileSync(file, content);
	expect(tryPidLock(file).ok).toBe(true);
});

test('PROC2 of many that take a stale lock over, one at a time holds it', async () => {
	writeFileSync(file, '999999999 gone\n');
	let inside = 0;
	let most = 0;
	const work = async () => {
		inside += 1;
		most = Math.max(most, inside);
		await new Promise((resolve) => setImmediate(resolve));
		inside -= 1;
	};
	await Promise.all(Array.from({ length: 5 }, () => withPidLock(file, 10_000, work)));
	expect(most).toBe(1);
});
