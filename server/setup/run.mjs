// Runs other programs: quietly to their end, or in place of ourselves with signals passed through. Bare Node 20.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { inRoot, ownNode, root } from './paths.mjs';

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const parentCheckIntervalMs = 250;

/** Runs to the end; resolves with exit code and output. `show` lets the output through to the terminal as well. */
export function runToEnd(command, args, { env = process.env, show = false, cwd = root } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd, env, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
		// Whoever ends us ends what we run; it may tidy up first.
		const stopPassing = passSignals(child, () => child.once('close', () => process.exit(1)));
		let output = '';
		child.stdout?.setEncoding('utf8').on('data', (chunk) => (output += chunk));
		child.stderr?.setEncoding('utf8').on('data', (chunk) => (output += chunk));
		child.on('error', (error) => {
			stopPassing();
			reject(error);
		});
		child.on('close', (code, signal) => {
			stopPassing();
			resolve({ code: code ?? 1, signal, output });
		});
	});
}

// npm may be killed without a word to us; then our parent is another one from one moment to the next.
function passSignals(child, onSignal = () => {}) {
	const pass = (signal) => {
		onSignal();
		child.kill(signal);
	};
	for (const signal of endSignals) process.on(signal, pass);
	const parent = process.ppid;
	const watch = setInterval(() => {
		if (process.env.npm_lifecycle_event === undefined || process.ppid === parent) return;
		clearInterval(watch);
		pass('SIGTERM');
	}, parentCheckIntervalMs);
	return () => {
		clearInterval(watch);
		for (const signal of endSignals) process.off(signal, pass);
	};
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
	const stopPassing = passSignals(child);
	child.on('error', (error) => {
		console.error(`Cannot run ${ownNode}: ${error.message}`);
		process.exit(1);
	});
	child.on('exit', (code, signal) => {
		stopPassing();
		if (signal) process.kill(process.pid, signal);
		else process.exit(code ?? 1);
	});
}
