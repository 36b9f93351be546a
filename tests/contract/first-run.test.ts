// The first run of an installation: one sample board, one first owner, whatever happens at the same time.
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorld, good, ip, password, type World } from './world.ts';

const samplePath = path.resolve(import.meta.dirname, '../../server/samples/libya-2019.json');
const tokenOf = (url: string | null) => url?.split('#')[1] ?? '';
const person = (name: string) => ({ email: `${name}@example.org`, name, password });

const boardsOf = (world: World) => world.services.boards.listAll();

describe('first run', () => {
	it('ACC16 the printed link makes the first owner, who owns the sample board', async () => {
		const world = await createWorld();
		const { firstRun, members, sessions, boards } = world.services;
		const state = await firstRun.prepare({ samplePath });
		expect(state.sample).toBe('imported');
		expect(state.setupUrl).toMatch(/^http:\/\/127\.0\.0\.1:4400\/setup#[\w-]{27}$/);
		const token = tokenOf(state.setupUrl);
		good(await firstRun.open({ token, ip }));
		const done = good(await firstRun.complete({ token, ip }, person('amal')));
		const session = await sessions.resolve(`${done.cookie.name}=${done.cookie.value}`);
		expect(session?.user).toMatchObject({ email: 'amal@example.org', role: 'owner' });
		expect(await members.list(done.boardId ?? '')).toMatchObject([
			{ email: 'amal@example.org', role: 'owner' }
		]);
		expect((await boards.list(session?.user.id ?? ''))[0]?.title).toMatch(/^Libya/);
		expect(await firstRun.complete({ token, ip }, person('ben'))).toEqual({
			ok: false,
			reason: 'already-set-up'
		});
		expect(await firstRun.prepare({ samplePath })).toEqual({ setupUrl: null, sample: 'not-wanted' });
	});

	it('ACC16 a lost link is replaced at the next start; the sample stays one', async () => {
		const world = await createWorld();
		const { firstRun } = world.services;
		const first = await firstRun.prepare({ samplePath });
		const second = await firstRun.prepare({ samplePath });
		expect(second.sample).toBe('there');
		expect(second.setupUrl).not.toBe(first.setupUrl);
		expect((await boardsOf(world)).length).toBe(1);
		const done = good(await firstRun.complete({ token: tokenOf(second.setupUrl), ip }, person('amal')));
		expect(done.boardId).toBe((await boardsOf(world))[0]?.id);
		expect(await firstRun.open({ token: tokenOf(first.setupUrl), ip })).toMatchObject({
			reason: 'already-set-up'
		});
	});

	it('ACC17 two processes that start at once import one sample', async () => {
		const world = await createWorld();
		const states = await Promise.all([1, 2, 3].map(() => world.services.firstRun.prepare({ samplePath })));
		expect(states.filter(({ sample }) => sample === 'imported').length).toBe(1);
		expect((await boardsOf(world)).length).toBe(1);
	});

	it('ACC16 two people at the same moment: one of them', async () => {
		const world = await createWorld();
		const { firstRun } = world.services;
		const token = tokenOf((await firstRun.prepare({ samplePath })).setupUrl);
		const results = await Promise.all(
			['amal', 'ben', 'carla'].map((name) => firstRun.complete({ token, ip }, person(name)))
		);
		expect(results.filter(({ ok }) => ok).length).toBe(1);
		expect(await world.services.accounts.count()).toBe(1);
	});

	it('ACC17 without the sample file everything else works', async () => {
		const world = await createWorld();
		const { firstRun } = world.services;
		const state = await firstRun.prepare({ samplePath: '/nowhere/sample.json' });
		expect(state.sample).toBe('absent');
		const done = good(await firstRun.complete({ token: tokenOf(state.setupUrl), ip }, person('amal')));
		expect(done.boardId).toBeNull();
	});

	it('ACC17 a sample that is not right is named and left out', async () => {
		const file = path.join(tmpdir(), `sandtable-sample-${process.pid}.json`);
		writeFileSync(file, '{"format":"something else"}');
		const world = await createWorld();
		const state = await world.services.firstRun.prepare({ samplePath: file });
		expect(state.sample).toMatchObject({
			problems: expect.arrayContaining([expect.stringMatching(/^format/)])
		});
		expect(state.setupUrl).not.toBeNull();
		writeFileSync(file, 'no JSON');
		const again = await world.services.firstRun.prepare({ samplePath: file });
		expect(again.sample).toMatchObject({ problems: [expect.stringMatching(/JSON/)] });
	});

	it('ACC16 a first owner from the shell gets the sample board too, and ends the set-up link', async () => {
		const world = await createWorld();
		const { firstRun, boards } = world.services;
		const { setupUrl } = await firstRun.prepare({ samplePath });
		const owner = await world.person('Amal', 'owner');
		expect((await boards.list(owner.id)).length).toBe(1);
		expect(await firstRun.complete({ token: tokenOf(setupUrl), ip }, person('ben'))).toMatchObject({
			ok: false
		});
	});

	it('ACC20 a set-up link that nobody used is dead after a day', async () => {
		const world = await createWorld();
		const { setupUrl } = await world.services.firstRun.prepare({ samplePath });
		await world.database.sql`update one_time_links set expires_at = now() - interval '1 second'`;
		const opened = await world.services.firstRun.open({ token: tokenOf(setupUrl), ip });
		expect(opened).toMatchObject({ ok: false, reason: 'expired' });
	});
});
