// One node of a simulation: a place where one server process after the other runs, with its own ways to the database, the bus and
// people, and its own wall clock.
import type { AccessChange, BoardGrant } from '#lib/server/grant.ts';
import { fold, type FoldPlace } from '../../server/fold.ts';
import { keepHistory } from '../../server/history.ts';
import type { Log } from '../../server/log.ts';
import { createRooms, type Rooms } from '../../server/rooms.ts';
import { below } from '../support/recorded-session.ts';
import type { Authority } from './authority.ts';
import type { Bug } from './bug.ts';
import type { Bus, BusReach } from './bus.ts';
import { simulationJournalLimits, simulationLimits } from './checks.ts';
import type { Disk } from './disk.ts';
import { DiskStore, type Reach } from './disk-store.ts';
import type { Link } from './network.ts';
import { epochMs, type VirtualTime } from './virtual-time.ts';

export interface Server {
	readonly rooms: Rooms;
	readonly store: DiskStore;
	isAlive: boolean;
	hearAccess: ((payload: string) => void) | null;
	/** Every socket that was ever open to it. */
	readonly links: Set<Link>;
}

export interface NodeParts {
	time: VirtualTime;
	disk: Disk;
	bus: Bus;
	authority: Authority;
	log: Log;
	bug: Bug | null;
}

/** How long a right may outlive its end; and where the news of it was lost, until a sweep after the node could hear again. */
const rightEndsMaxMs = 5_000;
const sweepMaxMs = 65_000;
const tellMs = { min: 1, max: 150 };
const foldMs = { min: 5, max: 300 };
/** A day of history; a simulation has no time for real ones. */
const dayMs = 1_000;
const historyDays = 8;
const historyLimits = { intervalMs: 4_000, rowsPerStep: 10, stepsMax: 5, pauseMs: 20, stepMaxMs: 2_000 };

export class Node {
	readonly nth: number;
	server: Server | null = null;
	diskReach: Reach = 'well';
	busReach: BusReach = 'well';
	/** Nobody gets through to it, and nothing from it. */
	isCutOff = false;
	/** It does not hear of changes of rights. */
	isDeaf = false;
	wallOffsetMs = 0;
	foldMood: 'well' | 'failing' | 'late' = 'well';
	readonly #parts: NodeParts;
	/** Also while it drains. */
	#running: Server | null = null;
	#isPausing = false;
	#lastTroubleAt = -Infinity;

	constructor(nth: number, parts: NodeParts) {
		this.nth = nth;
		this.#parts = parts;
	}

	get wallMs(): number {
		return epochMs + this.#parts.time.now + this.wallOffsetMs;
	}

	start(): void {
		// One process at a time in one place.
		if (this.#running !== null || this.#isPausing) return;
		const { time, disk, bus, authority, log, bug } = this.#parts;
		const life = { isAlive: true, hearAccess: null as Server['hearAccess'] };
		const isAlive = () => life.isAlive;
		const store = new DiskStore(disk, { isAlive, reach: () => this.diskReach });
		const clock = time.clockFor(isAlive, () => this.wallOffsetMs);
		const relay = bus.relayFor({ isAlive, reach: () => this.busReach });
		const listen = async (_channel: string, receive: (payload: string) => void) => {
			life.hearAccess = receive;
			return { unlisten: async () => void (life.hearAccess = null) };
		};
		const rooms = createRooms({
			database: { sql: { listen }, renew: async () => false } as never,
			access: {
				authorizeSync: async () => ({ ok: false, status: 401 }),
				recheck: (grant) => store.query(() => authority.recheck(grant, this.wallMs))
			},
			acceptedOrigins: new Set(),
			log,
			relay: bug?.relay?.(relay) ?? relay,
			store: bug?.store?.(store, disk) ?? store,
			foldPlace: this.#foldPlace(isAlive),
			clock: bug?.clock?.(clock) ?? clock,
			limits: { ...simulationLimits, ...bug?.limits },
			journalLimits: { ...simulationJournalLimits, ...bug?.journalLimits }
		});
		const prune = (days: number, rowsMax: number) =>
			store.query(() =>
				(bug?.prune ?? ((_disk, ageMs, max) => disk.prune(ageMs, max)))(disk, days * dayMs, rowsMax)
			);
		keepHistory({ prune, clock, log, days: historyDays, limits: historyLimits });
		this.server = this.#running = Object.assign(life, { rooms, store, links: new Set<Link>() });
	}

	/** As by SIGKILL. */
	kill(): void {
		const { server } = this;
		if (server === null) return;
		this.server = null;
		this.#ended(server);
	}

	/** As by SIGTERM; a new start after `pauseMs`. */
	async restart(pauseMs: number): Promise<void> {
		const { server } = this;
		if (server === null) return;
		this.server = null;
		await server.rooms.drain();
		this.#ended(server);
		this.#isPausing = true;
		this.#parts.time.after(pauseMs, () => {
			this.#isPausing = false;
			this.start();
		});
	}

	#ended(server: Server): void {
		server.isAlive = false;
		this.#running = null;
		server.store.died();
		for (const link of server.links) link.processEnded();
	}

	/** As PostgreSQL tells it, to whoever listens at that moment. */
	tell(change: AccessChange): void {
		const { time } = this.#parts;
		const server = this.#running;
		if (this.#isHardOfHearing) return;
		time.after(tellMs.min + below(time.random, tellMs.max - tellMs.min), () => {
			if (server?.isAlive && !this.#isHardOfHearing) server.hearAccess?.(JSON.stringify(change));
		});
	}

	/** Until when somebody here may be sent what a right that ended then allowed. */
	outlives(endedAt: number): number {
		if (!Number.isFinite(endedAt)) return endedAt;
		this.noteTrouble();
		return this.#lastTroubleAt >= endedAt ? this.#lastTroubleAt + sweepMaxMs : endedAt + rightEndsMaxMs;
	}

	/** Called before anything changes that keeps a node from hearing of, or asking about, rights. */
	noteTrouble(): void {
		const { disk, time } = this.#parts;
		if (this.#isHardOfHearing || disk.mood !== 'well' || disk.failsLoads) this.#lastTroubleAt = time.now;
	}

	get #isHardOfHearing(): boolean {
		return this.isDeaf || this.diskReach !== 'well';
	}

	authorize(person: Parameters<Authority['grantFor']>[0]): BoardGrant | null {
		return this.diskReach === 'well' ? this.#parts.authority.grantFor(person, this.wallMs) : null;
	}

	#foldPlace(isAlive: () => boolean): FoldPlace {
		const { time } = this.#parts;
		const givenUp = new Set<(reason: Error) => void>();
		return {
			fold: (request) =>
				new Promise((resolve, reject) => {
					givenUp.add(reject);
					if (this.foldMood === 'late') return;
					const isFailing = this.foldMood === 'failing';
					time.after(foldMs.min + below(time.random, foldMs.max - foldMs.min), () => {
						if (!givenUp.delete(reject) || !isAlive()) return;
						if (isFailing) reject(new Error('the fold worker ended'));
						else resolve(fold(request));
					});
				}),
			giveUp: (reason) => {
				for (const reject of givenUp) reject(reason);
				givenUp.clear();
			}
		};
	}
}
