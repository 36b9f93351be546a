// Reads the environment, once, and names every mistake in it at the same time. Nothing else looks at process.env,
// and what Kit's handler must find there is put there by `configureKit`.
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { addressHeader, type AddressSource } from './client-address.ts';
import { StartError } from './start-error.ts';

export type Basemap =
	{ kind: 'embedded' } | { kind: 'style'; url: string } | { kind: 'pmtiles'; path: string };

export interface Config {
	port: number;
	host: string;
	/** The public address as given; null: what people reach this machine by (see origins.ts). */
	origin: string | null;
	/** Null: requests come from where their sockets come from. */
	addressSource: AddressSource | null;
	dataDir: string;
	/** Null: the embedded PostgreSQL in the data folder. */
	databaseUrl: string | null;
	redisUrl: string | null;
	basemap: Basemap;
	/** How long every step of a board's history is kept; null: for ever. */
	historyDays: number | null;
}

type Environment = Record<string, string | undefined>;

const port = z
	.string()
	.regex(/^\d{1,5}$/)
	.transform(Number)
	.refine((value) => value <= 65_535);

/** Throws a StartError that lists all mistakes. Relative paths count from `root`, the repository. */
export function readConfig(
	env: Environment = process.env,
	root = path.resolve(import.meta.dirname, '..')
): Config {
	const mistakes: string[] = [];
	const mistake = (name: string, what: string) => {
		mistakes.push(`${name} ${what}`);
		return null;
	};
	const given = (name: string) => env[name]?.trim() || null;

	const config: Config = {
		port: readPort(given('PORT'), mistake),
		host: readHost(given('HOST'), mistake),
		origin: readOrigin(given('ORIGIN'), mistake),
		addressSource: readAddressSource(given('ADDRESS_HEADER'), given('XFF_DEPTH'), mistake),
		dataDir: path.resolve(root, given('SANDTABLE_DATA') ?? 'data'),
		databaseUrl: readUrl('DATABASE_URL', ['postgres:', 'postgresql:'], given('DATABASE_URL'), mistake),
		redisUrl: readUrl('REDIS_URL', ['redis:', 'rediss:'], given('REDIS_URL'), mistake),
		basemap: readBasemap(given('SANDTABLE_BASEMAP'), root, mistake),
		historyDays: readDays(given('SANDTABLE_HISTORY_DAYS'), mistake)
	};
	if (mistakes.length > 0) throw new StartError(`The configuration is not right: ${mistakes.join('; ')}.`);
	return config;
}

type Mistake = (name: string, what: string) => null;

function readPort(value: string | null, mistake: Mistake): number {
	const parsed = port.safeParse(value ?? '3000');
	if (!parsed.success) mistake('PORT', `must be a number from 0 to 65535 and is "${value}"`);
	return parsed.success ? parsed.data : 0;
}

function readHost(value: string | null, mistake: Mistake): string {
	const host = value ?? '127.0.0.1';
	const isName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host);
	if (!isName && isIP(host) === 0) mistake('HOST', `must be an address or a host name and is "${host}"`);
	return host;
}

function readOrigin(value: string | null, mistake: Mistake): string | null {
	if (value === null) return null;
	const url = URL.canParse(value) ? new URL(value) : null;
	const isOrigin =
		url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash;
	if (!isOrigin || url.username) {
		return mistake('ORIGIN', `must look like https://board.example.org, without a path, and is "${value}"`);
	}
	return url.origin;
}

const addressDepthMax = 20;

function readAddressSource(
	header: string | null,
	depth: string | null,
	mistake: Mistake
): AddressSource | null {
	const isName = header === null || /^[a-z0-9-]{1,100}$/i.test(header);
	if (!isName) mistake('ADDRESS_HEADER', `must be the name of a header and is "${header}"`);
	if (header === null && depth !== null) mistake('XFF_DEPTH', 'counts in a header: set ADDRESS_HEADER, too');
	const count = depth === null ? 1 : /^\d{1,2}$/.test(depth) ? Number(depth) : 0;
	if (count < 1 || count > addressDepthMax)
		mistake('XFF_DEPTH', `must be a number of proxies from 1 to ${addressDepthMax} and is "${depth}"`);
	return header === null ? null : { header: header.toLowerCase(), depth: count };
}

// These may hold passwords, so the value is never repeated.
function readUrl(name: string, protocols: string[], value: string | null, mistake: Mistake): string | null {
	if (value === null) return null;
	if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
	return mistake(name, `must be an address that begins with ${protocols[0]}//`);
}

const historyDaysDefault = 90;
const historyDaysMax = 36_500;

function readDays(value: string | null, mistake: Mistake): number | null {
	if (value === null) return historyDaysDefault;
	if (value === 'all') return null;
	const days = /^\d{1,5}$/.test(value) ? Number(value) : 0;
	if (days >= 1 && days <= historyDaysMax) return days;
	return mistake(
		'SANDTABLE_HISTORY_DAYS',
		`must be a number of days from 1 to ${historyDaysMax}, or "all", and is "${value}"`
	);
}

function readBasemap(value: string | null, root: string, mistake: Mistake): Basemap {
	if (value === null || value === 'embedded') return { kind: 'embedded' };
	if (/^https?:\/\//.test(value)) {
		if (URL.canParse(value)) return { kind: 'style', url: value };
		mistake('SANDTABLE_BASEMAP', `is not a valid address: "${value}"`);
	} else if (!value.endsWith('.pmtiles')) {
		mistake(
			'SANDTABLE_BASEMAP',
			`must be "embedded", the address of a style, or a .pmtiles file, and is "${value}"`
		);
	} else if (!existsSync(path.resolve(root, value))) {
		mistake('SANDTABLE_BASEMAP', `names a file that does not exist: ${path.resolve(root, value)}`);
	}
	return { kind: 'pmtiles', path: path.resolve(root, value) };
}

/** In this header the listener tells Kit the protocol; a client's own header of that name never gets through. */
export const protocolHeader = 'x-sandtable-protocol';

/** Kit's handler reads these when it is loaded, so this comes first. Without ORIGIN it goes by the checked Host header. */
export function configureKit(config: Config, bodyBytesMax: number): void {
	process.env.ADDRESS_HEADER = addressHeader;
	process.env.BODY_SIZE_LIMIT = String(bodyBytesMax);
	if (config.origin === null) {
		delete process.env.ORIGIN;
		process.env.PROTOCOL_HEADER = protocolHeader;
	} else {
		process.env.ORIGIN = config.origin;
	}
}
