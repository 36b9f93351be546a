// The files of the build: scripts, styles, fonts. Two builds are kept, so that a page of the one before still finds its scripts.

const prefix = 'sandtable-files-';
const buildsKept = 2;

export class FileStore {
	readonly #name: string;

	constructor(build: string) {
		this.#name = prefix + build;
	}

	/** Puts all of them in, or fails. */
	async fill(hashed: readonly string[], named: readonly string[]): Promise<void> {
		const cache = await caches.open(this.#name);
		// A name without a hash may still be a copy of the build before in the browser's own cache.
		const fresh = named.map((path) => new Request(path, { cache: 'no-cache' }));
		await cache.addAll([...hashed, ...fresh]);
	}

	/** Drops all builds but the newest; returns those that are left. */
	async dropOld(): Promise<Set<string>> {
		const names = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== this.#name);
		const kept = [...names.slice(-(buildsKept - 1)), this.#name];
		await Promise.all(names.filter((name) => !kept.includes(name)).map((name) => caches.delete(name)));
		return new Set(kept.map((name) => name.slice(prefix.length)));
	}

	/** A file whose name holds its hash is the same in whichever build it lies. */
	async answerHashed(request: Request): Promise<Response> {
		const known = await caches.match(request.url, { ignoreVary: true });
		if (known) return known;
		const response = await fetch(request);
		if (response.status === 200) await (await caches.open(this.#name)).put(request.url, response.clone());
		return response;
	}

	async answerNamed(request: Request): Promise<Response> {
		const known = await (await caches.open(this.#name)).match(request.url, { ignoreVary: true });
		return known ?? fetch(request);
	}
}
