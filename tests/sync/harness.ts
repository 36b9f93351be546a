// A sync server in this process on real sockets and a real database, and clients for it. Only who somebody is, is made up:
// the bearer token says it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { WebsocketProvider } from 'y-websocket';
import { newId } from '#lib/board/id.ts';
import { newBoardUpdate } from '#lib/board/new-board.ts';
import { readFrame, type Frame } from '#lib/protocol/read-frame.ts';
import { systemAuthor } from '#lib/server/board-store.ts';
import type { Database } from '#lib/server/db/open.ts';
import type { BoardGrant, BoardRole } from '#lib/server/grant.ts';
import { silentLog } from '../../server/log.ts';
import { createRooms, type RoomsOptions } from '../../server/rooms.ts';

export interface Person {
	id: string;
	role: BoardRole;
	/** A display link instead of a person. */
	isLink?: boolean;
	/** When the right ends by itself. */
	endsInMs?: number;
}

export interface TestServer {
	url: string;
	rooms: ReturnType<typeof createRooms>;
	/** Rights as `recheck` finds them: who is in here has lost theirs. */
	revoked: Set<string>;
	/** What waits in memory for the reader that takes least. */
	unsentBytesMax(): number;
	stop(): Promise<void>;
}

const host = '127.0.0.1';
const hourMs = 3_600_000;

export async function startSyncServer(
	database: Database,
	options: Partial<RoomsOptions> = {}
): Promise<TestServer> {
	const revoked = new Set<string>();
	const http = createServer();
	const access: RoomsOptions['access'] = {
		async authorizeSync({ boardId, authorizationHeader }) {
			const person = personOf(authorizationHeader);
			if (person === null) return { ok: false, status: 401 };
			if (revoked.has(person.id)) return { ok: false, status: 404 };
			return { ok: true, grant: grantOf(boardId, person) };
		},
		recheck: async (grant) =>
			revoked.has(grant.principal.id) || grant.endsAt.getTime() <= Date.now() ? null : grant
	};
	const acceptedOrigins = new Set<string>();
	const rooms = createRooms({
		database,
		access,
		acceptedOrigins,
		log: silentLog,
		// A busy test machine must not look like slow storage; tests of the hold set their own.
		journalLimits: { holdMs: 20_000 },
		...options
	});
	const streams = new Set<Duplex>();
	http.on('upgrade', (request, socket, head) => {
		streams.add(socket);
		socket.once('close', () => streams.delete(socket));
		rooms.handleUpgrade(request, socket, head);
	});
	await new Promise<void>((resolve) => http.listen(0, host, resolve));
	const { port } = http.address() as AddressInfo;
	acceptedOrigins.add(`http://${host}:${port}`);
	let stopping: Promise<void> | null = null;
	const stop = () =>
		(stopping ??= (async () => {
			await rooms.drain();
			await new Promise<void>((resolve) => {
				http.close(() => resolve());
				http.closeAllConnections();
			});
		})());
	onTestFinished(stop);
	const unsentBytesMax = () => Math.max(0, ...[...streams].map(({ writableLength }) => writableLength));
	return { url: `ws://${host}:${port}/sync`, rooms, revoked, unsentBytesMax, stop };
}

export function grantOf(boardId: string, { id, role, isLink, endsInMs = hourMs }: Person): BoardGrant {
	const principal = { kind: isLink ? ('link' as const) : ('user' as const), id, name: `Name of ${id}` };
	return { boardId, role, principal, sessionId: `session-${id}`, endsAt: new Date(Date.now() + endsInMs) };
}

function tokenOf(person: Person): string {
	return `Bearer ${JSON.stringify(person)}`;
}

function personOf(header: string | null | undefined): Person | null {
	return header?.startsWith('Bearer ') ? (JSON.parse(header.slice('Bearer '.length)) as Person) : null;
}

/** A board as the application makes one: row and first log row. */
export async function makeBoard(database: Database, title = 'A board'): Promise<string> {
	const boardId = newId();
	const data = newBoardUpdate(title);
	await database.sql.begin(async (sql) => {
		await sql`insert into boards (id, title, head) values (${boardId}, ${title}, 1)`;
		await sql`insert into board_updates (board_id, seq, author_kind, author_id, data)
			values (${boardId}, 1, ${systemAuthor.kind}, null, ${Buffer.from(data)})`;
	});
	return boardId;
}

