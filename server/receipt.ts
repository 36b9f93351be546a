// What a room says to a writer's update. What follows from that for the socket is decided by its connection.

export type Receipt =
	| { kind: 'taken' }
	| { kind: 'gap' }
	/** It holds changes of somebody else that only they may bring; the rest is taken if it stands without them. */
	| { kind: 'held-back' }
	/** It is new, and the storage takes nothing new for now: it may be brought again when that has changed. */
	| { kind: 'full' }
	/** The board would become too large. */
	| { kind: 'too-large'; reason: string }
	| { kind: 'refused'; reason: string };
