// Starts a typesetting process for one job and waits for its answer, for a limited time.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TypesetAnswer, TypesetJob } from './typeset-board.ts';
import type { TypesetMessage } from './typeset-process.ts';

const program = fileURLToPath(new URL('./typeset-process.ts', import.meta.url));
const memoryMaxMegabytes = 1_024;
/** What a dying process says last, for the log. */
const lastWordsCharsMax = 2_000;

export type TypesetOutcome =
	{ kind: 'done'; answer: TypesetAnswer } | { kind: 'too-slow' } | { kind: 'failed'; problem: string };

export interface Typesetter {
	run(job: TypesetJob): Promise<TypesetOutcome>;
	/** Ends whatever is running. */
	stop(): void;
}

export function createTypesetter(limitMs: number): Typesetter {
	const running = new Set<() => void>();

	function run(job: TypesetJob): Promise<TypesetOutcome> {
		const { promise, resolve } = Promise.withResolvers<TypesetOutcome>();
		// It needs no environment, so it gets none: no database address, no secrets.
		const child = fork(program, [], {
			env: {},
			execArgv: [`--max-old-space-size=${memoryMaxMegabytes}`],
			serialization: 'advanced',
			stdio: ['ignore', 'ignore', 'pipe', 'ipc']
		});
		let lastWords = '';
		child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			lastWords = (lastWords + text).slice(-lastWordsCharsMax);
		});
		const end = (outcome: TypesetOutcome): void => {
			clearTimeout(timer);
			running.delete(stopThis);
			child.kill('SIGKILL');
			resolve(outcome);
		};
		const stopThis = (): void => end({ kind: 'failed', problem: 'stopped with the server' });
		const timer = setTimeout(() => end({ kind: 'too-slow' }), limitMs);
		running.add(stopThis);
		child.once('message', (message: TypesetMessage) =>
			end(
				message.ok ? { kind: 'done', answer: message.answer } : { kind: 'failed', problem: message.problem }
			)
		);
		child.once('error', (error) => end({ kind: 'failed', problem: String(error) }));
		child.once('exit', (code, signal) =>
			end({ kind: 'failed', problem: `ended early (${signal ?? `code ${code}`}): ${lastWords}` })
		);
		child.send(job, (error) => {
			if (error) end({ kind: 'failed', problem: String(error) });
		});
		return promise;
	}

	return {
		run,
		stop() {
			for (const stopOne of [...running]) stopOne();
		}
	};
}
