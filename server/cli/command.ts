// The shape of an administration command, and the one error that it may end with.
import type { ParseArgsConfig } from 'node:util';
import type { Installation } from '../open-installation.ts';

/** Ends the command with one clear line. Usage errors end with code 2, everything else with 1. */
export class CliError extends Error {
	override name = 'CliError';
	readonly exitCode: number;
	constructor(message: string, exitCode = 1) {
		super(message);
		this.exitCode = exitCode;
	}
}

export type Values = Readonly<Record<string, string | boolean | undefined>>;

export interface Invocation {
	installation: Installation;
	positionals: readonly string[];
	values: Values;
	/** Writes to standard output: with --json the value as one line, otherwise the text. */
	print(text: string, json: unknown): void;
}

export interface Command {
	/** The words that call it, e.g. `board add`. */
	name: string;
	/** What follows the name. */
	usage: string;
	summary: string;
	options: NonNullable<ParseArgsConfig['options']>;
	positionals: readonly string[];
	run(invocation: Invocation): Promise<void>;
}

/** The value of an option that must be there. */
export function required(values: Values, name: string): string {
	const value = values[name];
	if (typeof value !== 'string' || value === '') throw new CliError(`--${name} is missing`, 2);
	return value;
}

export function optional(values: Values, name: string): string | undefined {
	const value = values[name];
	return typeof value === 'string' ? value : undefined;
}

/** Faults of input as `name: what is wrong`. */
export function faultLine(faults: Record<string, string | undefined>): string {
	return Object.entries(faults)
		.filter(([, fault]) => fault !== undefined)
		.map(([name, fault]) => `--${name} is not right (${fault})`)
		.join('; ');
}
