// Has the connections to the database exchanged for new ones where it did not answer a question, and says so.
import type { Database } from '#lib/server/db/open.ts';
import { errorFields, type Log } from './log.ts';

export function createRenewal(database: Pick<Database, 'renew'>, log: Log): () => void {
	async function renew(): Promise<void> {
		try {
			if (await database.renew())
				log.warn('connections to the database went silent and were exchanged for new ones');
		} catch (error) {
			log.error('connections to the database could not be exchanged', errorFields(error));
		}
	}
	return () => void renew();
}
