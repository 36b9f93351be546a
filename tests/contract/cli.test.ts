// The administration commands as real processes, beside a running server and without one.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, good, listenToAccess, password, unknownBoard, type World } from './world.ts';

const root = path.resolve(import.meta.dirname, '../..');
const sample = path.join(root, 'server/samples/libya-2019.json');
const folder = mkdtempSync(path.join(tmpdir(), 'sandtable-cli-'));
let world: World;

beforeAll(async () => {
	world = await createWorld();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
	code: number | null;
	out: string;
	err: string;
}

function run(
	args: string[],
	input = '',
	env: Record<string, string> = { DATABASE_URL: world.test.url }
): Promise<Outcome> {
	const child = spawn(process.execPath, ['server/cli.ts', ...args], {
		cwd: root,
		env: {
			PATH: process.env.PATH ?? '',
			HOME: process.env.HOME ?? '',
			SANDTABLE_DATA: path.join(folder, 'data'),
			...env
		}
	});
	let [out, err] = ['', ''];
	child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
	child.stdin.on('error', () => 'a command that reads nothing closes its input early');
	child.stdin.end(input);
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code) => resolve({ code, out: out.trim(), err: err.trim() }));
	});
}

async function runGood(args: string[], input = ''): Promise<string> {
	const { code, out, err } = await run(args, input);
	expect({ code, err }, args.join(' ')).toEqual({ code: 0, err: '' });
	return out;
}

const addUser = (name: string, ...more: string[]) =>
	runGood(
		['user', 'add', '--email', `${name}@example.org`, '--name', name, '--password-stdin', ...more],
		`${password}\n`
	);

describe('administration commands', { timeout: 120_000 }, () => {
	it('BRD8 people, tokens, boards, members and links, from nothing', async () => {
		await addUser('amal', '--role', 'owner');
		await addUser('ben');
		expect(
			good(await world.services.accounts.signIn({ email: 'amal@example.org', password, ip: '::1' })).ok
		).toBe(true);
		const token = await runGood(['token', 'add', '--email', 'amal@example.org', '--name', 'bot']);
		const boardId = await runGood([
			'board',
			'add',
			'--title',
			'From the shell',
			'--owner',
			'amal@example.org'
		]);
		const entered = await world.services.access.authorizeSync({
			boardId,
			authorizationHeader: `Bearer ${token}`
		});
		expect(good(entered).grant.role).toBe('owner');

		const access = await listenToAccess(world.database);
		await runGood(['member', 'add', boardId, '--email', 'ben@example.org', '--role', 'editor']);
		expect((await access.until(1))[0]).toMatchObject({ kind: 'role-changed', boardId, role: 'editor' });
		await access.stop();

		const link = JSON.parse(await runGood(['link', 'add', boardId, '--expires', '8h', '--json'])) as {
			url: string;
			expiresAt: string;
		};
		expect((Date.parse(link.expiresAt) - Date.now()) / 3_600_000).toBeCloseTo(8, 1);
		good(await world.services.displayLinks.open({ token: link.url.split('#')[1], ip: '::1' }));
	});

	it('BRD7 a board file goes in, comes out and goes in again', async () => {
		const id = await runGood(['board', 'import', sample, '--owner', 'amal@example.org']);
		const out = path.join(folder, 'out.json');
		await runGood(['board', 'export', id, '--out', out]);
		const again = await runGood(['board', 'import', out]);
		const [first, second] = [
			await world.services.snapshots.read(id),
			await world.services.snapshots.read(again)
		];
		expect(good(second).snapshot).toEqual(good(first).snapshot);
		expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ format: 'sandtable-board' });
		const pdf = path.join(folder, 'report.pdf');
		await runGood(['report', id, '--out', pdf]);
		expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
		const listed = JSON.parse(await runGood(['board', 'list', '--json'])) as {
			id: string;
			memberCount: number;
		}[];
		expect(listed.find((board) => board.id === id)?.memberCount).toBe(1);
		expect(listed.find((board) => board.id === again)?.memberCount).toBe(0);
	});

	const refusals: [string, string[], number, RegExp][] = [
		['an unknown command', ['board', 'frob'], 2, /no command "board frob"/],
		['an unknown option', ['board', 'add', '--titel', 'x'], 2, /--titel/],
		['a missing option', ['board', 'add'], 2, /--title is missing/],
		['a missing argument', ['link', 'add'], 2, /takes BOARD/],
		['an unknown board', ['link', 'add', unknownBoard], 1, /no board a{22}/],
		['an unknown board to export', ['board', 'export', unknownBoard, '--out', '/tmp/x'], 1, /no board/],
		['an unknown board to typeset', ['report', unknownBoard, '--out', '/tmp/x'], 1, /./],
		['an unknown person', ['token', 'add', '--email', 'no@example.org', '--name', 'x'], 1, /no account/],
		[
			'a wrong role',
			['member', 'add', unknownBoard, '--email', 'amal@example.org', '--role', 'king'],
			2,
			/--role/
		],
		['a wrong span', ['link', 'add', unknownBoard, '--expires', 'soon'], 2, /--expires/],
		['a missing file', ['board', 'import', '/nowhere.json'], 1, /cannot be read \(ENOENT\)/],
		['a file of another kind', ['board', 'import', 'package.json'], 1, /not a board file/],
		['a file that is no JSON', ['board', 'import', 'LICENSE'], 1, /not JSON/],
		[
			'a password on no input',
			['user', 'add', '--email', 'x@example.org', '--name', 'X', '--password-stdin'],
			1,
			/password/
		],
		[
			'a taken address',
			['user', 'add', '--email', 'AMAL@example.org', '--name', 'X', '--password-stdin'],
			1,
			/password|already/
		]
	];
	it.concurrent.each(refusals)(
		'BRD8 %s: one clear line and the right exit code',
		async (_, args, code, line) => {
			const outcome = await run(args);
			expect(outcome.code).toBe(code);
			expect(outcome.out).toBe('');
			expect(outcome.err).toMatch(line);
			expect(outcome.err.split('\n').length).toBe(1);
		}
	);

	it('BRD8 a database that cannot be reached is one line too, without its password', async () => {
		const outcome = await run(['board', 'list'], '', {
			DATABASE_URL: 'postgres://user:secret-word@127.0.0.1:9/none'
		});
		expect(outcome.code).toBe(1);
		expect(outcome.err.split('\n').length).toBe(1);
		expect(outcome.err).not.toContain('secret-word');
	});

	it('BRD8 --help explains each command and touches nothing', async () => {
		const all = await run(['--help'], '', { DATABASE_URL: 'postgres://127.0.0.1:9/none' });
		expect(all.code).toBe(0);
		const names = [...all.out.matchAll(/^ {2}([a-z]+ [a-z]+)/gm)].map(([, name]) => name ?? '');
		expect(names).toEqual(
			expect.arrayContaining([
				'user add',
				'token add',
				'board list',
				'board import',
				'member add',
				'link add'
			])
		);
		const help = await run(['member', 'add', '--help'], '', { DATABASE_URL: 'postgres://127.0.0.1:9/none' });
		expect(help).toMatchObject({
			code: 0,
			err: '',
			out: expect.stringContaining('--role owner|editor|viewer')
		});
	});
});
