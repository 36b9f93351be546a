// Ends the process once, in order, within a limit, whatever asks for it: a signal, a lost parent, a mistake of ours.
import { systemClock, withDeadline } from './clock.ts';
import { errorFields, type Log } from './log.ts';

export interface Shutdown {
	/** Steps run in the reverse order of their adding; each runs even when one before it failed, or took longer than its `maxMs`. */
	add(name: string, maxMs: number, close: () => void | Promise<void>): void;
	isRunning(): boolean;
	/** Ends the process with `code`; only the first call counts. A null reason: it has been told already, and nothing had begun. */
	run(reason: string | null, code: number): Promise<never>;
}

export function createShutdown(log: Log): Shutdown {
	const steps: { name: string; maxMs: number; close: () => void | Promise<void> }[] = [];
	let running: Promise<never> | null = null;

	async function closeAll(reason: string | null, code: number): Promise<never> {
		if (reason !== null) log.info('stopping', { reason });
		let exitCode = code;
		for (const { name, maxMs, close } of steps.toReversed()) {
			try {
				const closed = (async () => close())();
				await withDeadline(systemClock, closed, maxMs, `it takes longer than ${maxMs} ms`);
			} catch (error) {
				log.error(`could not close ${name}`, errorFields(error));
				exitCode = 1;
			}
		}
		if (reason !== null) log.info('stopped', { exitCode });
		process.exit(exitCode);
	}

	return {
		isRunning: () => running !== null,
		add: (name, maxMs, close) => void steps.push({ name, maxMs, close }),
		run: (reason, code) => (running ??= closeAll(reason, code))
	};
}

/** Signals, the end of the process that started us, and errors that nothing caught. */
export function stopOnSignals(shutdown: Shutdown, log: Log): void {
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
		process.on(signal, () => void shutdown.run(signal, 0));
	}
	process.on('disconnect', () => void shutdown.run('the process that started this one has gone', 0));
	process.on('uncaughtException', (error) => {
		log.error('uncaught exception', errorFields(error));
		void shutdown.run('uncaught exception', 1);
	});
	process.on('unhandledRejection', (error) => {
		log.error('unhandled rejection', errorFields(error));
		void shutdown.run('unhandled rejection', 1);
	});
}
