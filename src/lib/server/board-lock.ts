// The lock under which only one process at a time works on a board: where it lies and how long it is waited for.
import type postgres from 'postgres';
import { transaction } from './db/transaction.ts';

/** Rejects if the answer does not come in time. */
export type Within = <A>(answer: Promise<A>) => Promise<A>;

/** Another process that works on a board for longer is not waited for. */
const lockMaxMs = 10_000;

/** Rejects when the lock is not got in time, whatever has become of the connection that waits for it. */
export function alone<T>(
	sql: postgres.Sql,
	boardId: string,
	work: () => Promise<T>,
	within: Within
): Promise<T> {
	return new Promise((resolve, reject) => {
		let isGivenUp = false;
		const locked = new Promise<void>((begin, fail) => {
			// The lock belongs to a transaction; work that needs connections takes them from the same pool.
			const whole = transaction(sql, async (tx) => {
				await tx`select set_config('lock_timeout', ${`${lockMaxMs}ms`}, true)`;
				await tx`select pg_advisory_xact_lock(hashtextextended(${boardId}, 0))`;
				if (isGivenUp) throw new Error('nobody waits for the lock any more');
				begin();
				return work();
			});
			whole.then(resolve, reject);
			whole.catch(fail);
		});
		within(locked).catch((error: Error) => {
			isGivenUp = true;
			reject(error);
		});
	});
}
