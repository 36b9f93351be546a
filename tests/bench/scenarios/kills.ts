// The process is killed hard while people write: what of it was promised, what a colleague saw, and what is still there.
import * as Y from 'yjs';
import { boardContent } from '../content.ts';
import type { Peer, RunningPeer } from '../peers/peer.ts';
import { elapse, within } from '../time.ts';
import { Replica } from '../wire/replica.ts';
import type { Scenario } from './scenario.ts';

const writersCount = 5;
const editIntervalMs = 20;
const lifeMs = { min: 1_000, max: 3_000 };
const objects = 100;
const joinMaxMs = 30_000;

export const kills: Scenario = {
	name: 'kills',
	measures: [
		{ key: 'written', label: 'killed while writing: edits written', unit: 'edits' },
		{
			key: 'acknowledgedLost',
			label: 'killed while writing: acknowledged and lost',
			unit: 'edits',
			goal: { max: 0 }
		},
		{ key: 'seenLost', label: 'killed while writing: seen and lost', unit: 'edits', goal: { max: 0 } }
	],
	async run(peer: Peer) {
		const [board = ''] = await peer.store(boardContent(objects), 1);
		const running = await peer.start();
		try {
			return await writeAndKill(peer, running, board);
		} finally {
			await running.kill();
		}
	}
};

async function writeAndKill(peer: Peer, running: RunningPeer, board: string) {
	const writers = Array.from({ length: writersCount }, (_, n) => new Writer(running, board, n));
	const colleague = new Replica({ target: running.target, board, person: writersCount });
	const everybody = [...writers.map(({ replica }) => replica), colleague];
	await within('Joining', joinMaxMs, Promise.all(everybody.map(({ client }) => client.synced)));
	for (const writer of writers) writer.start();
	await elapse(lifeMs.min + Math.random() * (lifeMs.max - lifeMs.min));
	for (const { client } of everybody) client.expectEnd();
	await running.kill();
	for (const writer of writers) writer.stop();

	const durable = new Y.Doc();
	for (const part of await peer.durable(board)) Y.applyUpdate(durable, part);
	const isLost = (key: string) => !durable.getMap('pins').has(key);
	const written = writers.flatMap(({ written }) => written);
	const seen = written.filter((key) => colleague.doc.getMap('pins').has(key));
	await Promise.all(everybody.map((replica) => replica.close()));
	return {
		written: written.length,
		acknowledgedLost: writers.flatMap((writer) => writer.acknowledged()).filter(isLost).length,
		seenLost: seen.filter(isLost).length
	};
}

/** Adds pins and keeps count of what the server promised. */
class Writer {
	readonly replica: Replica;
	readonly written: string[] = [];
	/** How many were written when the acknowledgement of this number was asked for. */
	readonly #asked = new Map<number, number>();
	readonly #name: string;
	#acknowledged = 0;
	#extra = 0;
	#timer: ReturnType<typeof setInterval> | null = null;

	constructor({ target }: RunningPeer, board: string, person: number) {
		this.#name = `writer${person}`;
		this.replica = new Replica({ target, board, person, onAcknowledged: (n) => this.#take(n) });
	}

	start(): void {
		// What was acknowledged before now was the joining.
		this.#extra = this.#acknowledged;
		this.#timer = setInterval(() => {
			const key = `${this.#name}-${this.written.length}`;
			this.written.push(key);
			this.replica.doc.getMap('pins').set(key, new Y.Map([['title', key]]));
			this.#asked.set(this.replica.client.askAcknowledgement(), this.written.length);
		}, editIntervalMs);
	}

	stop(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
	}

	acknowledged(): string[] {
		return this.written.slice(0, this.#acknowledged - this.#extra);
	}

	/** A number answers everything before it; without one each change is answered by itself. */
	#take(n: number | null): void {
		if (n === null) this.#acknowledged++;
		else this.#acknowledged = Math.max(this.#acknowledged, this.#asked.get(n) ?? 0);
	}
}
