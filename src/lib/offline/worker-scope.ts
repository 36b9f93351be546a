// The few types of a service worker that the page's type library does not have. The full worker library cannot stand beside it.

export interface ExtendableEvent extends Event {
	/** The browser keeps the worker alive until this has settled. */
	waitUntil(work: Promise<unknown>): void;
}

export interface FetchEvent extends ExtendableEvent {
	readonly request: Request;
	respondWith(answer: Response | Promise<Response>): void;
}

interface WindowClient {
	readonly url: string;
}

export interface WorkerScope {
	addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
	addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
	readonly clients: {
		claim(): Promise<void>;
		matchAll(options: { type: 'window' }): Promise<readonly WindowClient[]>;
	};
	skipWaiting(): Promise<void>;
}
