// A line between two programs that behaves as a bad network does: it holds what is sent without telling anybody, in both ways or
// in one, delays and narrows it, or breaks. Needs no rights on the machine. What is held arrives later, as TCP would send it again.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** `there`: from those who connect; `back`: to them. */
export type Way = 'there' | 'back';
const bothWays: readonly Way[] = ['there', 'back'];

export interface LinkQuality {
	/** In each way. */
	delayMs: number;
	/** At most so much more, at random; the order stays. */
	jitterMs: number;
	/** Of each connection, in each way. */
	bytesPerSecond: number;
}

export interface Link {
	readonly port: number;
	quality: LinkQuality;
	/** Connections that were begun so far. */
	readonly connectionCount: number;
	/** From now on nothing passes, not even the end of a connection. */
	hold(ways?: readonly Way[]): void;
	release(): void;
	/** The connections there are pass nothing any more, for ever, and nobody is told; new ones do. */
	abandon(): void;
	/** Breaks every connection, the held ones too. */
	cut(): void;
	close(): Promise<void>;
}

const host = '127.0.0.1';
/** What a line takes up before its sender has to wait. */
const windowBytes = 64 * 1024;
const packetBytes = 1_400;
const perfect: LinkQuality = { delayMs: 0, jitterMs: 0, bytesPerSecond: Infinity };

class Line implements Link {
	readonly port: number;
	quality = perfect;
	connectionCount = 0;
	readonly sockets = new Set<Socket>();
	/** Connections before this one are abandoned. */
	#abandonedUntil = 0;
	readonly #held = new Set<Way>();
	readonly #waiting = new Set<() => void>();
	readonly #end: () => Promise<void>;

	constructor(port: number, end: () => Promise<void>) {
		this.port = port;
		this.#end = end;
	}

	hold(ways = bothWays): void {
		for (const way of ways) this.#held.add(way);
	}

	release(): void {
		this.#held.clear();
		for (const resolve of this.#waiting) resolve();
		this.#waiting.clear();
	}

	/** Resolves when the `nth` connection passes something this way. */
	async passable(nth: number, way: Way): Promise<void> {
		if (nth <= this.#abandonedUntil) return new Promise(() => {});
		while (this.#held.has(way)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
	}

	abandon(): void {
		this.#abandonedUntil = this.connectionCount;
	}

	cut(): void {
		for (const socket of this.sockets) socket.destroy();
	}

	async close(): Promise<void> {
		this.cut();
		this.release();
		await this.#end();
	}
}

/** `target`: port of the program that is connected to. */
export async function startLink(target: number, targetHost = host): Promise<Link> {
	const server = createServer({ allowHalfOpen: true }, (caller) => {
		void connectThrough(line, caller, { port: target, host: targetHost });
	});
	await new Promise<void>((resolve) => server.listen(0, host, resolve));
	const { port } = server.address() as AddressInfo;
	const line = new Line(port, () => new Promise((resolve) => server.close(() => resolve())));
	return line;
}

/** A line to where an address leads, until the test is over, and the address of its near end. */
export async function lineTo(address: string): Promise<{ link: Link; url: string }> {
	const url = new URL(address);
	const link = await startLink(Number(url.port), url.hostname);
	onTestFinished(() => link.close());
	url.hostname = host;
	url.port = String(link.port);
	return { link, url: url.href };
}

function keep(line: Line, socket: Socket): void {
	line.sockets.add(socket);
	socket.on('close', () => line.sockets.delete(socket));
	// The reading of the socket hears of the same error and ends the connection.
	socket.on('error', () => socket.destroy());
}

async function connectThrough(
	line: Line,
	caller: Socket,
	target: { port: number; host: string }
): Promise<void> {
	const nth = ++line.connectionCount;
	keep(line, caller);
	caller.setNoDelay(true);
	await line.passable(nth, 'there');
	if (caller.destroyed) return;
	const called = connect({ ...target, allowHalfOpen: true, noDelay: true });
	keep(line, called);
	const ways = [
		{ way: 'there', from: caller, to: called },
		{ way: 'back', from: called, to: caller }
	] as const;
	for (const { way, from, to } of ways) {
		const passable = () => line.passable(nth, way);
		carry(line, passable, from, to).catch(async () => {
			from.destroy();
			await passable();
			to.destroy();
		});
	}
}

interface Packet {
	bytes: Buffer;
	dueAt: number;
}

/** Reads ahead up to the window; hands on in order, each packet when it is due. Ends as its sender did. */
async function carry(line: Line, passable: () => Promise<void>, from: Socket, to: Socket): Promise<void> {
	const packets: Packet[] = [];
	let queuedBytes = 0;
	let lastDueAt = 0;
	let isEnded = false;
	let wake = () => {};
	const changed = () => new Promise<void>((resolve) => (wake = resolve));

	async function handOn(): Promise<void> {
		for (;;) {
			const packet = packets.shift();
			if (packet === undefined) {
				if (isEnded) break;
				await changed();
				continue;
			}
			await passing(Math.max(packet.dueAt - performance.now(), packet.bytes.length / bytesPerMs(line)));
			await passable();
			queuedBytes -= packet.bytes.length;
			wakeReader();
			if (to.destroyed) throw new Error('nobody is there any more');
			to.write(packet.bytes);
		}
		await passable();
		to.end();
	}

	let wakeReader = () => {};
	async function read(): Promise<void> {
		for await (const chunk of from as AsyncIterable<Buffer>) {
			const { delayMs, jitterMs } = line.quality;
			lastDueAt = Math.max(lastDueAt, performance.now() + delayMs + Math.random() * jitterMs);
			for (let at = 0; at < chunk.length; at += packetBytes) {
				packets.push({ bytes: chunk.subarray(at, at + packetBytes), dueAt: lastDueAt });
			}
			queuedBytes += chunk.length;
			wake();
			while (queuedBytes > windowBytes) await new Promise<void>((resolve) => (wakeReader = resolve));
		}
		isEnded = true;
		wake();
	}

	const handing = handOn();
	// An error of the reading ends both; what is still on the way is lost with the connection.
	await Promise.race([handing, read().then(() => handing)]);
}

function bytesPerMs(line: Line): number {
	return line.quality.bytesPerSecond / 1_000;
}

function passing(ms: number): Promise<void> | undefined {
	return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : undefined;
}
