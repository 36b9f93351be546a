// How long each part of an orderly end may take when nothing answers any more: the whole is their sum, and what runs the process
// waits longer than that before it kills it (compose.yaml, docs/operations.md).
import { databaseCloseMaxS } from '#lib/server/db/open.ts';
import { postgresStopMaxMs } from './embedded-postgres/postgres-process.ts';
import { syncLimits } from './limits.ts';

const { drainCommitMaxMs, drainSpreadMs, farewellMaxMs, closeHandshakeMaxMs } = syncLimits;

/** For what takes no time, on a machine that has none. */
const graceMs = 1_000;

/** After everybody was sent away, their connections have so long to end. */
export const lastConnectionsMaxMs = closeHandshakeMaxMs;

export const shutdownBudgetMs = {
	rooms: drainCommitMaxMs + drainSpreadMs + farewellMaxMs + lastConnectionsMaxMs + graceMs,
	pages: graceMs,
	history: graceMs,
	database: databaseCloseMaxS * 1_000 + postgresStopMaxMs + graceMs,
	dataFolder: graceMs
};

export const shutdownMaxMs = Object.values(shutdownBudgetMs).reduce((sum, ms) => sum + ms, 0);
