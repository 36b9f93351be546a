// Whose a Yjs client id is on one board. An id belongs to whoever's changes came under it first; nobody else can go on under it,
// or a colleague's edits made offline would one day count as known already, and vanish.
import type { Author, ClientOwner } from '#lib/server/board-store.ts';

/** Ids that people here have announced and not written under yet; beyond so many the oldest is forgotten. */
const announcedMax = 10_000;
/** Ids that people say to have seen more of than the board has. */
const vouchedMax = 1_000;

interface Owners {
	/** User ids; null is the system. */
	users: Set<string | null>;
	/** One of them was present under the id. Else they may have brought somebody else's work, which a crash had lost. */
	isSure: boolean;
}

export class ClientOwners {
	readonly #owners = new Map<number, Owners>();
	readonly #announced = new Map<number, string>();
	/** Up to which clock of an id somebody says to have seen changes: client id → user → clock. */
	readonly #vouched = new Map<number, Map<string, number>>();

	/** `stored`: what a checkpoint knows. */
	constructor(stored: readonly ClientOwner[] = []) {
		for (const { owner, clients } of stored) this.claim(clients, owner, () => true);
	}

	/** A stored row by `author` holds structs of `clients`. */
	note(author: Author, clients: readonly number[]): void {
		this.claim(clients, author.id, () => clients.length === 1);
	}

	/** Changes by `owner` under `clients` were taken. */
	claim(clients: Iterable<number>, owner: string | null, isSure: (client: number) => boolean): void {
		for (const client of clients) {
			const owners = this.#owners.get(client);
			const sure = isSure(client);
			if (owners === undefined || (sure && !owners.isSure))
				this.#owners.set(client, { users: new Set([owner]), isSure: sure });
			else if (sure === owners.isSure) owners.users.add(owner);
			this.#announced.delete(client);
		}
	}

	/** A person is here under an id: nobody else may be the first to write under it. */
	announce(client: number, userId: string): void {
		const owners = this.#owners.get(client);
		if (owners && !owners.isSure) this.claim([client], userId, () => true);
		if (owners || this.#announced.has(client)) return;
		this.#announced.set(client, userId);
		if (this.#announced.size <= announcedMax) return;
		const [oldest] = this.#announced.keys();
		if (oldest !== undefined) this.#announced.delete(oldest);
	}

	/** Somebody brought an owner's changes up to `end`; with a second person who did, they are believed. */
	vouch(client: number, end: number, userId: string): void {
		if (!this.#vouched.has(client) && this.#vouched.size >= vouchedMax) this.#vouched.clear();
		const ends = this.#vouched.get(client) ?? new Map<string, number>();
		ends.set(userId, Math.max(ends.get(userId) ?? 0, end));
		this.#vouched.set(client, ends);
	}

	/**
	 * Up to clock `end`. `isOnBoard`: the board holds structs of the id. If nobody is known to have written them, nobody may go on. What a server
	 * that is gone wrote, and lost before it was committed, may come back from anybody: it has no work elsewhere that could vanish.
	 */
	mayExtend(client: number, end: number, userId: string, isOnBoard: boolean): boolean {
		const users = this.#owners.get(client)?.users;
		if (users?.has(userId) || users?.has(null)) return true;
		const announcer = this.#announced.get(client);
		if (users === undefined && !isOnBoard && (announcer ?? userId) === userId) return true;
		return [...(this.#vouched.get(client) ?? [])].some(([other, seen]) => other !== userId && seen >= end);
	}

	/** For a checkpoint. */
	toStored(): ClientOwner[] {
		const byOwner = new Map<string | null, number[]>();
		for (const [client, { users }] of this.#owners) {
			for (const owner of users) {
				const clients = byOwner.get(owner);
				if (clients) clients.push(client);
				else byOwner.set(owner, [client]);
			}
		}
		return [...byOwner].map(([owner, clients]) => ({ owner, clients }));
	}
}
