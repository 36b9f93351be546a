// Who is here and what they point at, read from presence. Each browser tab is one person entry; my own tab is not among them.
import { SvelteMap } from 'svelte/reactivity';
import { readPresence, type Presence, type PresenceUser } from '../board/presence.ts';

/** The part of y-protocols' Awareness that is read and written here. */
export interface PresenceChannel {
	readonly clientID: number;
	getStates(): Map<number, Record<string, unknown>>;
	getLocalState(): Record<string, unknown> | null;
	setLocalStateField(name: string, value: unknown): void;
	on(name: 'change', listener: (change: PresenceChange) => void): void;
	off(name: 'change', listener: (change: PresenceChange) => void): void;
}

interface PresenceChange {
	added: number[];
	updated: number[];
	removed: number[];
}

export interface Person extends Presence {
	readonly clientId: number;
	readonly user: PresenceUser;
}

export class People {
	/** Everybody else by client id. */
	readonly others = new SvelteMap<number, Person>();
	/** Myself as the server stamped me: null until it has. */
	#me = $state.raw<Person | null>(null);
	readonly #channel: PresenceChannel;
	readonly #watch: (change: PresenceChange) => void;

	constructor(channel: PresenceChannel) {
		this.#channel = channel;
		this.#watch = ({ added, updated, removed }) => {
			for (const clientId of [...added, ...updated, ...removed]) this.#read(clientId);
		};
		for (const clientId of channel.getStates().keys()) this.#read(clientId);
		channel.on('change', this.#watch);
	}

	get me(): Person | null {
		return this.#me;
	}

	/** My own client id in presence. */
	get clientId(): number {
		return this.#channel.clientID;
	}

	/** One entry per user: people with two tabs open are still one person. Myself first. */
	readonly present = $derived.by((): Person[] => {
		const byUser = new Map<string, Person>();
		for (const person of [this.#me, ...this.others.values()]) {
			if (person && !byUser.has(person.user.id)) byUser.set(person.user.id, person);
		}
		return [...byUser.values()];
	});

	/** Tells the others something about me. Throttling is the caller's. */
	publish<Name extends Exclude<keyof Presence, 'user'>>(name: Name, value: Presence[Name]): void {
		this.#channel.setLocalStateField(name, value ?? null);
	}

	destroy(): void {
		this.#channel.off('change', this.#watch);
	}

	#read(clientId: number): void {
		const state = this.#channel.getStates().get(clientId);
		const presence = readPresence(state);
		const person = presence.user ? ({ ...presence, user: presence.user, clientId } satisfies Person) : null;
		if (clientId === this.#channel.clientID) this.#me = person ?? this.#me;
		else if (person) this.others.set(clientId, person);
		else this.others.delete(clientId);
	}
}
