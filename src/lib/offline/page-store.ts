// The last good copies of the pages that show a board. They belong to whoever is signed in: `forget` empties the store, and a
// page that was asked for before that is never put into it after.
import { dataOf, isData, pageOf } from './kept.ts';

export const pageCacheName = 'sandtable-pages';
/** Which build wrote the page: its scripts must still be here when it is shown again. */
const buildHeader = 'X-Sandtable-Build';

/** So long the network may take while a copy lies ready. */
const networkWaitMs = 4_000;
/** The server, or what stands before it, is away; anything else that it says is said to the person. */
const awayStatuses = new Set([502, 503, 504]);

const isFinal = (response: Response): boolean => !awayStatuses.has(response.status);

export class PageStore {
	/** Counts sign-ins and sign-outs, so that a page under way at one is not kept. */
	#people = 0;
	readonly #build: string;
	readonly #report: (what: string, error: unknown) => void;

	constructor(build: string, report: (what: string, error: unknown) => void) {
		this.#build = build;
		this.#report = report;
	}

	/** Network first; the copy where the network fails or is slow. */
	async answer(request: Request): Promise<Response> {
		const key = keyOf(request.url);
		const people = this.#people;
		const copy = await this.#copyOf(key);
		const fromNetwork = fetch(request).then(async (response) => {
			await this.#take(key, response.clone(), people);
			return response;
		});
		if (!copy) return fromNetwork;
		const usable = fromNetwork.then(
			(response) => (isFinal(response) ? response : copy),
			() => copy
		);
		return Promise.race([usable, afterWait(copy)]);
	}

	/**
	 * Keeps the page and its whole data where they are not here yet: it may have been reached by a walk from page to page, which
	 * asks for part of the data only, or before this worker ran.
	 */
	async keep(url: string): Promise<void> {
		await this.#keepOne(pageOf(url), { Accept: 'text/html' });
		await this.#keepOne(dataOf(url), { Accept: 'application/json' });
	}

	async #keepOne(key: string, headers: HeadersInit): Promise<void> {
		const people = this.#people;
		const copy = await this.#copyOf(key);
		if (copy?.headers.get(buildHeader) === this.#build) return;
		await this.#take(key, await fetch(key, { headers, redirect: 'manual' }), people);
	}

	async #copyOf(key: string): Promise<Response | undefined> {
		return (await caches.open(pageCacheName)).match(key, { ignoreVary: true });
	}

	async forget(): Promise<void> {
		this.#people++;
		await caches.delete(pageCacheName);
	}

	/** Drops the copies of builds whose files are gone. */
	async keepBuilds(builds: ReadonlySet<string>): Promise<void> {
		const cache = await caches.open(pageCacheName);
		for (const request of await cache.keys()) {
			const stored = await cache.match(request);
			if (!builds.has(stored?.headers.get(buildHeader) ?? '')) await cache.delete(request);
		}
	}

	/** A store that is full or broken must not cost the person the page. */
	async #take(key: string, response: Response, people: number): Promise<void> {
		if (!isFinal(response)) return;
		try {
			const body = await bodyToKeep(key, response);
			if (people !== this.#people) return;
			if (body === 'bad') await this.#drop(key);
			else if (body !== 'part')
				await (await caches.open(pageCacheName)).put(key, this.#labelled(response, body.text));
		} catch (error) {
			this.#report('a page could not be kept for offline work', error);
		}
	}

	/** Refused, gone or sent elsewhere: what was kept must not outlive the right to see it. */
	async #drop(key: string): Promise<void> {
		const cache = await caches.open(pageCacheName);
		for (const request of await cache.keys()) {
			if (pageOf(request.url) === pageOf(key)) await cache.delete(request);
		}
	}

	#labelled(response: Response, body: string): Response {
		const headers = new Headers(response.headers);
		headers.set(buildHeader, this.#build);
		return new Response(body, { status: 200, headers });
	}
}

/** Whole data is a good answer to whoever asks for a part of it, so page and data each lie under one address. */
function keyOf(url: string): string {
	return isData(url) ? dataOf(url) : pageOf(url);
}

type Body = { readonly text: string } | 'part' | 'bad';

async function bodyToKeep(key: string, response: Response): Promise<Body> {
	if (response.status !== 200 || response.redirected) return 'bad';
	const text = await response.text();
	const worth = isData(key) ? worthOfData(text) : 'whole';
	return worth === 'whole' ? { text } : worth;
}

/** Kit answers data requests with 200 also where it refuses, sends elsewhere or leaves out what the page has; the first line tells. */
export function worthOfData(text: string): 'whole' | 'part' | 'bad' {
	const { type, nodes } = JSON.parse(text.split('\n', 1)[0] ?? '') as {
		type?: unknown;
		nodes?: readonly ({ type?: unknown } | null)[];
	};
	if (type !== 'data' || !nodes || nodes.some((node) => node?.type === 'error')) return 'bad';
	return nodes.some((node) => node?.type === 'skip') ? 'part' : 'whole';
}

function afterWait(copy: Response): Promise<Response> {
	return new Promise((resolve) => setTimeout(() => resolve(copy), networkWaitMs));
}
