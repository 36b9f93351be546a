// All rooms of this process and the life of each: absent → loading → open → lingering → closing → absent. A board is loaded once,
// served only when loaded, and let go only when nothing of it is pending. The whole of the sync server is put together here.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type * as Y from 'yjs';
import { migrateDocument, NewerDocumentError } from '#lib/board/schema/migrations.ts';
import { closeCode } from '#lib/protocol/close-codes.ts';
import {
	openBoardStore,
	systemAuthor,
	type Author,
	type BoardStore,
	type StoredBoard
} from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import type { AccessChange, BoardGrant } from '#lib/server/grant.ts';
import { watchAccess } from './access-watch.ts';
import { sizeIn } from './board-size.ts';
import { createCheckpoints } from './checkpoints.ts';
import { every, systemClock, wait, type Clock } from './clock.ts';
import { Connection } from './connection.ts';
import type { FoldPlace } from './fold.ts';
import { createFoldThread } from './fold-thread.ts';
import { createHandshake, type SyncAccess } from './handshake.ts';
import { createJournal } from './journal.ts';
import { journalLimits, syncLimits, type JournalLimits, type SyncLimits } from './limits.ts';
import { errorFields, type Log } from './log.ts';
import type { Stats } from './metrics.ts';
import { LogFollower } from './log-follower.ts';
import { Nodes } from './nodes.ts';
import { createNotifyRelay } from './notify-relay.ts';
import { openBoard, UnknownBoardError } from './open-board.ts';
import { ownersIn } from './open-document.ts';
import { patientAccess } from './patient-access.ts';
import { patientStore } from './patient-store.ts';
import type { Relay } from './relay.ts';
import { createRenewal } from './renewal.ts';
import { restSome } from './rest.ts';
import { Rights } from './rights.ts';
import { Room, type LossReason } from './room.ts';
import { sendAway } from './send-away.ts';
import type { StoredContent } from './stored-content.ts';
import { createSyncMetrics } from './sync-metrics.ts';

export interface RoomsOptions {
	database: Database;
	access: SyncAccess;
	/** What a browser's Origin header may say. */
	acceptedOrigins: ReadonlySet<string>;
	log: Log;
	/** How nodes tell each other; unset: by PostgreSQL's NOTIFY. */
	relay?: Relay;
	/** The rest is set by tests. */
	store?: BoardStore;
	foldPlace?: FoldPlace;
	clock?: Clock;
	limits?: Partial<SyncLimits>;
	journalLimits?: Partial<JournalLimits>;
}

export interface Rooms {
	/** Decides about an upgrade to `/sync/BOARD_ID` and answers it, one way or the other. */
	handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	/** Takes a socket in whose right is decided. */
	takeIn(socket: WebSocket, grant: BoardGrant, wantsSaved: boolean): void;
	/** A forward change by the server; resolves with the change's answer once it is committed. */
	edit<T>(boardId: string, author: Author, change: (doc: Y.Doc) => T): Promise<T>;
	applyAccessChange(change: AccessChange): void;
	/** Takes nobody in any more, commits everything and sends everybody away with 1012. */
	drain(): Promise<void>;
	stats(): Stats;
}

const newerReason = 'the board needs a newer server';

type Slot =
	/** `heardHead`: how far the log had grown elsewhere meanwhile. */
	| { phase: 'loading'; ready: Promise<Room>; heardHead: number }
	| { phase: 'open'; room: Room }
	| { phase: 'lingering'; room: Room; cancel: () => void }
	| { phase: 'closing'; room: Room };