/** The WebSocket class of Node's `ws`, signed in as `person`. */
export function socketClassFor(person: Person): typeof globalThis.WebSocket {
	class SignedInWebSocket extends WebSocket {
		constructor(url: string, protocols?: string | string[]) {
			super(url, protocols, { headers: { authorization: tokenOf(person) } });
		}
	}
	return SignedInWebSocket as unknown as typeof globalThis.WebSocket;
}

/** A stock y-websocket client with nothing of ours. */
export function stockClient(
	server: { url: string },
	boardId: string,
	person: Person,
	doc = new Y.Doc()
): WebsocketProvider {
	const provider = new WebsocketProvider(server.url, boardId, doc, {
		WebSocketPolyfill: socketClassFor(person),
		disableBc: true
	});
	onTestFinished(() => {
		provider.destroy();
		provider.awareness.destroy();
	});
	return provider;
}

export function synced(provider: WebsocketProvider): Promise<void> {
	if (provider.synced) return Promise.resolve();
	return new Promise((resolve) => provider.once('sync', () => resolve()));
}

/** Resolves as soon as `isTrue`, looking whenever the document changes. */
export function whenDoc(doc: Y.Doc, isTrue: () => boolean): Promise<void> {
	return when(isTrue, (look) => {
		doc.on('update', look);
		return () => doc.off('update', look);
	});
}

export function whenPresence(provider: WebsocketProvider, isTrue: () => boolean): Promise<void> {
	return when(isTrue, (look) => {
		provider.awareness.on('change', look);
		return () => provider.awareness.off('change', look);
	});
}

const waitMaxMs = 10_000;

function when(isTrue: () => boolean, listen: (look: () => void) => () => void): Promise<void> {
	return new Promise((resolve, reject) => {
		const end = (finish: () => void) => {
			stop();
			clearTimeout(timer);
			finish();
		};
		const timer = setTimeout(() => end(() => reject(new Error('it did not become true'))), waitMaxMs);
		const look = () => isTrue() && end(resolve);
		const stop = listen(look);
		look();
	});
}

/** A socket that sends what it is told, byte by byte, and keeps what it gets. */
export class RawClient {
	readonly socket: WebSocket;
	readonly frames: Frame[] = [];
	readonly closed: Promise<{ code: number; reason: string }>;
	readonly #onFrame = new Set<() => void>();

	/** `person` null: only `headers` speak for the client. */
	constructor(
		server: { url: string },
		boardId: string,
		person: Person | null,
		{ query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {}
	) {
		const identity = person === null ? {} : { authorization: tokenOf(person) };
		this.socket = new WebSocket(`${server.url}/${boardId}${query}`, { headers: { ...identity, ...headers } });
		this.socket.on('message', (data: Buffer) => {
			this.frames.push(readFrame(new Uint8Array(data)));
			for (const look of [...this.#onFrame]) look();
		});
		this.closed = new Promise((resolve, reject) => {
			this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
			this.socket.on('error', reject);
		});
		this.closed.catch(() => 'tests that care await it');
		onTestFinished(() => this.socket.terminate());
	}

	opened(): Promise<this> {
		return new Promise((resolve, reject) => {
			this.socket.on('open', () => resolve(this));
			this.socket.on('error', reject);
		});
	}

	/** HTTP status of a refused upgrade. */
	refused(): Promise<number> {
		return new Promise((resolve, reject) => {
			this.socket.on('unexpected-response', (_request, response) => {
				response.resume();
				resolve(response.statusCode ?? 0);
			});
			this.socket.on('open', () => reject(new Error('the upgrade was not refused')));
		});
	}

	send(bytes: Uint8Array): void {
		this.socket.send(bytes);
	}

	/** The first frame of `kind` from `after` on, when it is there. */
	async frame<K extends Frame['kind']>(kind: K, after = 0): Promise<Extract<Frame, { kind: K }>> {
		const find = () => this.frames.slice(after).find((frame) => frame.kind === kind);
		await when(
			() => find() !== undefined,
			(look) => {
				this.#onFrame.add(look);
				return () => this.#onFrame.delete(look);
			}
		);
		return find() as Extract<Frame, { kind: K }>;
	}
}
