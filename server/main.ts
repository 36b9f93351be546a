// The composition root of the server process: config → port → database and services → rooms → pages. Everything is made
// here once and handed on; nothing below looks for its parts itself.
import path from 'node:path';
import { systemClock, wait } from './clock.ts';
import { readConfig, type Config } from './config.ts';
import { ensureDataFolder, lockDataFolder } from './data-folder.ts';
import { keepHistory } from './history.ts';
import { listen } from './listener.ts';
import { createLog, errorFields, type Log } from './log.ts';
import { processStats, prometheusText } from './metrics.ts';
import { openInstallation } from './open-installation.ts';
import { originsOf } from './origins.ts';
import { openPages } from './pages.ts';
import { createReadiness } from './readiness.ts';
import { createRedisRelay } from './redis-relay.ts';
import { createNotifyRelay } from './notify-relay.ts';
import { createRooms } from './rooms.ts';
import { createShutdown, stopOnSignals, type Shutdown } from './shutdown.ts';
import { lastConnectionsMaxMs, shutdownBudgetMs } from './shutdown-budget.ts';
import { StartError } from './start-error.ts';
import { pruneHistory } from '#lib/server/prune-history.ts';
import type { Services } from '#lib/server/services.ts';

const samplePath = path.join(import.meta.dirname, 'samples', 'libya-2019.json');

const log = createLog();
const shutdown = createShutdown(log);
stopOnSignals(shutdown, log);

try {
	await start(readConfig(), log, shutdown);
} catch (error) {
	if (shutdown.isRunning()) log.info('stopped before the start was complete');
	else if (error instanceof StartError) console.error(`Sandtable cannot start: ${error.message}`);
	else log.error('start failed', errorFields(error));
	await shutdown.run(null, 1);
}

async function start(config: Config, log: Log, shutdown: Shutdown): Promise<void> {
	const isDevelopment = process.argv.includes('--dev');
	ensureDataFolder(config.dataDir, log);
	const lock = lockDataFolder(config.dataDir);
	shutdown.add('data folder', shutdownBudgetMs.dataFolder, () => lock.release());

	// The port comes first: a taken one is noticed before anything is started, and the real one is known from here on.
	const { host, port, addressSource } = config;
	const listener = await listen({ host, port, addressSource, isDevelopment, log });
	const origins = originsOf(config, listener.port);

	// A signal may come while this is still opening; then it is closed as soon as it is open.
	const opening = openInstallation({ config, log, origins });
	shutdown.add('database', shutdownBudgetMs.database, async () => {
		const [outcome] = await Promise.allSettled([opening]);
		if (outcome.status === 'fulfilled') await outcome.value.close();
	});
	const { database, services } = await opening;

	const relay = config.redisUrl
		? createRedisRelay(config.redisUrl, log)
		: createNotifyRelay(database.sql, log);
	const { accepted: acceptedOrigins } = origins;
	const rooms = createRooms({ database, access: services.access, acceptedOrigins, relay, log });
	services.connectRooms(rooms);

	const prune = (days: number, rowsMax: number) => pruneHistory(database.sql, days, rowsMax);
	const stopHistory = keepHistory({ prune, clock: systemClock, log, days: config.historyDays });
	shutdown.add('history', shutdownBudgetMs.history, stopHistory);

	const pages = await openPages({ config, services, server: listener.server, isDevelopment });
	shutdown.add('pages', shutdownBudgetMs.pages, () => pages.close());
	const isIdle = () => rooms.stats().open === 0;
	const readiness = createReadiness({ database, relay, log, isIdle });
	shutdown.add('listener and rooms', shutdownBudgetMs.rooms, async () => {
		const closed = listener.close();
		readiness.close();
		await rooms.drain();
		// Who knocked while the database was away may hang on for ever; the end of the process ends that.
		await Promise.race([closed, wait(systemClock, lastConnectionsMaxMs)]);
	});
	listener.open(
		{
			handle: pages.handle,
			upgrade: (request, socket, head) => rooms.handleUpgrade(request, socket, head),
			isReady: readiness.isReady,
			metrics: () => prometheusText({ ...processStats(), rooms: rooms.stats() }),
			mayReadMetrics: async (authorization) =>
				(await services.apiTokens.resolve(authorization))?.user.role === 'owner'
		},
		origins
	);
	await announce(services, origins.main);
}

async function announce(services: Services, origin: string): Promise<void> {
	const { setupUrl, sample } = await services.firstRun.prepare({ samplePath });
	if (typeof sample === 'object') {
		log.warn('the sample board was not imported', { problems: sample.problems.slice(0, 3).join('; ') });
	}
	if (setupUrl) {
		console.log(
			`\nNobody can sign in yet. Open this link once to make the first owner (good for a day):\n${setupUrl}\n`
		);
	}
	console.log(`Sandtable is ready at ${origin}`);
}
