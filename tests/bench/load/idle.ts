// Somebody on each of many boards who does nothing, and leaves when told.
import { SocketClient } from '../wire/socket-client.ts';
import type { IdleJob } from './jobs.ts';
import type { Line } from './load-process.ts';

const joinAtOnce = 25;

export async function runIdle({ target, boards }: IdleJob, line: Line): Promise<void> {
	const clients: SocketClient[] = [];
	for (let first = 0; first < boards.length; first += joinAtOnce) {
		const group = boards
			.slice(first, first + joinAtOnce)
			.map((board, nth) => new SocketClient({ target, board, person: first + nth }));
		await Promise.all(group.map(({ synced }) => synced));
		clients.push(...group);
	}
	line.say({ kind: 'ready' });
	await line.heard('leave');
	await Promise.all(clients.map((client) => client.close()));
	line.say({ kind: 'ready' });
}
