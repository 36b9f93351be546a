// Administration from a shell, on the same configuration as the server and also while it runs: finds the command,
// reads its options, opens the installation, and ends with one clear line and an exit code.
import { parseArgs } from 'node:util';
import { boardCommands } from './cli/board.ts';
import { CliError, type Command } from './cli/command.ts';
import { reportCommands } from './cli/report.ts';
import { userCommands } from './cli/user.ts';
import { readConfig } from './config.ts';
import { errorFields, silentLog, withoutPasswords, type Log } from './log.ts';
import { originsOf } from './origins.ts';
import { StartError } from './start-error.ts';

const commands: readonly Command[] = [...userCommands, ...boardCommands, ...reportCommands];

/** Says on standard error what an administrator must know; the rest is the server's business. */
const quietLog: Log = {
	...silentLog,
	warn: (event, fields = {}) => console.error(`${event} ${JSON.stringify(fields)}`)
};

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
	try {
		const command = commands.find(({ name }) => `${args.join(' ')} `.startsWith(`${name} `));
		if (!command) return listCommands(args);
		return await runCommand(command, args.slice(command.name.split(' ').length));
	} catch (error) {
		if (error instanceof CliError || error instanceof StartError) {
			console.error(error.message);
			return error instanceof CliError ? error.exitCode : 1;
		}
		// Not foreseen: the line first, then what a bug report needs.
		const { error: line, stack } = errorFields(error);
		console.error(`The command failed: ${String(line)}\n${String(stack)}`);
		return 1;
	}
}

async function runCommand(command: Command, args: string[]): Promise<number> {
	const { values, positionals } = readArguments(command, args);
	if (values.help) {
		console.log(helpOf(command));
		return 0;
	}
	if (positionals.length !== command.positionals.length) {
		const wanted = command.positionals.join(' ') || 'nothing besides options';
		throw new CliError(`${command.name} takes ${wanted}. See: ${command.name} --help`, 2);
	}
	const config = readConfig();
	// Only now, because help and wrong calls need none of it and should answer at once.
	const { openInstallation } = await import('./open-installation.ts');
	const installation = await openInstallation({
		config,
		log: quietLog,
		origins: originsOf(config, config.port)
	});
	try {
		await command.run({
			installation,
			positionals,
			values,
			print: (text, json) => console.log(values.json ? JSON.stringify(json) : text)
		});
		return 0;
	} finally {
		await installation.close();
	}
}

function readArguments(command: Command, args: string[]) {
	try {
		const { values, positionals } = parseArgs({
			args,
			allowPositionals: true,
			options: {
				...command.options,
				help: { type: 'boolean', short: 'h' },
				json: { type: 'boolean' }
			}
		});
		return { values: values as Record<string, string | boolean | undefined>, positionals };
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		const [sentence = message] = message.split('. ');
		throw new CliError(`${withoutPasswords(sentence)}. See: ${command.name} --help`, 2);
	}
}

function helpOf({ name, usage, summary }: Command): string {
	return `npm run sandtable -- ${`${name} ${usage}`.trim()}\n\n${summary}\n\n--json prints the result for programs. --help prints this.`;
}

function listCommands(args: string[]): number {
	const asked = args.length === 0 || args.includes('--help') || args.includes('-h') || args[0] === 'help';
	const known = commands.map(
		({ name, usage, summary }) => `  ${`${name} ${usage}`.trim()}\n      ${summary}`
	);
	const list = `npm run sandtable -- COMMAND\n\n${known.join('\n')}`;
	if (asked) {
		console.log(list);
		return 0;
	}
	throw new CliError(`There is no command "${args.slice(0, 2).join(' ')}". List them with: --help`, 2);
}
