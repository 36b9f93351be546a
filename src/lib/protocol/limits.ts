// The bounds of the wire, each set once. Frames and rates of the server's other side stand in server/limits.ts.

/** A stock client brings what it did without a server as one frame; ours divides it. */
export const frameBytesMax = 4 * 1024 * 1024;
/** Our own client sends a larger change in pieces of this size, so that colleagues are not kept waiting. */
export const pieceBytesMax = 512 * 1024;
/** Read-only clients send no content, but a stock client repeats everybody's presence. */
export const readerFrameBytesMax = 512 * 1024;

export const stateVectorBytesMax = 64 * 1024;

/** A longer state is not refused, only cut down to who is here. */
export const presenceStateBytesMax = 2 * 1024;
/** Entries in one presence frame; a stock client repeats those of the whole room. */
export const presenceEntriesMax = 2_000;
export const presenceClockMax = 2 ** 31;
/** How far one message may move the clock of a presence forward. */
export const presenceClockStepMax = 1_000;

/** A y-websocket client gives up a socket on which nothing came for 30 s; pings do not count. */
export const heartbeatIntervalMs = 12_000;

/**
 * A client asks for the acknowledgement together with a change, but after one question not for so long: in a stream of changes each
 * question costs the server as much as a change.
 */
export const barrierGapMs = 250;
/** What comes within that time without another change behind it is asked about by itself, so long after the last question. */
export const barrierDelayMs = 350;
export const barrierNumberMax = 2 ** 31;
