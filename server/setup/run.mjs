// Runs other programs: quietly to their end, or in place of ourselves with signals passed through. Bare Node 20.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { inRoot, ownNode, root } from './paths.mjs';

/** Runs to the end; resolves with exit code and output. `show` lets the output through to the terminal as well. */
export function runToEnd(command, args, { env = process.env, show = false, cwd = root } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd, env, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
		let output = '';
		child.stdout?.setEncoding('utf8').on('data', (chunk) => (output += chunk));
		child.stderr?.setEncoding('utf8').on('data', (chunk) => (output += chunk));
		child.on('error', reject);
		child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, output }));
	});
}

/** The environment of programs that are to find Node 24 and the tools first. */
export function ownEnvironment(extra = {}) {
	const tools = inRoot('node_modules', '.bin');
	const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined };
	return { ...process.env, ...plain, PATH: `${tools}${path.delimiter}${process.env.PATH ?? ''}`, ...extra };
}

/**
 * Runs Node 24 with our terminal, passes signals on, and ends as it ends. The channel between us lets the server
 * notice when this process is killed hard, so that it does not stay behind unseen.
 */
export function becomeNode(args, { env = ownEnvironment(), channel = false } = {}) {
	const stdio = channel ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit';
	const child = spawn(ownNode, args, { cwd: root, env, stdio });
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
	child.on('error', (error) => {
		console.error(`Cannot run ${ownNode}: ${error.message}`);
		process.exit(1);
	});
	child.on('exit', (code, signal) => {
		if (signal) {
			for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
			process.kill(process.pid, signal);
		} else {
			process.exit(code ?? 1);
		}
	});
}
