// A door in front of a server: its address stays when the server comes back on another port; it can be shut, and it can let
// everything through late, or only so much of it in a second.
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Proxy {
	port: number;
	target: number;
	/** Cuts what is open and lets nobody in. */
	isShut: boolean;
	/** Every byte comes so much later, both ways, and up to `jitterMs` more; the order stays. */
	delayMs: number;
	jitterMs: number;
	/** Of each connection, in each way; kept on average, however late this process comes to it. */
	bytesPerSecond: number;
	/** Whoever sends this text is cut off, before it arrives. */
	cutAt: string | null;
	shut(): void;
	close(): Promise<void>;
}

const host = '127.0.0.1';
/** Bytes under way in one direction, after which the sender has to wait. */
const underWayBytesMax = 1024 * 1024;

export async function startProxy(target: number): Promise<Proxy> {
	const sockets = new Set<Socket>();
	const server = createServer((inside) => {
		if (proxy.isShut) return void inside.destroy();
		const outside = connect(proxy.target, host);
		for (const [one, other] of [
			[inside, outside],
			[outside, inside]
		] as const) {
			sockets.add(one);
			one.on('error', () => other.destroy());
			one.on('close', () => {
				sockets.delete(one);
				other.destroy();
			});
			pass(proxy, one, other, one === inside);
		}
	});
	await new Promise<void>((resolve) => server.listen(0, host, resolve));
	const cut = () => {
		for (const socket of sockets) socket.destroy();
	};
	const proxy: Proxy = {
		port: (server.address() as AddressInfo).port,
		target,
		isShut: false,
		delayMs: 0,
		jitterMs: 0,
		bytesPerSecond: Infinity,
		cutAt: null,
		shut() {
			this.isShut = true;
			cut();
		},
		close: () => {
			cut();
			return new Promise((resolve) => server.close(() => resolve()));
		}
	};
	return proxy;
}

function pass(proxy: Proxy, from: Socket, to: Socket, isInward: boolean): void {
	let underWayBytes = 0;
	const underWay: Buffer[] = [];
	/** When what was taken last arrives: nothing overtakes it. */
	let arrivesAt = 0;
	/** Handed on, but not taken yet. */
	let handedBytes = 0;
	const deliver = () => {
		const chunk = underWay.shift();
		if (chunk === undefined) return;
		const isTaken = to.writable && to.write(chunk);
		if (isTaken) return left(chunk.length);
		if (handedBytes === 0) to.once('drain', () => left(handedBytes));
		handedBytes += chunk.length;
	};
	const left = (bytes: number) => {
		underWayBytes -= bytes;
		if (bytes === handedBytes) handedBytes = 0;
		if (underWayBytes <= underWayBytesMax) from.resume();
	};
	from.on('data', (chunk: Buffer) => {
		if (isInward && proxy.cutAt !== null && chunk.includes(proxy.cutAt)) return void from.destroy();
		underWay.push(chunk);
		underWayBytes += chunk.length;
		if (underWayBytes > underWayBytesMax) from.pause();
		const now = performance.now();
		arrivesAt = Math.max(arrivesAt, now + proxy.delayMs + Math.random() * proxy.jitterMs);
		arrivesAt += (chunk.length * 1_000) / proxy.bytesPerSecond;
		if (arrivesAt <= now) deliver();
		else setTimeout(deliver, arrivesAt - now);
	});
	from.on('end', () => setTimeout(() => to.end(), Math.max(0, arrivesAt - performance.now())));
}
