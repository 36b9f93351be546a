// Has boards that nobody changes kept as bytes, a few at a time: everybody else waits for this process meanwhile.

/** What is asked of a room. */
interface Quiet {
	/** True if it took time to find out. */
	restIfQuiet(): boolean;
}

export function restSome(rooms: Iterable<Quiet>, attemptsMax: number): void {
	let left = attemptsMax;
	for (const room of rooms) {
		if (left === 0) return;
		if (room.restIfQuiet()) left--;
	}
}
