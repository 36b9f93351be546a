// Looks at the database before anything relies on it: can it be reached, is it new enough, and does it keep its promises.
import postgres from 'postgres';
import { withoutPasswords } from './log.ts';
import { StartError } from './start-error.ts';

const connectTimeoutS = 10;
const versionMin = 15;

export interface ServerFacts {
	/** As in server_version_num: 180004 for 18.4. */
	version: number;
	fsync: string;
	synchronous_commit: string;
	full_page_writes: string;
}

/** Throws a StartError with one line that says what to do, and never with the password. */
export async function checkDatabase(url: string): Promise<void> {
	const sql = postgres(url, { max: 1, connect_timeout: connectTimeoutS, onnotice: () => {} });
	try {
		const [row] = await sql<ServerFacts[]>`
			select current_setting('server_version_num')::int as version, current_setting('fsync') as fsync,
				current_setting('synchronous_commit') as synchronous_commit,
				current_setting('full_page_writes') as full_page_writes`;
		if (!row) throw new Error('The database answers without a row.');
		const fault = faultOf(row);
		if (fault) throw new StartError(fault);
	} catch (error) {
		throw error instanceof StartError ? error : unreachable(url, error);
	} finally {
		await sql.end({ timeout: 2 });
	}
}

/** What makes this server unfit; null when it is fit. */
export function faultOf({ version, ...settings }: ServerFacts): string | null {
	const major = Math.floor(version / 10_000);
	if (major < versionMin) return `PostgreSQL ${major} is too old. Sandtable needs ${versionMin} or later.`;
	const off = Object.entries(settings).filter(([, value]) => value === 'off');
	if (off.length === 0) return null;
	const names = off.map(([name]) => name).join(' and ');
	return `PostgreSQL has ${names} switched off, so that saved work could be lost. Switch it on in its configuration.`;
}

const advice: Record<string, string> = {
	ECONNREFUSED: 'nothing listens there. Start PostgreSQL, or put DATABASE_URL right',
	ENOTFOUND: 'there is no such host. Put DATABASE_URL right',
	EAI_AGAIN: 'the host name cannot be looked up. Put DATABASE_URL or the network right',
	CONNECT_TIMEOUT: `no answer within ${connectTimeoutS} s. Put DATABASE_URL or the network right`,
	'28P01': 'it refuses this user and password. Put DATABASE_URL right',
	'28000': 'it refuses this user. Put DATABASE_URL or pg_hba.conf right',
	'3D000': 'there is no such database. Create it, or put DATABASE_URL right',
	'57P03': 'it is still starting. Try again in a moment'
};

function unreachable(url: string, error: unknown): StartError {
	const { code, message } = error as { code?: string; message?: string };
	const why = advice[code ?? ''] ?? `${withoutPasswords(message ?? String(error))}. Put DATABASE_URL right`;
	return new StartError(`The database at ${placeOf(url)} cannot be used: ${why}.`);
}

// Host, port and name only: an address may carry its password in more than one place.
function placeOf(url: string): string {
	const { hostname, port, pathname } = new URL(url);
	return `${hostname}:${port || 5432}${pathname}`;
}
