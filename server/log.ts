// The log: one event per line on standard error, readable on a terminal, JSON elsewhere. It carries names, numbers
// and ids; never board content, passwords or tokens.

export type LogFields = Record<string, string | number | boolean | null | undefined>;

export interface Log {
	info(event: string, fields?: LogFields): void;
	warn(event: string, fields?: LogFields): void;
	error(event: string, fields?: LogFields): void;
}

type Level = keyof Log;

export interface LogOptions {
	format: 'readable' | 'json';
	write: (line: string) => void;
	now: () => Date;
}

export function createLog(options: Partial<LogOptions> = {}): Log {
	const { format, write, now }: LogOptions = {
		format: process.stderr.isTTY ? 'readable' : 'json',
		write: (line) => process.stderr.write(line),
		now: () => new Date(),
		...options
	};
	const render = format === 'json' ? jsonLine : readableLine;
	const at =
		(level: Level) =>
		(event: string, fields: LogFields = {}) =>
			write(`${render(now(), level, event, fields)}\n`);
	return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** For tests and for commands whose output belongs to the person who asked. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** What may be logged of an unexpected error: kind, message and stack, with passwords in addresses taken out. */
export function errorFields(error: unknown): LogFields {
	if (!(error instanceof Error)) return { error: withoutPasswords(String(error)) };
	return {
		error: withoutPasswords(`${error.name}: ${error.message}`),
		stack: withoutPasswords(error.stack ?? '')
	};
}

/** `postgres://user:secret@host` becomes `postgres://user:…@host`. */
export function withoutPasswords(text: string): string {
	return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/[^:@/\s]*):[^@\s]*@/gi, '$1:…@');
}

function jsonLine(at: Date, level: Level, event: string, fields: LogFields): string {
	return JSON.stringify({ at: at.toISOString(), level, event, ...fields });
}

function readableLine(at: Date, level: Level, event: string, fields: LogFields): string {
	const { stack, ...rest } = fields;
	const details = Object.entries(rest)
		.filter(([, value]) => value !== undefined)
		.map(
			([name, value]) =>
				` ${name}=${typeof value === 'string' && /\s/.test(value) ? JSON.stringify(value) : value}`
		)
		.join('');
	const head = `${at.toISOString().slice(11, 19)} ${level === 'info' ? '' : `${level.toUpperCase()} `}${event}${details}`;
	return stack ? `${head}\n${stack}` : head;
}
