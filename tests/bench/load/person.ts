// Somebody on a board: they point at things, perhaps they edit, and they keep count of what they got and what was promised to them.
import type { Heard } from '../wire/dialect.ts';
import { SocketClient, type Target } from '../wire/socket-client.ts';
import { Arrivals } from './arrivals.ts';
import { Editor } from './editor.ts';
import { Pointer } from './pointer.ts';

export interface PersonOptions {
	target: Target;
	board: string;
	/** Which of the target's people this is. */
	person: number;
	isEditor: boolean;
	/** The socket ended, and nobody had asked for it. */
	onLost: () => void;
}

export interface Pace {
	editsPerSecond: number;
	presencePerSecond: number;
}

/** People work at one thing for a while. */
const movesInARow = 10;

export class Person {
	readonly board: string;
	readonly arrivals = new Arrivals();
	readonly editor: Editor | null;
	/** Resolves when they have the board, and others have been told that they are there. */
	readonly synced: Promise<void>;
	readonly #client: SocketClient;
	readonly #pointer: Pointer;

	constructor({ isEditor, ...options }: PersonOptions) {
		this.board = options.board;
		this.#client = new SocketClient({ ...options, onHeard: (heard) => this.#hear(heard) });
		this.#pointer = new Pointer(this.#client);
		this.editor = isEditor ? new Editor(this.#client, movesInARow) : null;
		this.synced = this.#client.synced.then(() => this.#pointer.announce());
	}

	start({ editsPerSecond, presencePerSecond }: Pace): void {
		this.editor?.start(editsPerSecond);
		this.#pointer.start(presencePerSecond);
	}

	stop(): void {
		this.editor?.stop();
		this.#pointer.stop();
	}

	async leave(): Promise<void> {
		this.stop();
		await this.#client.close();
		this.editor?.doc.destroy();
	}

	#hear(heard: Heard): void {
		if (heard.kind === 'update') this.arrivals.take(heard.bytes);
		if (heard.kind === 'step2') this.arrivals.begin(heard.bytes);
		if (heard.kind === 'acknowledged' && heard.n !== null) this.editor?.takeAcknowledgement(heard.n);
	}
}
