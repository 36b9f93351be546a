// Runs administration commands as a person at a shell would, against a server under test.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { ServerProcess } from './process.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Resolves with standard output; rejects with standard error where the command fails. */
export function administer(server: ServerProcess, args: readonly string[], input = ''): Promise<string> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, ['server/cli.ts', ...args], {
			cwd: root,
			env: { ...server.environment, ORIGIN: server.origin }
		});
		let output = '';
		let problems = '';
		child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
		child.stderr.setEncoding('utf8').on('data', (chunk: string) => (problems += chunk));
		child.on('error', reject);
		child.on('close', (code) =>
			code === 0 ? resolve(output) : reject(new Error(`${args.join(' ')} ended with ${code}: ${problems}`))
		);
		child.stdin.end(input);
	});
}

export const personPassword = 'harbour lantern copper';

/** Makes an account that signs in with `personPassword`. */
export async function addPerson(server: ServerProcess, email: string, name: string): Promise<void> {
	await administer(
		server,
		['user', 'add', '--email', email, '--name', name, '--password-stdin'],
		personPassword
	);
}
