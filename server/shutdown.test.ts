// An orderly end has a budget for each of its parts, and what runs the process waits longer than all of them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { silentLog } from './log.ts';
import { createShutdown } from './shutdown.ts';
import { shutdownMaxMs } from './shutdown-budget.ts';

const longMs = 60_000;
const root = path.resolve(import.meta.dirname, '..');
const page = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('PROC10 whoever waits for the end of the process waits for all of it', () => {
	const graceS = Number(/^  stop_grace_period: (\d+)s$/m.exec(page('compose.yaml'))?.[1]);
	expect(graceS * 1_000).toBeGreaterThan(shutdownMaxMs);
	expect(page('docs/operations.md').replaceAll('\n', ' ')).toContain(`Give it ${graceS} s before SIGKILL`);
	expect(page('docs/spec/process.md')).toContain(`at most ${Math.ceil(shutdownMaxMs / 1_000)} s`);
});

test('PROC10 a part that hangs or fails does not keep the others from ending; the exit code tells', async () => {
	const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
		throw new Error(`exit ${code}`);
	});
	onTestFinished(() => exit.mockRestore());
	const closed: string[] = [];
	const shutdown = createShutdown(silentLog);
	shutdown.add('first', longMs, () => void closed.push('first'));
	shutdown.add('hangs', 1, () => new Promise(() => {}));
	shutdown.add('fails', longMs, () => {
		throw new Error('planted');
	});
	shutdown.add('last', longMs, async () => void closed.push('last'));
	await expect(shutdown.run('a test', 0)).rejects.toThrow('exit 1');
	expect(closed).toEqual(['last', 'first']);
});
