// `board …`, `member add` and `link add`: boards as wholes, who may see them, and their files.
import { readFile, writeFile } from 'node:fs/promises';
import { boardFileOf } from '#lib/board/board-file.ts';
import { boardRoles } from '#lib/board/roles.ts';
import { CliError, faultLine, optional, required, type Command, type Invocation } from './command.ts';
import { findUser } from './user.ts';

const system = { kind: 'system' } as const;

const noSuchBoard = (id: string) => new CliError(`There is no board ${id}. List them with: board list`);

const list: Command = {
	name: 'board list',
	usage: '',
	summary: 'Lists all boards.',
	options: {},
	positionals: [],
	async run({ installation, print }) {
		const boards = await installation.services.boards.listAll();
		const lines = boards.map((board) =>
			[
				board.id,
				board.changedAt.toISOString(),
				`${board.memberCount} ${board.memberCount === 1 ? 'person' : 'people'}`,
				board.archivedAt ? 'archived' : 'current',
				board.title
			].join('\t')
		);
		print(lines.join('\n') || 'There are no boards.', boards);
	}
};

/** Makes the person of `--owner` the owner of a new board, or nobody. */
async function ownerOption({ installation, values }: Invocation) {
	const email = optional(values, 'owner');
	return email ? findUser(installation.services.accounts, email) : null;
}

const add: Command = {
	name: 'board add',
	usage: '--title T [--owner E]',
	summary: 'Makes an empty board and prints its id.',
	options: { title: { type: 'string' }, owner: { type: 'string' } },
	positionals: [],
	async run(invocation) {
		const { installation, values, print } = invocation;
		const title = required(values, 'title');
		const owner = await ownerOption(invocation);
		const actor = owner ? ({ kind: 'user', id: owner.id } as const) : system;
		const made = await installation.services.boards.create(actor, { title });
		if (!made.ok) throw new CliError(faultLine(made.faults));
		print(made.id, { id: made.id, title });
	}
};

const importFile: Command = {
	name: 'board import',
	usage: 'FILE [--owner E]',
	summary: 'Makes a board from a board file (JSON) and prints its id.',
	options: { owner: { type: 'string' } },
	positionals: ['FILE'],
	async run(invocation) {
		const { installation, positionals, print } = invocation;
		const file = positionals[0] ?? '';
		const json = await readJson(file);
		const owner = await ownerOption(invocation);
		const actor = owner ? ({ kind: 'user', id: owner.id } as const) : system;
		const made = await installation.services.boards.importFile(actor, json);
		if (!made.ok) throw new CliError(`${file} is not a board file: ${made.problems.slice(0, 3).join('; ')}`);
		print(made.id, { id: made.id });
	}
};

async function readJson(file: string): Promise<unknown> {
	let content: string;
	try {
		content = await readFile(file, 'utf8');
	} catch (error) {
		throw new CliError(`${file} cannot be read (${errorCode(error)})`);
	}
	try {
		return JSON.parse(content);
	} catch (error) {
		throw new CliError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
	}
}

const exportFile: Command = {
	name: 'board export',
	usage: 'ID --out FILE',
	summary: 'Writes a board, as saved, into a board file (JSON).',
	options: { out: { type: 'string' } },
	positionals: ['ID'],
	async run({ installation, positionals, values, print }) {
		const id = positionals[0] ?? '';
		const out = required(values, 'out');
		const read = await installation.services.snapshots.read(id);
		if (!read.ok) throw read.reason === 'not-found' ? noSuchBoard(id) : new CliError(read.problem);
		const file = boardFileOf(read.snapshot);
		await writeOut(out, `${JSON.stringify(file, null, '\t')}\n`);
		print(`Wrote ${out}`, { id, out });
	}
};

export async function writeOut(out: string, content: string | Uint8Array): Promise<void> {
	try {
		await writeFile(out, content);
	} catch (error) {
		throw new CliError(`${out} cannot be written (${errorCode(error)})`);
	}
}

function errorCode(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

const addMember: Command = {
	name: 'member add',
	usage: 'BOARD --email E --role owner|editor|viewer',
	summary: 'Gives a person a role on a board, or changes it.',
	options: { email: { type: 'string' }, role: { type: 'string' } },
	positionals: ['BOARD'],
	async run({ installation, positionals, values, print }) {
		const boardId = positionals[0] ?? '';
		const { accounts, members } = installation.services;
		const role = boardRoles.find((known) => known === required(values, 'role'));
		if (!role) throw new CliError('--role must be owner, editor or viewer', 2);
		const user = await findUser(accounts, required(values, 'email'));
		const result = await members.add(system, boardId, user.id, role);
		if (result.ok) {
			print(`${user.name} is ${role} of ${boardId}.`, { boardId, userId: user.id, role });
			return;
		}
		if (result.reason === 'last-owner') {
			throw new CliError('A board needs an owner. Make somebody else an owner first.');
		}
		throw noSuchBoard(boardId);
	}
};

const spanPattern = /^(\d{1,4})(m|h|d)$/;
const hoursOf: Record<string, number> = { m: 1 / 60, h: 1, d: 24 };

const addLink: Command = {
	name: 'link add',
	usage: 'BOARD [--expires 8h] [--name N]',
	summary: 'Makes a display link (read-only, no account needed) and prints it once.',
	options: { expires: { type: 'string' }, name: { type: 'string' } },
	positionals: ['BOARD'],
	async run({ installation, positionals, values, print }) {
		const boardId = positionals[0] ?? '';
		const [, amount, unit] = spanPattern.exec(optional(values, 'expires') ?? '8h') ?? [];
		const hours = Number(amount) * (hoursOf[unit ?? ''] ?? Number.NaN);
		if (!Number.isFinite(hours)) throw new CliError('--expires must look like 30m, 8h or 3d', 2);
		const name = optional(values, 'name') ?? 'Display link';
		const made = await installation.services.displayLinks.make(system, boardId, { name, hours });
		if (made.ok) {
			const url = `${installation.services.origin}/display#${made.token}`;
			print(url, { id: made.id, url, expiresAt: made.expiresAt.toISOString() });
			return;
		}
		if (made.reason === 'invalid') {
			throw new CliError(faultLine({ name: made.faults.name, expires: made.faults.hours }));
		}
		if (made.reason === 'too-many') throw new CliError('This board has 20 live links. End some first.');
		throw noSuchBoard(boardId);
	}
};

export const boardCommands = [list, add, importFile, exportFile, addMember, addLink];
