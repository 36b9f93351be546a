// Sockets in memory: ordered, with latency, that can be cut, go silent without a word, or be slow. The client's end looks like a
// browser's WebSocket, the server's end like one of `ws`.
import { below } from '../support/recorded-session.ts';
import type { VirtualTime } from './virtual-time.ts';

type Listener = (...args: never[]) => void;
const [connecting, open, closing, closed] = [0, 1, 2, 3];
const latencyMs = { min: 1, max: 40 };
const slowBytesPerMs = 0.1;

export class Link {
	readonly #time: VirtualTime;
	readonly client: ClientSocket;
	readonly server: ServerSocket;
	/** Nothing arrives any more, and nobody is told. */
	isSilent = false;
	isSlow = false;
	isCut = false;
	/** When what was sent last to each end arrives. */
	readonly #lastAt = { client: 0, server: 0 };

	constructor(time: VirtualTime, client: ClientSocket) {
		this.#time = time;
		this.client = client;
		this.server = new ServerSocket(this);
	}

	carry(to: 'client' | 'server', bytes: number, arrive: () => void): void {
		const { min, max } = latencyMs;
		const travelMs =
			this.isSlow && to === 'client' ? bytes / slowBytesPerMs : min + below(this.#time.random, max - min);
		const at = Math.max(this.#lastAt[to], this.#time.now) + (this.isSlow ? travelMs : 0);
		this.#lastAt[to] = this.isSlow ? at : Math.max(this.#lastAt[to], this.#time.now + travelMs);
		this.#time.after(this.#lastAt[to] - this.#time.now, () => {
			if (this.isSilent || this.isCut) return;
			this.#time.note(to === 'client' ? 1 : 2, bytes);
			arrive();
		});
	}

	/** The server's process ended; the client learns of it if anything gets through. */
	processEnded(): void {
		if (!this.isSilent) return this.cut();
		this.isCut = true;
		this.server.ended(1006);
	}

	/** Both ends notice. */
	cut(): void {
		if (this.isCut) return;
		this.isCut = true;
		this.#time.after(0, () => {
			this.client.ended(1006, '');
			this.server.ended(1006);
		});
	}
}

export class ServerSocket {
	readyState = open;
	bufferedAmount = 0;
	/** Looks at every frame on its way out. */
	onSend: ((bytes: Uint8Array) => void) | null = null;
	onEnded: (() => void) | null = null;
	/** May change what the server gets; null: nothing. */
	filter: ((bytes: Uint8Array) => Uint8Array | null) | null = null;
	readonly #link: Link;
	readonly #listeners = new Map<string, Listener[]>();
	#isPaused = false;
	#unread: Uint8Array[] = [];

	constructor(link: Link) {
		this.#link = link;
	}

	on(event: string, listener: Listener): this {
		this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
		return this;
	}

	#emit(event: string, ...args: unknown[]): void {
		for (const listener of this.#listeners.get(event) ?? []) listener(...(args as never[]));
	}

	arrived(bytes: Uint8Array): void {
		if (this.readyState === closed) return;
		if (this.#isPaused) return void this.#unread.push(bytes);
		const passed = this.filter === null ? bytes : this.filter(bytes);
		if (passed !== null) this.#emit('message', passed, true);
	}

	send(bytes: Uint8Array): void {
		if (this.readyState !== open) return;
		this.onSend?.(bytes);
		this.bufferedAmount += bytes.length;
		this.#link.carry('client', bytes.length, () => {
			this.bufferedAmount -= bytes.length;
			this.#link.client.arrived(bytes);
		});
	}

	close(code: number, reason: string): void {
		if (this.readyState !== open) return;
		this.readyState = closing;
		this.#link.carry('client', 4, () => {
			this.#link.client.ended(code, reason);
			this.#link.carry('server', 4, () => this.ended(code));
		});
	}

	terminate(): void {
		this.ended(1006);
		this.#link.cut();
	}

	ping(): void {
		this.#link.carry('client', 2, () => {
			if (this.#link.client.readyState === open) this.#link.carry('server', 2, () => this.#emit('pong'));
		});
	}

	pause(): void {
		this.#isPaused = true;
	}

	resume(): void {
		this.#isPaused = false;
		for (const bytes of this.#unread.splice(0)) this.arrived(bytes);
	}

	ended(code: number): void {
		if (this.readyState === closed) return;
		this.readyState = closed;
		this.onEnded?.();
		this.#emit('close', code, '');
	}
}

interface ClientEvent {
	data?: ArrayBuffer;
	code?: number;
	reason?: string;
}

export class ClientSocket {
	readonly OPEN = open;
	binaryType = 'arraybuffer';
	readyState = connecting;
	onopen: ((event: ClientEvent) => void) | null = null;
	onmessage: ((event: ClientEvent) => void) | null = null;
	onclose: ((event: ClientEvent) => void) | null = null;
	onerror: ((event: ClientEvent) => void) | null = null;
	link: Link | null = null;

	opened(link: Link): void {
		if (this.readyState !== connecting) return link.cut();
		this.link = link;
		this.readyState = open;
		this.onopen?.({});
	}

	refused(): void {
		if (this.readyState !== connecting) return;
		this.readyState = closed;
		this.onerror?.({});
		this.onclose?.({ code: 1006, reason: '' });
	}

	send(bytes: Uint8Array): void {
		if (this.readyState !== open || this.link === null) return;
		const { link } = this;
		const copy = bytes.slice();
		link.carry('server', copy.length, () => link.server.arrived(copy));
	}

	close(): void {
		if (this.readyState === closed || this.readyState === closing) return;
		this.readyState = closing;
		const { link } = this;
		link?.carry('server', 4, () => link.server.ended(1000));
	}

	arrived(bytes: Uint8Array): void {
		if (this.readyState === open) this.onmessage?.({ data: bytes.slice().buffer });
	}

	ended(code: number, reason: string): void {
		if (this.readyState === closed) return;
		this.readyState = closed;
		this.onclose?.({ code, reason });
	}
}
