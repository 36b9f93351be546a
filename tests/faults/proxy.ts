// A door in front of the database: its address stays when the database comes back on another port, and it can be shut.
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Proxy {
	port: number;
	target: number;
	/** Cuts what is open and lets nobody in. */
	isShut: boolean;
	shut(): void;
	close(): Promise<void>;
}

const host = '127.0.0.1';

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
			one.pipe(other);
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
