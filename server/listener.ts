// The one port: binds it, answers for the health of the process, and hands requests and upgrades to the application
// once that stands. It knows neither pages nor boards.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { addressHeader, clientAddress, isFromHere, type AddressSource } from './client-address.ts';
import { protocolHeader } from './config.ts';
import { setSecurityHeaders } from './headers.ts';
import { errorFields, type Log } from './log.ts';
import type { Origins } from './origins.ts';
import { StartError } from './start-error.ts';

/** What the port serves once everything is up. */
export interface Application {
	handle(request: IncomingMessage, response: ServerResponse): void;
	/** An upgrade to `/sync/…`; every other one is refused here. */
	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
	/** True while the database answers, and the bus between nodes. */
	isReady(): Promise<boolean>;
	metrics(): string;
	/** For those who do not come from this machine. */
	mayReadMetrics(authorizationHeader: string | undefined): Promise<boolean>;
}

export interface Listener {
	server: Server;
	port: number;
	/** From now on requests go to the application. */
	open(application: Application, origins: Origins): void;
	/** Accepts no more; resolves when the last connection has ended or been cut. */
	close(): Promise<void>;
}

const headersTimeoutMs = 10_000;
const requestTimeoutMs = 120_000;
const connectionsMax = 4_000;
/** Requests that still run at the end of a shutdown get this long. */
const lingerMs = 1_000;

export interface ListenSettings {
	host: string;
	port: number;
	addressSource: AddressSource | null;
	/** Vite answers upgrades of its own on this port. */
	isDevelopment: boolean;
	log: Log;
}

export async function listen(settings: ListenSettings): Promise<Listener> {
	const { isDevelopment, log } = settings;
	let open: { application: Application; origins: Origins } | null = null;

	const server = createServer((request, response) => {
		response.on('error', (error) => log.warn('response failed', errorFields(error)));
		if (open) void answer({ ...open, ...settings }, request, response);
		else answerWhileStarting(request, response);
	});
	server.headersTimeout = headersTimeoutMs;
	server.requestTimeout = requestTimeoutMs;
	server.maxConnections = connectionsMax;
	server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		// First of all: a socket without this listener ends the process when its other end misbehaves.
		socket.on('error', () => socket.destroy());
		if (isDevelopment && isVite(request)) return;
		if (!open) refuseUpgrade(socket, '503 Service Unavailable');
		else if (!request.url?.startsWith('/sync/')) refuseUpgrade(socket, '404 Not Found');
		else open.application.upgrade(request, socket, head);
	});
	await bind(server, settings);

	return {
		server,
		port: (server.address() as AddressInfo).port,
		open: (application, origins) => {
			open = { application, origins };
		},
		close: () => closeServer(server)
	};
}

function bind(server: Server, { host, port }: ListenSettings): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
		server.listen(port, host, resolve);
	});
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
	switch (error.code) {
		case 'EADDRINUSE':
			return new StartError(
				`Port ${port} on ${host} is in use by another program. Stop that one, or set PORT to a free port.`
			);
		case 'EACCES':
			return new StartError(`This user may not open port ${port}. Set PORT to 1024 or above.`);
		case 'EADDRNOTAVAIL':
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return new StartError(
				`HOST is "${host}", which is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all.`
			);
		default:
			return error;
	}
}

async function answer(
	{
		application,
		origins,
		addressSource,
		log
	}: ListenSettings & { application: Application; origins: Origins },
	request: IncomingMessage,
	response: ServerResponse
): Promise<void> {
	try {
		setSecurityHeaders(response, origins.main.startsWith('https:'));
		const path = request.url?.split('?', 1)[0];
		if (path === '/healthz') return say(response, 200, 'ok');
		if (path === '/readyz') {
			const isReady = await application.isReady();
			return say(
				response,
				isReady ? 200 : 503,
				isReady ? 'ready' : 'the database or the bus between nodes does not answer'
			);
		}
		if (path === '/metrics') {
			const isAllowed =
				isFromHere(request) || (await application.mayReadMetrics(request.headers.authorization));
			return isAllowed
				? say(response, 200, application.metrics())
				: say(response, 403, 'metrics need a token');
		}
		if (origins.checkHost && !origins.accepted.has(`http://${request.headers.host?.toLowerCase()}`)) {
			return say(
				response,
				421,
				`This server is not known as ${request.headers.host}. Set ORIGIN to its public address.`
			);
		}
		request.headers[protocolHeader] = 'http';
		request.headers[addressHeader] = clientAddress(request, addressSource);
		application.handle(request, response);
	} catch (error) {
		log.error('request failed', errorFields(error));
		if (!response.headersSent) say(response, 500, 'Something went wrong on the server.');
		else response.destroy();
	}
}

function answerWhileStarting(request: IncomingMessage, response: ServerResponse): void {
	setSecurityHeaders(response, false);
	if (request.url === '/healthz') return say(response, 200, 'ok');
	response.setHeader('Retry-After', '2');
	say(response, 503, 'Sandtable is starting. Try again in a moment.');
}

function say(response: ServerResponse, status: number, text: string): void {
	response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
	response.end(text.endsWith('\n') ? text : `${text}\n`);
}

function isVite(request: IncomingMessage): boolean {
	return /^vite-(hmr|ping)$/.test(request.headers['sec-websocket-protocol'] ?? '');
}

function refuseUpgrade(socket: Duplex, status: string): void {
	socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function closeServer(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeIdleConnections();
		setTimeout(() => server.closeAllConnections(), lingerMs).unref();
	});
}
