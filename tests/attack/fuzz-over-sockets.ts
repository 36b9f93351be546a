// Sends mutated frames over real sockets while two colleagues work, and reports what a broken server would show.
import { mutatedFrame, recordedFrames } from '../support/fuzz-frames.ts';
import { randomFrom } from '../support/recorded-session.ts';
import { RawClient, type Person, type TestServer } from '../sync/harness.ts';
import type { Bystanders } from './bystanders.ts';

const mallory: Person = { id: 'mallory', role: 'editor' };
const framesPerBreath = 4;
const framesPerLook = 500;
const editsPerLook = 5;

export interface SocketFuzzReport {
	frames: number;
	/** Sockets that were closed for what they sent. */
	closes: number;
	malformedFrames: number;
	updatesTaken: number;
	heapGrowthMiB: number;
}

/** `colleagues` judge every now and then. */
export async function fuzzOverSockets(
	server: TestServer,
	boardId: string,
	colleagues: Bystanders,
	{ seed, frames }: { seed: number; frames: number }
): Promise<SocketFuzzReport> {
	const random = randomFrom(seed);
	const recorded = recordedFrames(random);
	let evil: RawClient | null = null;
	let closes = 0;
	let heapAtFirstLook = 0;
	for (let sent = 0; sent < frames; sent++) {
		if (evil === null || evil.socket.readyState !== evil.socket.OPEN) {
			if (evil !== null) closes++;
			evil?.socket.terminate();
			evil = await new RawClient(server, boardId, mallory).opened();
		}
		evil.send(mutatedFrame(recorded, random));
		// Time for the answer to one of the last few to arrive.
		if (sent % framesPerBreath === framesPerBreath - 1) await new Promise((resolve) => setImmediate(resolve));
		if (sent % framesPerLook !== framesPerLook - 1) continue;
		await colleagues.stillFine(editsPerLook);
		if (heapAtFirstLook === 0) heapAtFirstLook = process.memoryUsage().heapUsed;
	}
	evil?.socket.terminate();
	await colleagues.stillFine();
	const { malformedFramesTotal, updatesTotal } = server.rooms.stats();
	return {
		frames,
		closes,
		malformedFrames: Number(malformedFramesTotal),
		updatesTaken: Number(updatesTotal),
		heapGrowthMiB: Math.round((process.memoryUsage().heapUsed - heapAtFirstLook) / 2 ** 20)
	};
}
