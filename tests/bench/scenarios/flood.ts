// What colleagues feel of one member who asks for the whole board as fast as they can: how long their edits take meanwhile.
import * as Y from 'yjs';
import { boardContent } from '../content.ts';
import type { Peer, RunningPeer } from '../peers/peer.ts';
import { elapse, nowMs } from '../time.ts';
import { Replica } from '../wire/replica.ts';
import { emptyStateVector, SocketClient } from '../wire/socket-client.ts';
import { percentile, type Scenario } from './scenario.ts';

const objects = 300;
const edits = 100;
const questionsPerBreath = 10;
const breathMs = 20;
const pauseMs = 30;
/** An edit that has not arrived by then counts as having taken so long. */
const measureMaxMs = 15_000;
const attacker = 3;

export const flood: Scenario = {
	name: 'flood',
	roundsMax: 2,
	measures: [
		{
			key: 'p95',
			label: 'an edit while somebody asks for the whole board 500 times a second: p95',
			unit: 'ms',
			goal: { max: 500 }
		},
		{ key: 'longest', label: 'the same: the longest', unit: 'ms' }
	],
	async run(peer: Peer) {
		const [board = ''] = await peer.store(boardContent(objects), 1);
		const running = await peer.start();
		const [writer, reader] = [1, 2].map((person) => new Replica({ target: running.target, board, person }));
		const attack = new Attack(running, board);
		try {
			if (!writer || !reader) throw new Error('Nobody is there.');
			await Promise.all([writer.client.synced, reader.client.synced]);
			const over = attack.run();
			const latencies = await measure(writer, reader);
			attack.end();
			await over;
			return { p95: percentile(latencies, 0.95), longest: Math.max(...latencies) };
		} finally {
			attack.end();
			for (const replica of [writer, reader]) replica?.client.expectEnd();
			// A server that is flooded may take minutes to hear that it shall stop.
			await running.kill();
			await Promise.all([writer?.close(), reader?.close()]);
		}
	}
};

/** Asks on one socket until that is closed, then on the next. */
class Attack {
	readonly #running: RunningPeer;
	readonly #board: string;
	#socket: SocketClient | null = null;
	#isOver = false;

	constructor(running: RunningPeer, board: string) {
		this.#running = running;
		this.#board = board;
	}

	async run(): Promise<void> {
		while (!this.#isOver) {
			this.#socket ??= this.#connect();
			for (let n = 0; n < questionsPerBreath; n++) this.#socket.sync('step1', emptyStateVector);
			await elapse(breathMs);
		}
	}

	#connect(): SocketClient {
		const socket = new SocketClient({
			target: this.#running.target,
			board: this.#board,
			person: attacker,
			onLost: () => {
				if (this.#socket === socket) this.#socket = null;
			}
		});
		return socket;
	}

	end(): void {
		this.#isOver = true;
		const socket = this.#socket;
		this.#socket = null;
		socket?.cut();
	}
}

async function measure(writer: Replica, reader: Replica): Promise<number[]> {
	const latencies: number[] = [];
	let seen: () => void = () => {};
	reader.onMove(() => seen());
	const [pin] = writer.doc.getMap<Y.Map<unknown>>('pins').values();
	if (!pin) throw new Error('The board came empty.');
	const endMs = nowMs() + measureMaxMs;
	for (let n = 0; n < edits && nowMs() < endMs; n++) {
		const arrived = new Promise<void>((resolve) => (seen = resolve));
		const atMs = nowMs();
		pin.set('at', [n / 1_000, 25]);
		await Promise.race([arrived, elapse(Math.max(0, endMs - atMs))]);
		latencies.push(nowMs() - atMs);
		await elapse(pauseMs);
	}
	return latencies;
}
