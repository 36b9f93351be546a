// What the service worker does with the files of builds, and in development, on a store of caches as a browser has it.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FileStore } from './file-store.ts';
import { pageCacheName } from './page-store.ts';

const origin = 'https://board.example';
/** What the network answers, by path. */
let network: Map<string, string>;

/** A cache of a browser, as far as the worker uses it. */
class StoredAnswers {
	readonly answers = new Map<string, Response>();

	async addAll(requests: readonly (string | Request)[]): Promise<void> {
		for (const request of requests) {
			const { href, pathname } = new URL(typeof request === 'string' ? request : request.url, origin);
			const body = network.get(pathname);
			if (body === undefined) throw new TypeError(`no answer for ${pathname}`);
			this.answers.set(href, new Response(body));
		}
	}

	async put(url: string, response: Response): Promise<void> {
		this.answers.set(url, response);
	}

	async match(asked: string | Request): Promise<Response | undefined> {
		return this.answers.get(typeof asked === 'string' ? asked : asked.url)?.clone();
	}

	async keys(): Promise<Request[]> {
		return [...this.answers.keys()].map((url) => new Request(url));
	}

	async delete({ url }: Request): Promise<boolean> {
		return this.answers.delete(url);
	}
}

class StoredCaches {
	readonly all = new Map<string, StoredAnswers>();

	async open(name: string): Promise<StoredAnswers> {
		const cache = this.all.get(name) ?? new StoredAnswers();
		this.all.set(name, cache);
		return cache;
	}

	async keys(): Promise<string[]> {
		return [...this.all.keys()];
	}

	async delete(name: string): Promise<boolean> {
		return this.all.delete(name);
	}

	async match(url: string): Promise<Response | undefined> {
		for (const cache of this.all.values()) if (cache.answers.has(url)) return cache.match(url);
		return undefined;
	}
}

let stored: StoredCaches;

beforeEach(() => {
	stored = new StoredCaches();
	network = new Map();
	vi.stubGlobal('caches', stored);
	vi.stubGlobal('location', { origin });
	// A page's addresses are relative to where it stands.
	vi.stubGlobal(
		'Request',
		class extends Request {
			constructor(address: string, init?: RequestInit) {
				super(new URL(address, origin), init);
			}
		}
	);
	vi.stubGlobal('fetch', async (request: Request) => {
		const body = network.get(new URL(request.url).pathname);
		return body === undefined ? new Response('', { status: 404 }) : new Response(body);
	});
});
afterEach(() => vi.unstubAllGlobals());

async function deploy(version: string): Promise<FileStore> {
	network = new Map([
		[`/_app/immutable/${version}.js`, `script ${version}`],
		['/icon.svg', `icon ${version}`]
	]);
	const store = new FileStore(version);
	await store.fill([`${origin}/_app/immutable/${version}.js`], ['/icon.svg']);
	await store.dropOld();
	return store;
}

const textOf = async (answer: Promise<Response>) => (await answer).text();

test('OFF6 a new build keeps the files of the one before, and drops older ones', async () => {
	await deploy('one');
	await deploy('two');
	const store = await deploy('three');
	const ask = (path: string) => new Request(origin + path);
	expect(await textOf(store.answerHashed(ask('/_app/immutable/three.js')))).toBe('script three');
	expect(await textOf(store.answerHashed(ask('/_app/immutable/two.js')))).toBe('script two');
	expect((await store.answerHashed(ask('/_app/immutable/one.js'))).status).toBe(404);
	expect(await textOf(store.answerNamed(ask('/icon.svg')))).toBe('icon three');
});

test('OFF6 a build of which a file is missing is not taken', async () => {
	const store = new FileStore('one');
	await expect(store.fill([`${origin}/_app/immutable/gone.js`], [])).rejects.toThrow('no answer');
});

test('OFF6 a file of another build that is asked for is kept from then on', async () => {
	const store = await deploy('one');
	network.set('/_app/immutable/late.js', 'late');
	const request = new Request(`${origin}/_app/immutable/late.js`);
	expect(await textOf(store.answerHashed(request))).toBe('late');
	network.clear();
	expect(await textOf(store.answerHashed(request))).toBe('late');
});

type Listener = (event: { waitUntil: (work: Promise<unknown>) => void }) => void;

/** Starts the worker of a build and lets it install and take over. */
async function startWorker(build: readonly string[]): Promise<{ listens: string[]; isAtOnce: boolean }> {
	const listeners = new Map<string, Listener>();
	const skipWaiting = vi.fn(async () => undefined);
	const claim = vi.fn(async () => undefined);
	vi.stubGlobal('addEventListener', (name: string, listener: Listener) => listeners.set(name, listener));
	vi.stubGlobal('skipWaiting', skipWaiting);
	vi.stubGlobal('clients', { claim });
	vi.resetModules();
	vi.doMock('$service-worker', () => ({ build, files: ['/icon.svg'], version: 'now' }));
	await import('../../service-worker.ts');
	for (const name of ['install', 'activate']) {
		const work: Promise<unknown>[] = [];
		listeners.get(name)?.({ waitUntil: (promise) => work.push(promise) });
		await Promise.all(work);
	}
	return {
		listens: [...listeners.keys()].toSorted(),
		isAtOnce: skipWaiting.mock.calls.length === 1 && claim.mock.calls.length === 1
	};
}

test('OFF6 a new build takes over at once', async () => {
	const script = `${origin}/_app/immutable/now.js`;
	const pages = await stored.open(pageCacheName);
	await pages.put(`${origin}/boards`, new Response('', { headers: { 'X-Sandtable-Build': 'long ago' } }));
	network = new Map([
		['/_app/immutable/now.js', 'now'],
		['/icon.svg', 'icon']
	]);
	const worker = await startWorker([script]);
	expect(worker).toEqual({ listens: ['activate', 'fetch', 'install', 'message'], isAtOnce: true });
	expect(await stored.match(script)).toBeDefined();
	// Its scripts are no longer here.
	expect(await pages.keys()).toEqual([]);
});

test('OFF8 in development the worker answers nothing and clears what an earlier one has kept', async () => {
	await deploy('one');
	await stored.open(pageCacheName);
	const worker = await startWorker([]);
	expect(worker.listens).toEqual(['activate', 'install']);
	expect(await stored.keys()).toEqual([]);
});
