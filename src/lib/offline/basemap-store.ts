// The embedded basemap as a whole file, from which the map's range requests are answered once it is here. Until then, and for
// any other archive, they go to the network.
import { rangeAnswer } from './range.ts';

export const basemapCacheName = 'sandtable-basemap';

interface Whole {
	readonly file: Blob;
	readonly etag: string | null;
}

export class BasemapStore {
	readonly #known = new Map<string, Whole>();
	/** One check against the server in the life of this worker; a new build brings a new worker. */
	#check: Promise<void> | null = null;
	readonly #paths: readonly string[];

	constructor(paths: readonly string[]) {
		this.#paths = paths;
	}

	holds(path: string): boolean {
		return this.#paths.includes(path);
	}

	/** Fetches what is not here yet or has changed. A failure is tried again at the next call. */
	ensure(): Promise<void> {
		this.#check ??= this.#fetchAll().catch((error: unknown) => {
			this.#check = null;
			throw error;
		});
		return this.#check;
	}

	async answer(request: Request, path: string): Promise<Response> {
		const header = request.headers.get('Range');
		const whole = header === null ? null : await this.#whole(path);
		return (header && whole && rangeAnswer(whole.file, header, whole.etag)) || fetch(request);
	}

	async #fetchAll(): Promise<void> {
		const cache = await caches.open(basemapCacheName);
		for (const path of this.#paths) {
			const stored = await cache.match(path);
			const etag = (await fetch(path, { method: 'HEAD', cache: 'no-cache' })).headers.get('ETag');
			if (stored && etag !== null && stored.headers.get('ETag') === etag) continue;
			const response = await fetch(path, { cache: 'no-cache' });
			if (response.status !== 200) throw new Error(`${path}: answered ${response.status}`);
			await cache.put(path, response);
			this.#known.delete(path);
		}
	}

	async #whole(path: string): Promise<Whole | null> {
		const known = this.#known.get(path);
		if (known) return known;
		const stored = await (await caches.open(basemapCacheName)).match(path, { ignoreVary: true });
		if (!stored) return null;
		const whole = { file: await stored.blob(), etag: stored.headers.get('ETag') };
		this.#known.set(path, whole);
		return whole;
	}
}
