// A server under measurement, whichever it is: what it has stored, how it is started, what of it survives.
import type { Target } from '../wire/socket-client.ts';

/** A board as it lies in storage before the measurement. */
export interface StoredContent {
	/** The whole document as one update. */
	whole: Uint8Array;
	/** The same in two parts, for storages that keep a log: most of it, and the changes since. */
	folded: Uint8Array;
	tail: readonly Uint8Array[];
}

export interface RunningPeer {
	pid: number;
	target: Target;
	/** What the process wrote so far. */
	output(): string;
	stop(): Promise<void>;
	/** SIGKILL. */
	kill(): Promise<void>;
}

export interface Peer {
	name: 'Sandtable' | 'Hocuspocus';
	/** Stores `count` boards of the same content and answers with their names. */
	store(content: StoredContent, count: number): Promise<string[]>;
	/** A fresh process on what is stored. */
	start(options?: { nodeOptions?: string }): Promise<RunningPeer>;
	/** The parts of a board that storage holds now. */
	durable(board: string): Promise<Uint8Array[]>;
	/** Resolves when the process holds no board any more. */
	untilAllReleased(running: RunningPeer): Promise<void>;
	/** Ends what still runs. */
	close(): Promise<void>;
}
