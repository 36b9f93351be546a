// A transaction whose connection breaks fails, and nothing else: postgres.js would go on writing to the broken connection, which
// ends the process.
import type postgres from 'postgres';

type Work<T> = (sql: postgres.TransactionSql) => Promise<T>;

const never = () => new Promise<never>(() => {});

export function transaction<T>(pool: Pick<postgres.Sql, 'begin'>, work: Work<T>, mode = ''): Promise<T> {
	let isBroken = false;

	/** What postgres.js does next, it would do on the broken connection. */
	async function done(): Promise<void> {
		// It says so in the same turn, but perhaps after the question that was under way has failed.
		await new Promise((resolve) => setImmediate(resolve));
		if (isBroken) await never();
	}

	const whole = pool.begin(mode, async (sql) => {
		try {
			const result = await work(guarded(sql, () => isBroken));
			if (isBroken) await never();
			return { result };
		} catch (error) {
			await done();
			throw error;
		}
	});
	whole.catch(() => (isBroken = true));
	return whole.then(({ result }) => result);
}

/** Takes no more questions once the connection is broken. */
function guarded(sql: postgres.TransactionSql, isBroken: () => boolean): postgres.TransactionSql {
	const check = () => {
		if (isBroken()) throw new Error('the connection of this transaction broke');
	};
	return new Proxy(sql, {
		apply(target, self, args: unknown[]) {
			check();
			return Reflect.apply(target as unknown as (...args: unknown[]) => unknown, self, args);
		},
		get(target, name) {
			check();
			return Reflect.get(target, name) as unknown;
		}
	});
}
