// The relay that needs nothing new: PostgreSQL's LISTEN and NOTIFY. Always a statement of its own: a NOTIFY inside the writing
// transaction would hold a lock of the whole server over its commit.
import type postgres from 'postgres';
import { wait, withDeadline, systemClock, type Clock } from './clock.ts';
import { errorFields, type Log } from './log.ts';
import type { Relay } from './relay.ts';

const channel = 'sandtable_nodes';
/** PostgreSQL takes less than 8,000 bytes. */
const messageBytesMax = 7_900;
const retryDelayMs = 1_000;
const closeMaxMs = 1_000;

export function createNotifyRelay(sql: postgres.Sql, log: Log, clock: Clock = systemClock): Relay {
	let isClosed = false;
	let unlisten: (() => Promise<void>) | null = null;

	const sayWhy = (error: unknown) => log.info('the end of listening was not confirmed', errorFields(error));

	/** postgres.js listens again by itself after a lost connection; only the first time is up to us. */
	async function listen(hear: (message: string) => void, again: () => void): Promise<void> {
		let isListening = false;
		const onListen = () => {
			if (isListening) again();
			isListening = true;
		};
		while (!isClosed) {
			const listening = await sql.listen(channel, hear, onListen).catch((error: unknown) => {
				log.warn('other nodes cannot be heard yet', errorFields(error));
				return null;
			});
			if (listening === null) {
				await wait(clock, retryDelayMs);
				continue;
			}
			unlisten = listening.unlisten;
			if (isClosed) await listening.unlisten();
			return;
		}
	}

	return {
		messageBytesMax,
		start: listen,
		async send(messages) {
			if (messages.length === 0) return;
			await sql`
				select pg_notify(${channel}, message.text)
				from json_array_elements_text(${JSON.stringify(messages)}::text::json) with ordinality as message (text, nth)
				order by nth`;
		},
		// The bus is the database, about which whoever wants to know this asks as well.
		isReady: () => Promise.resolve(true),
		async close() {
			isClosed = true;
			// On a dead connection it never ends; closing the pool ends both.
			if (unlisten)
				await withDeadline(clock, unlisten(), closeMaxMs, 'the database does not answer').catch(sayWhy);
		}
	};
}
