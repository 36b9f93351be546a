// Opens what a process needs to work on this installation: database, tables, services. The server and the command line
// both come through here; only the server adds rooms and pages.
import type { Config } from './config.ts';
import { checkDatabase } from './check-database.ts';
import { ensureDataFolder } from './data-folder.ts';
import { startEmbeddedPostgres } from './embedded-postgres/embedded-postgres.ts';
import { keepRunning } from './embedded-postgres/keep-running.ts';
import type { Log } from './log.ts';
import { publicBasemap } from './own-basemap.ts';
import type { Origins } from './origins.ts';
import { migrateDatabase } from '#lib/server/db/migrate.ts';
import { openDatabase, type Database } from '#lib/server/db/open.ts';
import { createServices, type Services } from '#lib/server/services.ts';

export interface Installation {
	config: Config;
	log: Log;
	database: Database;
	services: Services;
	/** Closes the database handle, and lets go of the embedded PostgreSQL, which stops when nobody else uses it. */
	close(): Promise<void>;
}

export interface OpenOptions {
	config: Config;
	log: Log;
	/** By which addresses people reach the server; for the command line, those of the configured port. */
	origins: Origins;
}

/** Throws a StartError with one clear line for everything that the operator can put right. */
export async function openInstallation({ config, log, origins }: OpenOptions): Promise<Installation> {
	ensureDataFolder(config.dataDir, log);
	const embedded = config.databaseUrl ? null : await startEmbedded(config.dataDir, log);
	const url = config.databaseUrl ?? embedded?.url ?? '';
	const stopKeeping = embedded ? keepRunning(embedded, log) : null;
	let database: Database | null = null;
	const close = async () => {
		await stopKeeping?.();
		await database?.close();
		await embedded?.release();
	};
	try {
		await checkDatabase(url);
		await migrateDatabase(url);
		database = openDatabase(url);
		const services = createServices(database, {
			origin: origins.main,
			acceptedOrigins: origins.accepted,
			dataDir: config.dataDir,
			basemap: publicBasemap(config.basemap),
			secureCookies: origins.main.startsWith('https:'),
			log
		});
		return { config, log, database, services, close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function startEmbedded(dataDir: string, log: Log) {
	const startedAt = performance.now();
	const embedded = await startEmbeddedPostgres({ dataDir, log });
	log.info('embedded PostgreSQL is up', {
		pid: embedded.pid,
		reused: embedded.reused,
		tookMs: Math.round(performance.now() - startedAt)
	});
	return embedded;
}
