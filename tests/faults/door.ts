// A door in front of a database that other tests use as well: only what comes through it can be cut, slowed down or shut out.
import { afterAll } from 'vitest';
import { openDatabase, type Database } from '#lib/server/db/open.ts';
import { startProxy, type Proxy } from './proxy.ts';

export interface Door {
	proxy: Proxy;
	/** Of the database, through the door. */
	url: string;
	database: Database;
}

/** Call in beforeAll; it goes away after the file's last test. */
export async function behindDoor(databaseUrl: string): Promise<Door> {
	const url = new URL(databaseUrl);
	const proxy = await startProxy(Number(url.port || defaultPort));
	url.port = String(proxy.port);
	const database = openDatabase(url.href);
	afterAll(async () => {
		await database.close();
		await proxy.close();
	});
	return { proxy, url: url.href, database };
}

const defaultPort = 5432;
