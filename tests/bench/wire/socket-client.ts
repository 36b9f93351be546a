// A client as thin as can be: one raw socket that speaks a server's dialect and hands on what it hears. It keeps no document.
import { WebSocket } from 'ws';
import { dialects, type Dialect, type DialectName, type Heard, type SyncKind } from './dialect.ts';

/** Which server, and who one is there. */
export interface Target {
	dialect: DialectName;
	/** ws://127.0.0.1:PORT */
	url: string;
	/** One per person; empty where the server asks for none. */
	tokens: readonly string[];
}

export interface SocketClientOptions {
	target: Target;
	board: string;
	/** Which of the target's people this is. */
	person: number;
	/** What this client has of the board: a state vector. Nothing if not given. */
	has?: Uint8Array;
	/** What the server lacks, given its state vector. */
	answerStep1?: (stateVector: Uint8Array) => Uint8Array;
	onHeard?: (heard: Heard) => void;
	/** The socket ended, and this client had not asked for it. */
	onLost?: (code: number) => void;
}

export const emptyStateVector = Uint8Array.of(0);
const emptyUpdate = Uint8Array.of(0, 0);

export class SocketClient {
	readonly board: string;
	/** Resolves when the server has sent all that this client lacked. */
	readonly synced: Promise<void>;
	/** Bytes of payload received. */
	received = 0;
	readonly #socket: WebSocket;
	readonly #dialect: Dialect;
	readonly #options: SocketClientOptions;
	#isEnding = false;
	#asked = 0;

	constructor(options: SocketClientOptions) {
		const { target, board, person } = options;
		this.#options = options;
		this.board = board;
		this.#dialect = dialects[target.dialect];
		const token = target.tokens.length > 0 ? (target.tokens[person % target.tokens.length] ?? '') : '';
		this.#socket = new WebSocket(this.#dialect.address(target.url, board), {
			headers: { authorization: `Bearer ${token}` },
			perMessageDeflate: false
		});
		this.#socket.on('open', () => {
			const hello = this.#dialect.hello(board, token);
			if (hello !== null) this.#socket.send(hello);
			this.sync('step1', options.has ?? emptyStateVector);
		});
		this.synced = new Promise((resolve, reject) => {
			this.#socket.on('message', (data: Buffer) => this.#hear(data, resolve));
			this.#socket.on('error', reject);
			this.#socket.on('close', (code) => {
				if (this.#isEnding) return;
				reject(new Error(`a socket was closed with ${code}`));
				options.onLost?.(code);
			});
		});
		this.synced.catch(() => 'who cares awaits it');
	}

	sync(kind: SyncKind, bytes: Uint8Array): void {
		this.send(this.#dialect.sync(this.board, kind, bytes));
	}

	presence(clientId: number, clock: number, state: unknown): void {
		this.send(this.#dialect.presence(this.board, clientId, clock, JSON.stringify(state)));
	}

	/** Asks whether everything sent so far is safe; the number that the answer will carry. */
	askAcknowledgement(): number {
		const question = this.#dialect.askAcknowledgement(++this.#asked);
		if (question !== null) this.send(question);
		return this.#asked;
	}

	send(frame: Uint8Array): void {
		if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
	}

	close(): Promise<void> {
		this.#isEnding = true;
		if (this.#socket.readyState === WebSocket.CLOSED) return Promise.resolve();
		return new Promise((resolve) => {
			this.#socket.on('close', () => resolve());
			this.#socket.close();
		});
	}

	/** Without a word. */
	cut(): void {
		this.#isEnding = true;
		this.#socket.terminate();
	}

	/** The server is about to be killed. */
	expectEnd(): void {
		this.#isEnding = true;
	}

	#hear(data: Buffer, synced: () => void): void {
		this.received += data.length;
		const heard = this.#dialect.hear(data);
		if (heard.kind === 'step1') {
			this.sync('step2', this.#options.answerStep1?.(heard.bytes) ?? emptyUpdate);
		}
		this.#options.onHeard?.(heard);
		if (heard.kind === 'step2') synced();
	}
}
