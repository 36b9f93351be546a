// A client with a document: it takes what comes and sends what its document changes.
import * as Y from 'yjs';
import type { Heard } from './dialect.ts';
import { SocketClient, type Target } from './socket-client.ts';

export interface ReplicaOptions {
	target: Target;
	board: string;
	person: number;
	onAcknowledged?: (n: number | null) => void;
}

const fromServer = Symbol('from the server');

export class Replica {
	readonly doc = new Y.Doc();
	readonly client: SocketClient;

	constructor({ target, board, person, onAcknowledged }: ReplicaOptions) {
		const take = (heard: Heard) => {
			if (heard.kind === 'step2' || heard.kind === 'update') Y.applyUpdate(this.doc, heard.bytes, fromServer);
			if (heard.kind === 'acknowledged') onAcknowledged?.(heard.n);
		};
		this.client = new SocketClient({
			target,
			board,
			person,
			answerStep1: (stateVector) => Y.encodeStateAsUpdate(this.doc, stateVector),
			onHeard: take
		});
		this.doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== fromServer) this.client.sync('update', update);
		});
	}

	/** Calls back with each new place of a pin of the document. */
	onMove(call: (at: readonly number[]) => void): void {
		this.doc.getMap('pins').observeDeep((events) => {
			for (const event of events) {
				if (!(event.target instanceof Y.Map) || !event.changes.keys.has('at')) continue;
				const at: unknown = event.target.get('at');
				if (Array.isArray(at)) call(at as number[]);
			}
		});
	}

	async close(): Promise<void> {
		await this.client.close();
		this.doc.destroy();
	}
}
