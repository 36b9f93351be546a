// The one set of services of a process: made by server/main.ts or the command line, used by pages and sockets alike.
import { createAccess } from './access.ts';
import { createAccounts } from './accounts.ts';
import { createAdministration } from './administration.ts';
import { createApiTokens } from './auth/api-tokens.ts';
import { createSessions } from './auth/lucia.ts';
import { createPasswords } from './auth/passwords.ts';
import { createBoards, type EditBoard } from './boards.ts';
import type { Database } from './db/open.ts';
import { createDisplayLinks } from './display-links.ts';
import { createFirstRun } from './first-run.ts';
import { createInvitations } from './invitations.ts';
import { createBoardStore } from './board-store.ts';
import { createMembers } from './members.ts';
import { createReports } from './report/reports.ts';
import { createSnapshots } from './snapshots.ts';

/** Under this symbol on globalThis the process hands its services to the pages. */
export const servicesKey = 'sandtable.services';

type LogFields = Record<string, string | number | boolean | null | undefined>;

export interface ServiceLog {
	info(event: string, fields?: LogFields): void;
	warn(event: string, fields?: LogFields): void;
	error(event: string, fields?: LogFields): void;
}

/** The basemap as pages may know it. */
export type PublicBasemap = { kind: 'embedded' } | { kind: 'style' | 'pmtiles'; url: string };

export interface ServiceOptions {
	/** Public address, for printed links; no slash at the end. */
	origin: string;
	/** All addresses that a browser may name in its Origin header; `origin` alone if not given. */
	acceptedOrigins?: ReadonlySet<string>;
	dataDir: string;
	/** What boards are drawn on; the embedded basemap if not given. */
	basemap?: PublicBasemap;
	/** True when `origin` is https: cookies get `Secure` and the `__Host-` prefix. */
	secureCookies: boolean;
	log: ServiceLog;
	/** Clock of the throttles; only tests set it. */
	now?: () => number;
}

export type Services = ReturnType<typeof createServices>;

export function createServices(database: Database, options: ServiceOptions) {
	const { db } = database;
	const { origin, secureCookies, log, now } = options;
	const basemap: PublicBasemap = options.basemap ?? { kind: 'embedded' };
	const sessions = createSessions(db, secureCookies);
	const accounts = createAccounts({ db, sessions, passwords: createPasswords(), now });
	const apiTokens = createApiTokens(db, log);
	const displayLinks = createDisplayLinks({ db, secureCookies, now });

	const acceptedOrigins = options.acceptedOrigins ?? new Set([origin]);

	const snapshots = createSnapshots(createBoardStore(database.sql));

	let editBoard: EditBoard | null = null;
	const connectedEdit = (): EditBoard => {
		if (!editBoard) throw new Error('No rooms are connected: call services.connectRooms first.');
		return editBoard;
	};

	return {
		origin,
		acceptedOrigins,
		secureCookies,
		log,
		basemap,
		sessions,
		accounts,
		apiTokens,
		displayLinks,
		access: createAccess({ db, sessions, apiTokens, displayLinks }),
		boards: createBoards(db, connectedEdit),
		members: createMembers(db),
		invitations: createInvitations(db, accounts, now),
		firstRun: createFirstRun(db, accounts, origin, now),
		administration: createAdministration(db, accounts),
		snapshots,
		reports: createReports({ snapshots, log }),

		/** Rooms need `access` and renaming needs rooms, so the second half of the wiring comes afterwards. */
		connectRooms(rooms: { edit: EditBoard }): void {
			editBoard = rooms.edit;
		}
	};
}
