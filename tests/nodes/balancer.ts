// What stands before several nodes: hands each connection to the next node that takes it.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Balancer {
	port: number;
	/** Where connections may go, by port. */
	nodes: number[];
	close(): Promise<void>;
}

const host = '127.0.0.1';

export async function startBalancer(nodes: readonly number[]): Promise<Balancer> {
	const sockets = new Set<Socket>();
	let turn = 0;
	const keep = (socket: Socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		socket.on('error', () => socket.destroy());
		return socket;
	};
	const server = createServer((client) => {
		keep(client);
		const first = turn++;
		hand(
			client,
			balancer.nodes.map((_port, n, all) => all[(first + n) % all.length] as number)
		);
	});

	function hand(client: Socket, [port, ...others]: number[]): void {
		if (port === undefined) return void client.destroy();
		const node = connect({ host, port });
		const next = () => hand(client, others);
		node.once('error', next);
		node.once('connect', () => {
			node.off('error', next);
			keep(node);
			client.pipe(node).pipe(client);
			client.on('close', () => node.destroy());
			node.on('close', () => client.destroy());
		});
	}

	await new Promise<void>((resolve) => server.listen(0, host, resolve));
	const balancer: Balancer = {
		port: (server.address() as AddressInfo).port,
		nodes: [...nodes],
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			})
	};
	return balancer;
}
