// A pool of connections that can be exchanged for a fresh one under those who use it: postgres.js keeps giving questions to a
// connection that died without a word until the kernel gives it up. When to do so is decided elsewhere.
import type postgres from 'postgres';
import { transaction } from './transaction.ts';

export interface RenewablePool {
	/** Always the present pool; what listens goes on listening. */
	sql: postgres.Sql;
	/** The old pool takes no new questions; what it has not answered after a while has failed. */
	renew(): void;
	end(timeoutS: number): Promise<void>;
}

interface Listener {
	channel: string;
	hear: (payload: string) => void;
	onListen: (() => void) | undefined;
	unlisten: () => Promise<unknown>;
}

/** What is under way on a connection that lives may end in this time. */
const endMaxS = 5;
const listenAgainMs = 1_000;

export function renewablePool(open: () => postgres.Sql): RenewablePool {
	let pool = open();
	let isEnded = false;
	const listeners = new Set<Listener>();

	async function listen(channel: string, hear: Listener['hear'], onListen?: () => void) {
		const listening = await pool.listen(channel, hear, onListen);
		const listener: Listener = { channel, hear, onListen, unlisten: listening.unlisten };
		listeners.add(listener);
		return {
			...listening,
			unlisten: async () => {
				listeners.delete(listener);
				await listener.unlisten();
			}
		};
	}

	/** Until it succeeds, or there is a newer pool. */
	async function listenAgain(listener: Listener, fresh: postgres.Sql): Promise<void> {
		while (fresh === pool && !isEnded && listeners.has(listener)) {
			try {
				const { unlisten } = await fresh.listen(listener.channel, listener.hear, listener.onListen);
				listener.unlisten = unlisten;
				if (!listeners.has(listener)) await unlisten();
				return;
			} catch {
				// Whoever asks anything of this pool hears why.
				await new Promise((resolve) => setTimeout(resolve, listenAgainMs).unref());
			}
		}
	}

	type Work = Parameters<typeof transaction>[1];
	const begin = (...args: [Work] | [string, Work]) => {
		const [mode, work] = args.length === 2 ? args : ['', args[0]];
		return transaction(pool, work, mode);
	};
	const own: Record<PropertyKey, unknown> = { listen, begin };
	const sql = new Proxy(function sql() {} as unknown as postgres.Sql, {
		apply: (_target, _self, args: Parameters<postgres.Sql>) =>
			Reflect.apply(pool, undefined, args) as unknown,
		get: (_target, name) => own[name] ?? (Reflect.get(pool, name) as unknown)
	});
	return {
		sql,
		renew() {
			if (isEnded) return;
			const old = pool;
			const fresh = (pool = open());
			for (const listener of listeners) void listenAgain(listener, fresh);
			void old.end({ timeout: endMaxS });
		},
		end(timeoutS) {
			isEnded = true;
			return pool.end({ timeout: timeoutS });
		}
	};
}
