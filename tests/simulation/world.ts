// The world of one simulation: a database, a bus, nodes, people, and the ways between them.
import type { Doc } from 'yjs';
import { newBoardUpdate } from '#lib/board/new-board.ts';
import type { AccessChange, BoardGrant, BoardRole } from '#lib/server/grant.ts';
import { silentLog, type Log } from '../../server/log.ts';
import { below, type Random } from '../support/recorded-session.ts';
import { Authority, isWriter } from './authority.ts';
import type { Bug } from './bug.ts';
import { Bus } from './bus.ts';
import { Checks, countTowards, isAnswer, questionIn, type Owed } from './checks.ts';
import { Disk } from './disk.ts';
import { Link, type ClientSocket } from './network.ts';
import { Node, type Server } from './node.ts';
import { Person } from './person.ts';
import type { VirtualTime } from './virtual-time.ts';

const dialMs = { min: 2, max: 60 };
/** Between the answer about somebody's right and the open socket. */
const upgradeMs = { min: 1, max: 40 };
const jumpFarMs = 2 * 3_600_000;

export class World {
	readonly time: VirtualTime;
	readonly random: Random;
	readonly disk: Disk;
	readonly bus: Bus;
	readonly authority: Authority;
	readonly checks: Checks;
	readonly nodes: Node[] = [];
	readonly people: Person[] = [];
	readonly boards: string[] = [];
	/** A wall clock went so wrong that sessions may seem over. */
	hasJumpedFar = false;
	/** Of what came to a server. */
	largestFrameBytes = 0;
	readonly bug: Bug | null;
	readonly #links = new Map<Person, { link: Link; node: Node }>();
	readonly #byClient = new Map<number, Person>();
	readonly #log: Log;

	constructor(time: VirtualTime, random: Random, bug: Bug | null, trace?: (line: string) => void) {
		this.time = time;
		this.random = random;
		this.bug = bug;
		this.#log = trace ? tracing(trace, () => time.now) : silentLog;
		this.disk = new Disk(time, random);
		this.bus = new Bus(time);
		this.authority = new Authority(() => time.now, random);
		const goneSince = (client: number) => this.#byClient.get(client)?.goneSince ?? null;
		this.checks = new Checks(this.disk, () => time.now, goneSince);
	}

	addNode(): void {
		const { time, disk, bus, authority, bug } = this;
		const nth = this.nodes.length;
		const say =
			(log: Log['info']): Log['info'] =>
			(event) =>
				log(`${nth}: ${event}`);
		const { info, warn, error } = this.#log;
		const log = { info: say(info), warn: say(warn), error: say(error) };
		const node = new Node(nth, { time, disk, bus, authority, log, bug });
		this.nodes.push(node);
		node.start();
	}

	addBoard(): void {
		const boardId = `board${this.boards.length}`.padEnd(22, 'x');
		this.disk.create(boardId, newBoardUpdate(boardId));
		this.boards.push(boardId);
	}

