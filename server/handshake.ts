// Decides about an upgrade before it happens: path, origin, right, number of sockets. Whoever gets past has a right; whoever does
// not gets a plain HTTP answer and no socket.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { savedParameter, syncPathPattern } from '#lib/protocol/kinds.ts';
import type { BoardGrant } from '#lib/server/grant.ts';
import type { SyncLimits } from './limits.ts';
import { errorFields, type Log } from './log.ts';
import { rememberStream } from './socket-frames.ts';
import type { SyncMetrics } from './sync-metrics.ts';

/** What the sync server asks about rights; `services.access` is one. */
export interface SyncAccess {
	authorizeSync(request: {
		boardId: string;
		cookieHeader?: string | null;
		authorizationHeader?: string | null;
	}): Promise<{ ok: true; grant: BoardGrant } | { ok: false; status: 401 | 403 | 404 }>;
	recheck(grant: BoardGrant): Promise<BoardGrant | null>;
}

export interface HandshakeParts {
	access: SyncAccess;
	acceptedOrigins: ReadonlySet<string>;
	limits: SyncLimits;
	log: Log;
	metrics: SyncMetrics;
	connections: ReadonlySet<{ readonly grant: BoardGrant }>;
	isDraining(): boolean;
	onSocket(socket: WebSocket, grant: BoardGrant, wantsSaved: boolean): void;
}

const statusTexts = {
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'Not Found',
	429: 'Too Many Requests',
	503: 'Service Unavailable'
} as const;
type Status = keyof typeof statusTexts;

/** Why there are too many sockets, in the words that a refused program is told. */
const crowds = {
	node: { status: 503, text: 'This server has as many open sockets as it takes. Come back later.' },
	board: { status: 503, text: 'This board has as many open sockets as it takes. Come back later.' },
	person: { status: 429, text: 'This person has too many open sockets. Close some pages or programs.' },
	link: {
		status: 429,
		text: 'This display link is open on too many screens. Close some, or make another link.'
	}
} as const;
type Crowd = keyof typeof crowds;

type Verdict = { ok: true; grant: BoardGrant } | { ok: false; status: Status };

export function createHandshake(parts: HandshakeParts) {
	const { access, acceptedOrigins, limits, log, metrics, connections } = parts;
	const server = new WebSocketServer({
		noServer: true,
		clientTracking: false,
		// Compression costs memory per socket and lets lengths leak; updates hardly shrink.
		perMessageDeflate: false,
		maxPayload: limits.socketPayloadBytesMax
	});

	async function decide(request: IncomingMessage, boardId: string): Promise<Verdict> {
		const { cookie, authorization, origin } = request.headers;
		// A cookie travels by itself, so it counts only from our own pages; a token was put there by a program.
		if (authorization === undefined && cookie !== undefined && !acceptedOrigins.has(origin ?? '')) {
			return { ok: false, status: 403 };
		}
		return access.authorizeSync({
			boardId,
			cookieHeader: cookie ?? null,
			authorizationHeader: authorization ?? null
		});
	}

	function crowdAround({ boardId, principal }: BoardGrant): Crowd | null {
		if (connections.size >= limits.socketsPerNodeMax) return 'node';
		let same = 0;
		let ofBoard = 0;
		for (const { grant: other } of connections) {
			if (other.principal.id === principal.id && other.principal.kind === principal.kind) same++;
			if (other.boardId === boardId) ofBoard++;
		}
		if (principal.kind === 'user' && same >= limits.socketsPerUserMax) return 'person';
		if (principal.kind === 'link' && same >= limits.socketsPerLinkMax) return 'link';
		return ofBoard >= limits.socketsPerBoardMax ? 'board' : null;
	}

	async function answer(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
		const [path = '', query = ''] = (request.url ?? '').split('?', 2);
		const boardId = syncPathPattern.exec(path)?.[1];
		if (boardId === undefined) return refuse(socket, 404);
		if (parts.isDraining()) return refuse(socket, 503);
		const verdict = await decide(request, boardId);
		if (!verdict.ok) return refuse(socket, verdict.status);
		if (parts.isDraining()) return refuse(socket, 503);
		if (socket.destroyed) return;
		// Counted at the very moment: rights that were asked for together are told together.
		const crowd = crowdAround(verdict.grant);
		if (crowd !== null) {
			metrics.count('crowdedUpgrades');
			return refuse(socket, crowds[crowd].status, crowds[crowd].text);
		}
		metrics.count('upgrades');
		const wantsSaved = new URLSearchParams(query).get(savedParameter) === '1';
		server.handleUpgrade(request, socket, head, (webSocket) => {
			rememberStream(webSocket, socket);
			parts.onSocket(webSocket, verdict.grant, wantsSaved);
		});
	}

	function refuse(socket: Duplex, status: Status, text = ''): void {
		metrics.count('refusedUpgrades');
		const retry = status === 429 || status === 503 ? 'Retry-After: 2\r\n' : '';
		const content = `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(text)}`;
		socket.end(
			`HTTP/1.1 ${status} ${statusTexts[status]}\r\n${retry}Connection: close\r\n${content}\r\n\r\n${text}`
		);
	}

	return {
		handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
			// Before anything else: without this listener a socket that breaks now ends the process.
			socket.on('error', () => socket.destroy());
			answer(request, socket, head).catch((error: unknown) => {
				log.error('an upgrade could not be decided', errorFields(error));
				refuse(socket, 503);
			});
		},
		close: () => new Promise<void>((resolve) => server.close(() => resolve()))
	};
}
