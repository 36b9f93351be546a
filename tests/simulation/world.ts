// The world of one simulation: a database, one server after the other, people, and what goes wrong between them.
import { encodeStateVector, type Doc } from 'yjs';
import { newBoardUpdate } from '#lib/board/new-board.ts';
import type { BoardGrant } from '#lib/server/grant.ts';
import { silentLog, type Log } from '../../server/log.ts';
import { createRooms, type Rooms } from '../../server/rooms.ts';
import { below, type Random } from '../support/recorded-session.ts';
import type { Bug } from './bugs.ts';
import { Checks, isAnswer, questionIn, simulationLimits, type Owed } from './checks.ts';
import { Disk } from './disk.ts';
import { Link, type ClientSocket } from './network.ts';
import { Person } from './person.ts';
import type { VirtualTime } from './virtual-time.ts';

const hourMs = 3_600_000;
const dialMs = { min: 2, max: 60 };

interface Server {
	rooms: Rooms;
	isAlive: boolean;
	died(): void;
}

export class World {
	readonly time: VirtualTime;
	readonly random: Random;
	readonly disk: Disk;
	readonly checks: Checks;
	readonly people: Person[] = [];
	readonly boards: string[] = [];
	server: Server | null = null;
	readonly #links = new Map<Person, Link>();
	readonly #bug: Bug | null;
	#nextPerson = 0;
	#isDraining = false;

	readonly #log: Log;

	constructor(time: VirtualTime, random: Random, bug: Bug | null, trace?: (line: string) => void) {
		this.time = time;
		this.random = random;
		this.#bug = bug;
		this.#log = trace ? tracing(trace, () => time.now) : silentLog;
		this.disk = new Disk(time, random);
		this.checks = new Checks(this.disk, () => time.now);
	}

	addBoard(): void {
		const boardId = `board${this.boards.length}`.padEnd(22, 'x');
		this.disk.create(boardId, newBoardUpdate(boardId));
		this.boards.push(boardId);
	}

	addPerson(isReader: boolean, boardId = this.boards[below(this.random, this.boards.length)] ?? ''): Person {
		const person = new Person({
			id: `p${this.#nextPerson++}`,
			boardId,
			isReader,
			random: this.random,
			checks: this.checks,
			dial: (who, socket) => this.#dial(who, socket)
		});
		this.people.push(person);
		return person;
	}

	startServer(): void {
		// One process per board: a second one while the first still commits is the business of several nodes.
		if (this.server !== null || this.#isDraining) return;
		const life = { isAlive: true };
		const isAlive = () => life.isAlive;
		const memory = this.disk.storeFor(isAlive);
		const store = this.#bug?.store?.(memory, this.disk) ?? memory;
		const rooms = createRooms({
			database: { sql: { listen: async () => ({ unlisten: async () => {} }) } } as never,
			access: {
				authorizeSync: async () => ({ ok: false, status: 401 }),
				recheck: async (grant) => (this.#hasRight(grant) ? grant : null)
			},
			acceptedOrigins: new Set(),
			log: this.#log,
			store,
			clock: this.time.clockFor(isAlive),
			limits: { ...simulationLimits, ...this.#bug?.limits }
		});
		this.server = {
			rooms,
			get isAlive() {
				return life.isAlive;
			},
			set isAlive(value) {
				life.isAlive = value;
			},
			died: () => memory.died()
		};
	}

	/** As by SIGKILL. */
	kill(): void {
		const { server } = this;
		if (server === null) return;
		this.server = null;
		server.isAlive = false;
		server.died();
		for (const link of this.#links.values()) link.cut();
		this.#links.clear();
	}

	/** As by SIGTERM, and a new start after `pauseMs`. */
	async restart(pauseMs: number): Promise<void> {
		const { server } = this;
		if (server === null) return;
		this.server = null;
		this.#isDraining = true;
		await server.rooms.drain();
		server.isAlive = false;
		server.died();
		this.time.after(pauseMs, () => {
			this.#isDraining = false;
			this.startServer();
		});
	}

	/** A person's right to write ends now. */
	demote(person: Person): void {
		person.rightEndedAt = this.time.now;
		if (this.#bug?.forgetsRoleChanges) return;
		this.server?.rooms.applyAccessChange({
			kind: 'role-changed',
			boardId: person.boardId,
			userId: person.id,
			role: null
		});
	}

	edit(boardId: string, change: (doc: Doc) => void): void {
		this.server?.rooms.edit(boardId, { kind: 'system', id: null }, change).catch((error: unknown) => {
			if (!(error instanceof Error)) this.checks.fail('an edit was rejected without a reason');
		});
	}

	linkOf(person: Person): Link | null {
		return this.#links.get(person) ?? null;
	}

	#hasRight({ principal }: BoardGrant): boolean {
		return this.people.some(({ id, rightEndedAt }) => id === principal.id && rightEndedAt === Infinity);
	}

	#dial(person: Person, client: ClientSocket): void {
		this.time.after(dialMs.min + below(this.random, dialMs.max - dialMs.min), () => {
			const { server } = this;
			const isRefused = person.isOffline || person.rightEndedAt < Infinity || person.isGone;
			if (server === null || isRefused) return client.refused();
			const link = new Link(this.time, client);
			this.#links.set(person, link);
			this.#watch(link, person, server);
			client.opened(link);
			server.rooms.takeIn(link.server as never, this.#grant(person), true);
		});
	}

	#watch({ server: socket }: Link, person: Person, server: Server): void {
		const asked: Owed[] = [];
		socket.filter = (bytes) => {
			if (!server.isAlive) return null;
			const has = questionIn(bytes);
			if (has) asked.push({ has, stored: encodeStateVector(this.disk.docOf(person.boardId)) });
			return this.#bug?.receives?.(bytes, socket) ?? bytes;
		};
		socket.onSend = (bytes) => {
			if (!server.isAlive) return;
			const owed = isAnswer(bytes) ? (asked.shift() ?? null) : null;
			const isSlow = server.rooms.stats().storageIsSlow === 1;
			this.checks.sent(person.boardId, bytes, { isSlow, owed, rightEndedAt: person.rightEndedAt });
			this.checks.queued(bytes, socket.bufferedAmount);
		};
	}

	#grant({ id, boardId, isReader }: Person): BoardGrant {
		return {
			boardId,
			role: isReader && !this.#bug?.forgetsRoles ? 'viewer' : 'editor',
			principal: { kind: 'user', id, name: id },
			sessionId: id,
			endsAt: new Date(Date.now() + hourMs)
		};
	}
}

function tracing(trace: (line: string) => void, now: () => number): Log {
	const say = (event: string) => trace(`${(now() / 1_000).toFixed(3)} server: ${event}`);
	return { info: say, warn: say, error: say };
}