export function createRooms(options: RoomsOptions): Rooms {
	const { database, log, clock = systemClock } = options;
	const limits: SyncLimits = { ...syncLimits, ...options.limits };
	const metrics = createSyncMetrics();
	const nodeId = randomUUID();
	const patience = { clock, limits, onSilence: createRenewal(database, log) };
	const store = patientStore(options.store ?? openBoardStore(database, nodeId), patience);
	const access = patientAccess(options.access, patience);
	const slots = new Map<string, Slot>();
	/** Server-side edits under way, per board: they hold a room open as a member does. */
	const edits = new Map<string, number>();
	const connections = new Set<Connection>();
	let isDraining = false;

	const journal = createJournal({
		store,
		clock,
		log,
		limits: options.journalLimits,
		onState: (state) => {
			for (const room of openRooms()) room.storageChanged(state);
		},
		onCommit: (_boards, rows, ms) => {
			metrics.count('commits');
			metrics.count('rows', rows);
			metrics.committedIn(ms);
			if (ms > (options.journalLimits?.holdMs ?? journalLimits.holdMs)) metrics.count('slowCommits');
		},
		onFailure: () => metrics.count('appendFailures')
	});
	const foldPlace = options.foldPlace ?? createFoldThread({ clock, limits });
	const checkpoints = createCheckpoints({ store, clock, limits, metrics, log, foldPlace });
	const follower = new LogFollower<Room>({ store, clock, log, onLost: (room) => onLost(room, 'refused') });
	const nodes = new Nodes({
		nodeId,
		relay: options.relay ?? createNotifyRelay(database.sql, log),
		store,
		clock,
		log,
		limits,
		metrics,
		openRooms,
		roomOf: openRoomOf,
		onHead
	});
	const rights = new Rights({ clock, log, access, limits, connections });
	const handshake = createHandshake({
		access,
		acceptedOrigins: options.acceptedOrigins,
		limits,
		log,
		metrics,
		connections,
		isDraining: () => isDraining,
		onSocket: takeIn
	});
	const isInDoubt = (connection: Connection) => rights.isInDoubt(connection);
	const connectionParts = { clock, limits, metrics, log, onClosed: release, isInDoubt };
	const cancelPing = every(clock, limits.pingIntervalMs, () => {
		for (const connection of connections) connection.ping();
	});
	const cancelRest = every(clock, limits.restCheckMs, () => restSome(openRooms(), limits.restsPerCheckMax));
	const watch = watchAccess({ sql: database.sql, clock, log, onChange: applyAccessChange });

	function* openRooms(): Generator<Room> {
		for (const slot of slots.values()) if (slot.phase !== 'loading') yield slot.room;
	}

	/** The room of a board, loaded if need be; whatever was about to end is called off. */
	function roomOf(boardId: string): Promise<Room> {
		const slot = slots.get(boardId);
		if (slot === undefined) return load(boardId);
		if (slot.phase === 'loading') return slot.ready;
		if (slot.phase === 'lingering') slot.cancel();
		slots.set(boardId, { phase: 'open', room: slot.room });
		return Promise.resolve(slot.room);
	}

	function openRoomOf(boardId: string): Room | null {
		const slot = slots.get(boardId);
		return slot === undefined || slot.phase === 'loading' ? null : slot.room;
	}

	/** Another node appended to a board. */
	function onHead(boardId: string, head: number): void {
		const slot = slots.get(boardId);
		if (slot?.phase === 'loading') slot.heardHead = Math.max(slot.heardHead, head);
		else if (slot !== undefined) follower.heard(slot.room, head);
	}

	function load(boardId: string): Promise<Room> {
		const ready = openBoard({ store, log, makeRoom }, boardId).then(
			(room) => {
				metrics.count('loads');
				const { heardHead } = loading;
				slots.set(boardId, { phase: 'open', room });
				follower.heard(room, heardHead);
				nodes.opened(boardId);
				return room;
			},
			(error: unknown) => {
				metrics.count('loadFailures');
				log.error('a board cannot be opened', { boardId, ...errorFields(error) });
				slots.delete(boardId);
				throw error;
			}
		);
		const loading: Extract<Slot, { phase: 'loading' }> = { phase: 'loading', ready, heardHead: 0 };
		slots.set(boardId, loading);
		return ready;
	}

	async function makeRoom(
		boardId: string,
		stored: StoredBoard,
		content: StoredContent | Y.Doc
	): Promise<Room> {
		const room = new Room(
			boardId,
			{ head: stored.head, size: sizeIn(stored), owners: ownersIn(stored) },
			content,
			{
				clock,
				limits,
				metrics,
				journal,
				log,
				onGrown,
				onPresence: (id, entries) => nodes.moved(id, entries),
				onLost
			}
		);
		// What is served as it is stored is of this server's schema.
		if (room.isAtRest) return room;
		try {
			// Nobody is let in before the migration is stored.
			await room.edit(systemAuthor, migrateDocument);
		} catch (error) {
			room.destroy();
			throw error;
		}
		return room;
	}

	function takeIn(socket: WebSocket, grant: BoardGrant, wantsSaved: boolean): void {
		const connection = new Connection(socket, grant, wantsSaved, connectionParts);
		connections.add(connection);
		rights.watch(connection);
		const { boardId } = connection.grant;
		roomOf(boardId).then(
			(room) => {
				// Somebody who came with them may have found out that it cannot go on.
				if (room.isDestroyed) return connection.close(closeCode.comeBack, 'the board cannot be opened now');
				connection.join(room);
				releaseRoom(boardId);
			},
			(error: unknown) => {
				if (error instanceof UnknownBoardError)
					connection.close(closeCode.boardGone, 'there is no such board');
				else if (error instanceof NewerDocumentError) connection.close(closeCode.version, newerReason);
				else connection.close(closeCode.comeBack, 'the board cannot be opened now');
			}
		);
	}

	function release(connection: Connection): void {
		connections.delete(connection);
		rights.forget(connection);
		releaseRoom(connection.grant.boardId);
	}

	function isUnused(boardId: string, room: Room): boolean {
		return room.audience.size === 0 && !edits.has(boardId);
	}

	/** After somebody left: the room lingers a while, then closes. */
	function releaseRoom(boardId: string): void {
		const slot = slots.get(boardId);
		if (slot?.phase !== 'open' || !isUnused(boardId, slot.room)) return;
		const { room } = slot;
		const cancel = clock.after(limits.lingerMs, () => void closeRoom(room));
		slots.set(boardId, { phase: 'lingering', room, cancel });
	}

	/** Lets the board go once everything is committed and folded; a join meanwhile calls it off. */
	async function closeRoom(room: Room): Promise<void> {
		const { boardId } = room;
		const closing: Slot = { phase: 'closing', room };
		slots.set(boardId, closing);
		await new Promise<void>((resolve) => room.ledger.whenCommitted(resolve, { fail: resolve }));
		if (slots.get(boardId) === closing) await checkpoints.leaving(room);
		const isDone = room.ledger.isSettled && isUnused(boardId, room) && !checkpoints.isFolding(boardId);
		if (slots.get(boardId) !== closing || !isDone) {
			// Somebody came, or something is still under way: the room goes on and is looked at again when that ends.
			if (slots.get(boardId) === closing) slots.set(boardId, { phase: 'open', room });
			return releaseRoom(boardId);
		}
		slots.delete(boardId);
		room.destroy();
	}

	function onGrown(room: Room, head: number): void {
		nodes.grown(room.boardId, head);
		follower.heard(room, head);
		if (!isDraining) checkpoints.grown(room);
	}

	function onLost(room: Room, reason: LossReason): void {
		const slot = slots.get(room.boardId);
		if (slot !== undefined && slot.phase !== 'loading' && slot.room === room) discard(room);
		if (reason === 'gone') room.audience.closeAll(closeCode.boardGone, 'the board was deleted');
		else if (reason === 'newer') room.audience.closeAll(closeCode.version, newerReason);
		else if (reason === 'damaged')
			room.audience.closeAll(closeCode.comeBack, 'the board cannot be opened now');
		else room.audience.closeAll(closeCode.comeBack, 'the board could not be saved');
	}

	/** Forgets a room at once; nothing in it can be saved any more. */
	function discard(room: Room): void {
		const slot = slots.get(room.boardId);
		if (slot?.phase === 'lingering') slot.cancel();
		slots.delete(room.boardId);
		room.destroy();
	}

	function applyAccessChange(change: AccessChange): void {
		rights.apply(change);
		if (change.kind !== 'board-deleted') return;
		const slot = slots.get(change.boardId);
		if (slot !== undefined && slot.phase !== 'loading') discard(slot.room);
	}

	async function edit<T>(boardId: string, author: Author, change: (doc: Y.Doc) => T): Promise<T> {
		edits.set(boardId, (edits.get(boardId) ?? 0) + 1);
		try {
			const room = await roomOf(boardId);
			return await room.edit(author, change);
		} finally {
			const left = (edits.get(boardId) ?? 1) - 1;
			if (left === 0) edits.delete(boardId);
			else edits.set(boardId, left);
			releaseRoom(boardId);
		}
	}

	/** Resolves when everything that the rooms hold by now is committed; at the latest at `endMs` of the monotonic clock. */
	function settledBy(endMs: number): Promise<unknown> {
		const commits = [...openRooms()].map((room) => {
			room.commitNow();
			return new Promise<void>((resolve) => room.ledger.whenCommitted(resolve, { fail: resolve }));
		});
		return Promise.race([Promise.all(commits), wait(clock, Math.max(0, endMs - clock.monotonic()))]);
	}

	async function drain(): Promise<void> {
		isDraining = true;
		cancelPing();
		cancelRest();
		const endMs = clock.monotonic() + limits.drainCommitMaxMs;
		await sendAway({ connections, clock, limits, settled: () => settledBy(endMs) });
		// Changes by the server itself have no socket.
		await settledBy(endMs);
		rights.close();
		// Before the rooms end: that they do is nothing to tell others.
		const goodbyes = [watch.close(), nodes.close()];
		for (const slot of slots.values()) {
			if (slot.phase === 'lingering') slot.cancel();
			if (slot.phase !== 'loading') slot.room.destroy();
		}
		slots.clear();
		checkpoints.close();
		const ended = Promise.all([...goodbyes, handshake.close(), store.close()]);
		const notInTime = wait(clock, limits.farewellMaxMs).then(() => 'not in time');
		if ((await Promise.race([ended, notInTime])) === 'not in time')
			log.info('the end of the log was not confirmed');
	}

	return {
		handleUpgrade: handshake.handleUpgrade,
		takeIn,
		edit,
		applyAccessChange,
		drain,
		stats: () => ({
			...metrics.stats(),
			...nodes.stats(),
			open: slots.size,
			atRest: [...openRooms()].filter(({ isAtRest }) => isAtRest).length,
			connections: connections.size,
			largeBoards: [...openRooms()].filter(({ size }) => size.isLarge).length,
			queuedBytes: journal.queuedBytes,
			storageIsSlow: journal.state === 'healthy' ? 0 : 1,
			storageIsFull: journal.state === 'full' ? 1 : 0
		})
	};
}
