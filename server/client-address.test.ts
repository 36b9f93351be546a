// Who counts as this machine, and for whom a proxy asks.
import { expect, test } from 'vitest';
import { clientAddress, isFromHere } from './client-address.ts';

function request(remoteAddress: string | undefined, headers: Record<string, string> = {}) {
	return { socket: { remoteAddress }, headers };
}

test.each(['127.0.0.1:3000', 'localhost', 'LOCALHOST:3000', '[::1]:3000', '127.0.0.2'])(
	'PROC7 a request for %s over loopback is one of this machine',
	(host) => {
		for (const from of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
			expect(isFromHere(request(from, { host })), from).toBe(true);
		}
	}
);

test.each([
	'board.example.org',
	'127.0.0.1.example.org',
	'127.evil.example',
	'localhost.example.org',
	'192.0.2.1',
	'',
	'no host'
])('PROC7 a proxy on this machine that passes on the host "%s" is not this machine', (host) =>
	expect(isFromHere(request('127.0.0.1', { host }))).toBe(false)
);

test('PROC7 nor is one that says for whom it asks, nor another machine, nor a request without a host', () => {
	const host = 'localhost';
	for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
		expect(isFromHere(request('127.0.0.1', { host, [name]: '192.0.2.1' })), name).toBe(false);
	}
	expect(isFromHere(request('192.0.2.1', { host }))).toBe(false);
	expect(isFromHere(request(undefined, { host }))).toBe(false);
	expect(isFromHere(request('127.0.0.1'))).toBe(false);
});

const proxy = '192.0.2.10';
const forwarded = (value: string) => request(proxy, { 'x-forwarded-for': value });

test('CONF4 without a source a client cannot say from where it comes', () => {
	expect(clientAddress(forwarded('203.0.113.7'), null)).toBe(proxy);
});

test.each([
	['203.0.113.7', 1, '203.0.113.7'],
	['198.51.100.66, 203.0.113.7', 1, '203.0.113.7'],
	['198.51.100.66,203.0.113.7, 192.0.2.9', 2, '203.0.113.7'],
	['2001:db8::7', 1, '2001:db8::7']
])('CONF4 of "%s" behind %i proxies %s counts', (value, depth, address) => {
	expect(clientAddress(forwarded(value), { header: 'x-forwarded-for', depth })).toBe(address);
});

test.each([
	['', 1],
	['203.0.113.7', 2],
	['unknown', 1],
	['203.0.113.7,', 1]
])('CONF4 where "%s" holds no address behind %i proxies, that of the socket counts', (value, depth) => {
	const source = { header: 'x-forwarded-for', depth };
	expect(clientAddress(forwarded(value), source)).toBe(proxy);
	expect(clientAddress(request(proxy), source)).toBe(proxy);
});
