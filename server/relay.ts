// How nodes tell each other that something happened. A relay may lose messages: whatever must not be lost is read from
// PostgreSQL's log. What the messages mean stands in node-messages.ts.

export interface Relay {
	/** Bytes of one message at most. */
	readonly messageBytesMax: number;
	/**
	 * Hears what any node sends, this one included; called once. Resolves when it listens, or was closed before. It goes on trying
	 * by itself while the bus is away. `again`: it hears again after it could not, and what was said meanwhile is lost.
	 */
	start(hear: (message: string) => void, again: () => void): Promise<void>;
	/** Sends to every node that listens at this moment, in this order. Rejects when the bus is known to be away. */
	send(messages: readonly string[]): Promise<void>;
	/** True while the bus answers. */
	isReady(): Promise<boolean>;
	close(): Promise<void>;
}