	addPerson(role: BoardRole | 'display', boardId = this.anyBoard()): Person {
		const isLink = role === 'display';
		return this.#addPage(
			`u${this.people.length}`,
			boardId,
			isLink ? 'link' : 'user',
			isLink ? 'viewer' : role
		);
	}

	/** The same person opens the board once more. */
	addPage({ userId, boardId, kind, role, readEndedAt, writeEndedAt }: Person): void {
		if (role === null || readEndedAt < Infinity || Number.isFinite(writeEndedAt)) return;
		this.#addPage(userId, boardId, kind, role);
	}

	#addPage(userId: string, boardId: string, kind: 'user' | 'link', role: BoardRole): Person {
		const person = new Person({
			id: `p${this.people.length}`,
			userId,
			kind,
			boardId,
			role,
			random: this.random,
			checks: this.checks,
			dial: (who, socket) => this.#dial(who, socket),
			maySessionEnd: (who) => this.hasJumpedFar || this.authority.hasEndedSession(who),
			isSurelyForbidden: (who) => this.#isSurelyForbidden(who),
			after: (ms, call) => void this.time.after(ms, call)
		});
		person.node = below(this.random, this.nodes.length);
		if (!isWriter(person.role)) person.writeEndedAt = -Infinity;
		this.#byClient.set(person.doc.clientID, person);
		this.people.push(person);
		return person;
	}

	anyBoard(): string {
		return this.boards[below(this.random, this.boards.length)] ?? '';
	}

	anyNode(): Node {
		return this.nodes[below(this.random, this.nodes.length)] as Node;
	}

	/** People on it hear nothing more, and newcomers do not get through. */
	cutOff(node: Node): void {
		node.isCutOff = true;
		for (const link of node.server?.links ?? []) link.isSilent = true;
	}

	jump(node: Node, ms: number): void {
		node.wallOffsetMs = ms;
		if (Math.abs(ms) > jumpFarMs) this.hasJumpedFar = true;
	}

	/** Called before whatever changes how nodes hear of rights. */
	noteTrouble(): void {
		for (const node of this.nodes) node.noteTrouble();
	}

	changeRole({ userId, boardId, kind }: Person, role: BoardRole | null): void {
		for (const page of this.people) if (page.userId === userId) page.roleChanged(role, this.time.now);
		if (kind === 'link') this.#tell({ kind: 'link-revoked', linkId: userId });
		else this.#tell({ kind: 'role-changed', boardId, userId, role });
	}

	endSession(person: Person): void {
		const sessionId = this.authority.endSession(person);
		if (sessionId !== null) this.#tell({ kind: 'session-ended', sessionId });
	}

	#tell(change: AccessChange): void {
		const deaf = this.bug?.forgetsRoleChanges;
		if (deaf === 'everywhere') return;
		for (const node of this.nodes) if (deaf === undefined || node.nth === 0) node.tell(change);
	}

	edit(boardId: string, change: (doc: Doc) => void): void {
		this.anyNode()
			.server?.rooms.edit(boardId, { kind: 'system', id: null }, change)
			.catch((error: unknown) => {
				if (!(error instanceof Error)) this.checks.fail('an edit was rejected without a reason');
			});
	}

	linkOf(person: Person): Link | null {
		return this.#links.get(person)?.link ?? null;
	}

	nodeOf(person: Person): Node | null {
		return this.#links.get(person)?.node ?? null;
	}

	#isSurelyForbidden(person: Person): boolean {
		return this.nodes.every((node) => this.time.now > node.outlives(person.writeEndedAt));
	}

	/** As a balancer would: people stay where they are if they can. */
	#nodeFor(person: Person): Node | null {
		const ready = this.nodes.filter(({ server, isCutOff }) => server !== null && !isCutOff);
		const same = ready.find(({ nth }) => nth === person.node);
		if (same && this.random() < 0.8) return same;
		return ready[below(this.random, ready.length)] ?? null;
	}

	#dial(person: Person, client: ClientSocket): void {
		const pause = (ms: { min: number; max: number }, call: () => void) =>
			this.time.after(ms.min + below(this.random, ms.max - ms.min), call);
		pause(dialMs, () => {
			const node = this.#nodeFor(person);
			const isRefused = person.isOffline || person.isGone || client.readyState !== 0;
			const grant = isRefused ? null : (node?.authorize(person) ?? null);
			const server = node?.server ?? null;
			if (node === null || server === null || grant === null) return client.refused();
			// A page that asks for its board is told its role with it.
			if (person.roleIs(grant.role)) return client.refused();
			pause(upgradeMs, () => {
				if (node.server !== server || client.readyState !== 0) return client.refused();
				this.#open(person, client, { node, server, grant });
			});
		});
	}

	#open(
		person: Person,
		client: ClientSocket,
		{ node, server, grant }: { node: Node; server: Server; grant: BoardGrant }
	): void {
		const link = new Link(this.time, client);
		person.node = node.nth;
		person.openSockets++;
		person.goneSince = null;
		this.#links.set(person, { link, node });
		server.links.add(link);
		this.#watch(link, person, { node, server, grant });
		client.opened(link);
		const isBugged = this.bug?.forgetsRoles === true;
		server.rooms.takeIn(link.server as never, isBugged ? { ...grant, role: 'editor' } : grant, true);
	}

	#watch(
		{ server: socket }: Link,
		person: Person,
		{ node, server, grant }: { node: Node; server: Server; grant: BoardGrant }
	): void {
		const { boardId } = person;
		const asked: Owed[] = [];
		const before = new Set<string>();
		socket.filter = (bytes) => {
			if (!server.isAlive) return null;
			this.largestFrameBytes = Math.max(this.largestFrameBytes, bytes.length);
			const has = questionIn(bytes);
			if (has) asked.push({ has, stored: new Map(server.store.told.get(boardId)) });
			return this.bug?.receives ? this.bug.receives(bytes, socket) : bytes;
		};
		socket.onSend = (bytes) => {
			if (!server.isAlive) return;
			const owed = isAnswer(bytes) ? (asked.shift() ?? null) : null;
			countTowards(asked, bytes);
			this.checks.sent({
				boardId,
				bytes,
				isSlow: () => server.rooms.stats().storageIsSlow === 1,
				owed,
				isAsked: asked.length > 0,
				mayUntil: () => node.outlives(this.authority.endOf(grant)),
				waitingBytes: socket.bufferedAmount,
				before
			});
		};
		socket.onEnded = () => {
			if (--person.openSockets === 0) person.goneSince = this.time.now;
		};
	}
}

function tracing(trace: (line: string) => void, now: () => number): Log {
	const say = (event: string) => trace(`${(now() / 1_000).toFixed(3)} node ${event}`);
	return { info: say, warn: say, error: say };
}
