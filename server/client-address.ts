// From where a request comes: over the socket, and for whom a proxy asks. It decides nothing about rights.
import type { IncomingMessage } from 'node:http';

type Request = Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } };

/** Some proxy was here, if one of these is. Not every proxy adds one by itself. */
const proxyHeaders = [
	'forwarded',
	'via',
	'x-forwarded-for',
	'x-forwarded-host',
	'x-forwarded-proto',
	'x-real-ip'
];

/** A proxy on this machine also comes from loopback; it says for whom it asks, or which public name was asked for. */
export function isFromHere({ headers, socket }: Request): boolean {
	const isProxied = proxyHeaders.some((name) => headers[name] !== undefined);
	return !isProxied && isLoopback(socket.remoteAddress ?? '') && isLoopback(hostNameIn(headers.host));
}

function hostNameIn(host = ''): string {
	const url = `http://${host}`;
	return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
}

function isLoopback(host: string): boolean {
	const plain = host.replace(/^::ffff:/, '');
	return plain === 'localhost' || plain === '::1' || /^127(\.\d{1,3}){3}$/.test(plain);
}
