// When rights are asked about again, by a clock that the test turns.
import { expect, test } from 'vitest';
import type { BoardGrant } from '#lib/server/grant.ts';
import { TestClock } from '../tests/support/test-clock.ts';
import type { Connection } from './connection.ts';
import { syncLimits } from './limits.ts';
import { silentLog } from './log.ts';
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
	const rights = new Rights({ clock, log: silentLog, access, limits: syncLimits, connections });
	const comes = (id: string) => {
		const closed: number[] = [];
		const connection = { grant: grantOf(id), close: (code: number) => closed.push(code) };
		connections.add(connection as unknown as Connection);
		rights.watch(connection as unknown as Connection);
		return closed;
	};
	return { clock, rights, asked, comes };
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

test('ROOM8 a question that is never answered does not end the sweeps', async () => {
	const { clock, asked, comes } = rightsWith(() => new Promise(() => {}));
	comes('anna');
	comes('ben');
	await clock.pass(syncLimits.recheckIntervalMs);
	await clock.pass(syncLimits.questionMaxMs);
	expect(asked).toEqual(['anna']);
	await clock.pass(syncLimits.recheckIntervalMs);
	expect(asked).toEqual(['anna', 'anna']);
});
