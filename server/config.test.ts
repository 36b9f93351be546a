import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { originsOf } from './origins.ts';

const read = (env: Record<string, string>) => readConfig(env, '/srv/sandtable');

function messageOf(env: Record<string, string>): string {
	try {
		read(env);
	} catch (error) {
		return (error as Error).message;
	}
	return 'no mistake';
}

test('CONF1 an empty environment is a good one', () => {
	expect(read({})).toEqual({
		port: 3000,
		host: '127.0.0.1',
		origin: null,
		addressSource: null,
		dataDir: '/srv/sandtable/data',
		databaseUrl: null,
		redisUrl: null,
		basemap: { kind: 'embedded' },
		historyDays: 90
	});
});

test('CONF1 all mistakes are named in one message', () => {
	const message = messageOf({
		PORT: '70000',
		HOST: 'not a host',
		ORIGIN: 'https://board.example.org/path',
		ADDRESS_HEADER: 'X Forwarded For',
		XFF_DEPTH: '0',
		DATABASE_URL: 'mysql://u:hidden@h/db',
		REDIS_URL: 'nonsense',
		SANDTABLE_BASEMAP: 'world.mbtiles',
		SANDTABLE_HISTORY_DAYS: '0'
	});
	const others = ['DATABASE_URL', 'REDIS_URL', 'SANDTABLE_BASEMAP', 'SANDTABLE_HISTORY_DAYS'];
	for (const name of ['PORT', 'HOST', 'ORIGIN', 'ADDRESS_HEADER', 'XFF_DEPTH', ...others]) {
		expect(message).toContain(`${name} `);
	}
	expect(message.split('\n')).toHaveLength(1);
});

test('CONF2 a value that may hold a password is not repeated', () => {
	expect(messageOf({ DATABASE_URL: 'mysql://u:hidden@h/db' })).not.toContain('hidden');
});

test('CONF1 given values are taken over', () => {
	const config = read({
		PORT: '0',
		HOST: '::1',
		ORIGIN: 'https://board.example.org/',
		SANDTABLE_DATA: '/var/lib/board',
		DATABASE_URL: 'postgresql://u:p@h:5433/board',
		SANDTABLE_BASEMAP: 'https://tiles.example.org/style.json'
	});
	expect(config).toMatchObject({
		port: 0,
		host: '::1',
		origin: 'https://board.example.org',
		dataDir: '/var/lib/board'
	});
	expect(config.basemap).toEqual({ kind: 'style', url: 'https://tiles.example.org/style.json' });
});

test('CONF1 a basemap file that does not exist is a mistake', () => {
	expect(messageOf({ SANDTABLE_BASEMAP: 'no-such.pmtiles' })).toContain('does not exist');
});

test('CONF3 without ORIGIN, 127.0.0.1 and localhost are accepted, on the real port', () => {
	const { main, accepted, checkHost } = originsOf({ origin: null, host: '127.0.0.1' }, 4123);
	expect(main).toBe('http://127.0.0.1:4123');
	expect([...accepted]).toEqual(['http://127.0.0.1:4123', 'http://localhost:4123', 'http://[::1]:4123']);
	expect(checkHost).toBe(true);
});

test('CONF3 serving a network, this machine’s addresses are accepted and names of others are not', () => {
	const { accepted } = originsOf({ origin: null, host: '0.0.0.0' }, 80);
	expect(accepted.has('http://localhost')).toBe(true);
	expect(accepted.has('http://evil.example')).toBe(false);
});

test('CONF3 with ORIGIN, that one only', () => {
	const origins = originsOf({ origin: 'https://board.example.org', host: '127.0.0.1' }, 3000);
	expect(origins).toEqual({
		main: 'https://board.example.org',
		accepted: new Set(['https://board.example.org']),
		checkHost: false
	});
});

test('HIST3 history is kept for 90 days, for another time, or altogether', () => {
	expect(read({ SANDTABLE_HISTORY_DAYS: '30' }).historyDays).toBe(30);
	expect(read({ SANDTABLE_HISTORY_DAYS: 'all' }).historyDays).toBeNull();
});

test('CONF4 no header is trusted unless it is named; how many proxies there are is counted in it', () => {
	const source = (env: Record<string, string>) => read(env).addressSource;
	expect(source({ ADDRESS_HEADER: 'X-Forwarded-For' })).toEqual({ header: 'x-forwarded-for', depth: 1 });
	expect(source({ ADDRESS_HEADER: 'X-Real-IP', XFF_DEPTH: '2' })).toEqual({ header: 'x-real-ip', depth: 2 });
	expect(messageOf({ XFF_DEPTH: '2' })).toContain('set ADDRESS_HEADER');
});
