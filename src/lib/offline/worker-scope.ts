// The few types of a service worker that the page's type library does not have. The full worker library cannot stand beside it.

export interface ExtendableEvent extends Event {
	/** The browser keeps the worker alive until this has settled. */
	waitUntil(work: Promise<unknown>): void;
}

export interface FetchEvent extends ExtendableEvent {
	readonly request: Request;
	respondWith(answer: Response | Promise<Response>): void;
}

export interface MessageEventOfPage extends ExtendableEvent {
	readonly data: unknown;
}

export interface WorkerScope {
	addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
	addEventListener(type: 'message', listener: (event: MessageEventOfPage) => void): void;
	addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
	readonly clients: {
		claim(): Promise<void>;
	};
	skipWaiting(): Promise<void>;
}
