// When rights are asked about again, by a clock that the test turns.
import { expect, test } from 'vitest';
import { keysPerQueryMax } from '#lib/server/asked-together.ts';
import type { BoardGrant } from '#lib/server/grant.ts';
import { TestClock } from '../tests/support/test-clock.ts';
import type { Connection } from './connection.ts';
import { syncLimits } from './limits.ts';
import { silentLog } from './log.ts';
import { patientAccess } from './patient-access.ts';
import { Rights } from './rights.ts';

const grantOf = (id: string): BoardGrant => ({
	boardId: 'b'.repeat(22),
	role: 'editor',
	principal: { kind: 'user', id, name: id },
	sessionId: `s-${id}`,
	endsAt: new Date(8.64e15)
});

function rightsWith(recheck: (grant: BoardGrant) => Promise<BoardGrant | null>) {
	const clock = new TestClock();
	const connections = new Set<Connection>();
	const asked: string[] = [];
	const access = {
		authorizeSync: async () => ({ ok: false, status: 401 }) as const,
		recheck: (grant: BoardGrant) => {
			asked.push(grant.principal.id);
			return recheck(grant);
		}
	};
	const patient = patientAccess(access, { clock, limits: syncLimits });
	const rights = new Rights({ clock, log: silentLog, access: patient, limits: syncLimits, connections });
	const comes = (id: string) => {
		const closed: number[] = [];
		const connection = { grant: grantOf(id), close: (code: number) => closed.push(code) };
		connections.add(connection as unknown as Connection);
		rights.watch(connection as unknown as Connection);
		return closed;
	};
	return { clock, rights, asked, comes, connections };
}

test('ROOM7 a right that ended between being read and its socket being open ends that socket', async () => {
	const { clock, rights, asked, comes } = rightsWith(async () => null);
	rights.apply({ kind: 'role-changed', boardId: 'b'.repeat(22), userId: 'anna', role: null });
	const closed = { anna: comes('anna'), ben: comes('ben') };
	await clock.pass(0);
	expect([asked, closed.anna.length, closed.ben.length]).toEqual([['anna'], 1, 0]);
	await clock.pass(30_000);
	comes('anna');
	await clock.pass(0);
	expect(asked).toEqual(['anna']);
});

test('ROOM8 a question that is never answered does not end the sweeps: it is asked again soon', async () => {
	const { clock, asked, comes } = rightsWith(() => new Promise(() => {}));
	const { recheckIntervalMs, questionMaxMs, recheckAgainMs } = syncLimits;
	comes('anna');
	comes('ben');
	await clock.pass(recheckIntervalMs + questionMaxMs);
	expect(asked, 'one wait for all').toEqual(['anna', 'ben']);
	await clock.pass(recheckAgainMs - 1);
	expect(asked).toEqual(['anna', 'ben']);
	await clock.pass(1);
	expect(asked).toEqual(['anna', 'ben', 'anna', 'ben']);
	await clock.pass(recheckIntervalMs);
	expect(asked.length).toBeGreaterThan(8);
});

test('ROOM8 many rights are asked about at the same moment, a bounded number at a time; where nobody answers, no more', async () => {
	let answer = Promise.withResolvers<void>();
	const { clock, rights, asked, comes } = rightsWith(async (grant) => {
		await answer.promise;
		return grant;
	});
	for (let n = 0; n < 2.5 * keysPerQueryMax; n++) comes(`person-${n}`);
	void rights.sweep();
	for (const share of [1, 2, 2.5]) {
		await clock.pass(0);
		expect(asked).toHaveLength(share * keysPerQueryMax);
		answer.resolve();
		answer = Promise.withResolvers();
	}
	answer.resolve();
	await clock.pass(0);
	answer = Promise.withResolvers();
	asked.length = 0;
	void rights.sweep();
	await clock.pass(syncLimits.questionMaxMs);
	expect(asked).toHaveLength(keysPerQueryMax);
});

test.each([
	{ failure: 'nobody answers', recheck: () => new Promise<never>(() => {}) },
	{ failure: 'the database is away', recheck: () => Promise.reject(new Error('away')) }
])(
	'ROOM22 where $failure, a right is in doubt after a minute, and no longer once it is confirmed',
	async (given) => {
		let isBack = false;
		const { clock, rights, connections, comes } = rightsWith((grant) =>
			isBack ? Promise.resolve(grant) : given.recheck()
		);
		const { recheckIntervalMs, questionMaxMs, doubtMaxMs } = syncLimits;
		const inDoubt = () => [...connections].map((connection) => rights.isInDoubt(connection));
		const closed = [comes('anna'), comes('ben')];
		await clock.pass(recheckIntervalMs + questionMaxMs);
		expect(inDoubt(), 'a minute is nothing unusual').toEqual([false, false]);
		await clock.pass(doubtMaxMs);
		expect(inDoubt()).toEqual([true, true]);
		isBack = true;
		await clock.pass(recheckIntervalMs);
		expect(inDoubt()).toEqual([false, false]);
		expect(closed, 'who only reads stays').toEqual([[], []]);
	}
);
