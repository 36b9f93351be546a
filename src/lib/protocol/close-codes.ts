// Why the server closes a socket. A y-websocket client comes back after any code but 4400–4499, so those are final; whatever
// the code, nothing that was acknowledged is lost.

export const closeCode = {
	/** The process stops or restarts. */
	restart: 1012,
	/** Too much at once before the board was open. */
	overloaded: 1013,
	malformed: 4400,
	sessionEnded: 4401,
	rightTaken: 4403,
	boardGone: 4404,
	version: 4409,
	tooLarge: 4413,
	/** The role changed, or the storage cannot be reached: come back. */
	comeBack: 4503,
	/** Too fast, or too far behind to catch up. */
	tooFast: 4529
} as const;
export type CloseCode = (typeof closeCode)[keyof typeof closeCode];

/** The WebSocket library's own answer to a message beyond what it reads at all: as final as `tooLarge`, but a stock client does not know. */
export const messageTooBigCode = 1009;

/** The reason beside `comeBack` by which a page knows that it must ask for its new role. */
export const roleChangedReason = 'the role changed';

export function isFinalClose(code: number): boolean {
	return code >= 4400 && code <= 4499;
}
