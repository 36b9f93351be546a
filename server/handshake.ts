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
		const answer = await access.authorizeSync({
			boardId,
			cookieHeader: cookie ?? null,
			authorizationHeader: authorization ?? null
		});
		if (!answer.ok) return answer;
		const overLimit = tooMany(answer.grant);
		return overLimit === null ? answer : { ok: false, status: overLimit };
	}

	function tooMany(grant: BoardGrant): Status | null {
		if (connections.size >= limits.socketsPerNodeMax) return 503;
		let ofUser = 0;
		let ofBoard = 0;
		for (const { grant: other } of connections) {
			if (other.principal.id === grant.principal.id) ofUser++;
			if (other.boardId === grant.boardId) ofBoard++;
		}
		if (ofBoard >= limits.socketsPerBoardMax) return 503;
		return grant.principal.kind === 'user' && ofUser >= limits.socketsPerUserMax ? 429 : null;
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
		metrics.count('upgrades');
		const wantsSaved = new URLSearchParams(query).get(savedParameter) === '1';
		server.handleUpgrade(request, socket, head, (webSocket) => {
			rememberStream(webSocket, socket);
			parts.onSocket(webSocket, verdict.grant, wantsSaved);
		});
	}

	function refuse(socket: Duplex, status: Status): void {
		metrics.count('refusedUpgrades');
		const retry = status === 429 || status === 503 ? 'Retry-After: 2\r\n' : '';
		socket.end(
			`HTTP/1.1 ${status} ${statusTexts[status]}\r\n${retry}Connection: close\r\nContent-Length: 0\r\n\r\n`
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
