// Whose a Yjs client id is on one board. An id belongs to whoever's changes came under it first; nobody else can go on under it,
// or a colleague's edits made offline would one day count as known already, and vanish.
import type { Author, ClientOwner } from '#lib/server/board-store.ts';

/** Ids that people here have announced and not written under yet; beyond so many the oldest is forgotten. */
const announcedMax = 10_000;

export class ClientOwners {
	/** User ids; null is the system. */
	readonly #owners = new Map<number, string | null>();
	readonly #announced = new Map<number, string>();

	/** `stored`: what a checkpoint knows. */
	constructor(stored: readonly ClientOwner[] = []) {
		for (const { owner, clients } of stored) this.claim(clients, owner);
	}

	/** Changes by `author` hold structs of `clients`. The first one has an id for good. */
	note(author: Author, clients: Iterable<number>): void {
		this.claim(clients, author.id);
	}

	claim(clients: Iterable<number>, owner: string | null): void {
		for (const client of clients) {
			if (!this.#owners.has(client)) this.#owners.set(client, owner);
			this.#announced.delete(client);
		}
	}

	/** A person is here under an id: nobody else may be the first to write under it. */
	announce(client: number, userId: string): void {
		if (this.#owners.has(client) || this.#announced.has(client)) return;
		this.#announced.set(client, userId);
		if (this.#announced.size <= announcedMax) return;
		const [oldest] = this.#announced.keys();
		if (oldest !== undefined) this.#announced.delete(oldest);
	}

	/** `isOnBoard`: the board holds structs of the id. If nobody is known to have written them, nobody may go on. */
	mayExtend(client: number, userId: string, isOnBoard: boolean): boolean {
		const owner = this.#owners.get(client);
		if (owner !== undefined) return owner === userId;
		if (isOnBoard) return false;
		const announcer = this.#announced.get(client);
		return announcer === undefined || announcer === userId;
	}

	/** For a checkpoint. */
	toStored(): ClientOwner[] {
		const byOwner = new Map<string | null, number[]>();
		for (const [client, owner] of this.#owners) {
			const clients = byOwner.get(owner);
			if (clients) clients.push(client);
			else byOwner.set(owner, [client]);
		}
		return [...byOwner].map(([owner, clients]) => ({ owner, clients }));
	}
}
