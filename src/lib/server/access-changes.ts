// Tells every node that a right changed, over PostgreSQL NOTIFY, so that open sockets hear of it within seconds.
import { sql } from 'drizzle-orm';
import type { Writer } from './audit.ts';
import { accessChannel, type AccessChange } from './grant.ts';

/** Inside a transaction the message leaves with its commit, so nobody hears of a change that did not happen. */
export async function announce(db: Writer, change: AccessChange): Promise<void> {
	await db.execute(sql`select pg_notify(${accessChannel}, ${JSON.stringify(change)})`);
}
