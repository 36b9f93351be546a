// The storm: everybody connects at the same moment, with nothing or with the whole board in hand.
import * as Y from 'yjs';
import { nowMs } from '../time.ts';
import { SocketClient } from '../wire/socket-client.ts';
import type { StormJob } from './jobs.ts';
import type { Line } from './load-process.ts';

export async function runStorm({ target, board, clients, held }: StormJob, line: Line): Promise<void> {
	const answerStep1 = held === null ? undefined : differencesOf(held);
	const has = held === null ? undefined : Y.encodeStateVectorFromUpdate(held);
	line.say({ kind: 'ready' });
	await line.heard('go');
	const startMs = nowMs();
	const everybody = Array.from({ length: clients }, (_, person) => {
		const client = new SocketClient({ target, board, person, has, answerStep1 });
		return { client, syncedMs: client.synced.then(() => nowMs() - startMs) };
	});
	const syncedMs = await Promise.all(everybody.map((one) => one.syncedMs));
	const receivedBytes = everybody.reduce((sum, { client }) => sum + client.received, 0);
	line.say({ kind: 'storm-done', syncedMs, receivedBytes });
}

/** What a server lacks of the held document; most servers ask with the same state vector. */
function differencesOf(held: Uint8Array): (stateVector: Uint8Array) => Uint8Array {
	const answers = new Map<string, Uint8Array>();
	return (stateVector) => {
		const key = Buffer.from(stateVector).toString('latin1');
		const answer = answers.get(key) ?? Y.diffUpdate(held, stateVector);
		answers.set(key, answer);
		return answer;
	};
}
