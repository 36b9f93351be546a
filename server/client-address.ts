// From where a request comes: over the socket, and for whom a proxy asks. It decides nothing about rights.
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

type Request = Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } };

/** In this header the listener tells Kit the address; a client's own header of that name never gets through. */
export const addressHeader = 'x-sandtable-address';

/** A header in which proxies that the operator trusts say for whom they ask: the last but `depth` - 1 of its addresses. */
export interface AddressSource {
	header: string;
	depth: number;
}

/** What a client says of itself counts for nothing: without a source, and where it holds no address, the socket's own is taken. */
export function clientAddress({ headers, socket }: Request, source: AddressSource | null): string {
	const said = source === null ? [] : String(headers[source.header] ?? '').split(',');
	const address = said.at(-(source?.depth ?? 1))?.trim() ?? '';
	return isIP(address) === 0 ? (socket.remoteAddress ?? '') : address;
}

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
