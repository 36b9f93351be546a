// The process of the Hocuspocus peer: its server as its documentation sets it up, with its database extension on PostgreSQL.
import { pathToFileURL } from 'node:url';
import { Database } from '@hocuspocus/extension-database';
import { Server } from '@hocuspocus/server';
import postgres from 'postgres';

export const documentsTable = 'hocuspocus_documents';

async function serve(databaseUrl: string): Promise<void> {
	const sql = postgres(databaseUrl, { max: 8, onnotice: () => {} });
	const database = new Database({
		fetch: async ({ documentName }) => {
			const [row] = await sql<{ data: Uint8Array }[]>`
				select data from ${sql(documentsTable)} where name = ${documentName}`;
			return row?.data ?? null;
		},
		store: async ({ documentName, state }) => {
			await sql`
				insert into ${sql(documentsTable)} (name, data) values (${documentName}, ${state as Buffer})
				on conflict (name) do update set data = excluded.data`;
		}
	});
	const server = new Server({
		address: '127.0.0.1',
		port: 0,
		quiet: true,
		extensions: [database],
		onRequest: async ({ response, instance }) => {
			response.end(`documents ${instance.getDocumentsCount()}`);
			// Its way to say that the request was answered.
			throw null;
		}
	});
	await server.listen();
	console.log(`listening on ${server.address.port}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
	await serve(process.env.DATABASE_URL ?? '');
