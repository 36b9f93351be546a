// `user add` and `token add`: people and the programs that act for them.
import { text } from 'node:stream/consumers';
import { CliError, faultLine, optional, required, type Command } from './command.ts';

const addUser: Command = {
	name: 'user add',
	usage: '--email E --name N [--role owner|member] --password-stdin',
	summary:
		'Adds a person; the first one owns the installation. The password is read from standard input, up to the first line break.',
	options: {
		email: { type: 'string' },
		name: { type: 'string' },
		role: { type: 'string' },
		'password-stdin': { type: 'boolean' }
	},
	positionals: [],
	async run({ installation, values, print }) {
		const email = required(values, 'email');
		const name = required(values, 'name');
		const role = optional(values, 'role') ?? null;
		if (role !== null && role !== 'owner' && role !== 'member')
			throw new CliError('--role must be owner or member', 2);
		if (!values['password-stdin']) {
			throw new CliError(
				'--password-stdin is missing: a password on the command line could be read by others',
				2
			);
		}
		const password = (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? '';
		const { administration } = installation.services;
		const added = await administration.addUser({ email, name, password }, role);
		if (added.ok) {
			print(`${name} can sign in as ${email.toLowerCase()} (${added.role}).`, {
				id: added.id,
				email,
				role: added.role
			});
			return;
		}
		if (added.reason === 'busy') throw new CliError('Too many passwords are being checked. Try again.');
		const { password: passwordFault, ...others } = added.faults;
		const lines = [faultLine(others)];
		if (added.faults.email === 'taken') lines[0] = `There is an account for ${email} already`;
		if (passwordFault) lines.push(`the password is not right (${passwordFault}; 12 to 128 characters)`);
		throw new CliError(lines.filter((line) => line !== '').join('; '));
	}
};

const addToken: Command = {
	name: 'token add',
	usage: '--email E --name N',
	summary: 'Makes an API token that acts for a person, and prints it once.',
	options: { email: { type: 'string' }, name: { type: 'string' } },
	positionals: [],
	async run({ installation, values, print }) {
		const { accounts, apiTokens } = installation.services;
		const user = await findUser(accounts, required(values, 'email'));
		const { id, token } = await apiTokens.add(user.id, required(values, 'name'), { kind: 'system' });
		print(token, { id, token });
	}
};

type Finder = { findByEmail(email: string): Promise<{ id: string; name: string; email: string } | null> };

export async function findUser(accounts: Finder, email: string) {
	const user = await accounts.findByEmail(email);
	if (!user) throw new CliError(`There is no account for ${email}. Add it with: user add`);
	return user;
}

export const userCommands = [addUser, addToken];
