// Following one other person: whom, what they see, and when it ends. Who is followed is told to all by presence.
import { untrack } from 'svelte';
import type { PresenceView } from '../board/presence.ts';
import type { People, Person } from '../live/people.svelte.ts';
import { m } from '../messages/index.ts';
import { Absence, followedTab } from './followed-tab.ts';

export interface FollowingParts {
	readonly people: People;
	/** Without a connection nobody can be seen, and nobody counts as gone. */
	readonly isConnected: () => boolean;
	readonly tell: (sentence: string) => void;
}

export class Following {
	/** As they were when I chose them. */
	#chosen = $state.raw<Person | null>(null);
	readonly #people: People;
	readonly #tell: FollowingParts['tell'];

	/** To be called while a component is set up. */
	constructor({ people, isConnected, tell }: FollowingParts) {
		this.#people = people;
		this.#tell = tell;
		const tabId = $derived(this.#tab?.clientId ?? null);
		$effect(() => {
			const id = tabId;
			// Telling the others is heard here as well, and must not be what this waits for.
			if (id !== null) untrack(() => people.publish('following', id));
		});
		const absence = new Absence(() => this.#leave());
		const isAway = $derived(this.isAway && isConnected());
		$effect(() => absence.set(isAway));
		$effect(() => () => absence.set(false));
	}

	/** The followed person's tab; null also while they are away. */
	readonly #tab: Person | null = $derived.by(() => {
		const chosen = this.#chosen;
		return chosen && followedTab(this.#people.others, { clientId: chosen.clientId, userId: chosen.user.id });
	});
	/** Whom I follow; null where nobody. */
	readonly person: Person | null = $derived(this.#tab ?? this.#chosen);
	/** Whom I follow is not here: they reload, or their connection is gone. */
	readonly isAway: boolean = $derived(this.#chosen !== null && this.#tab === null);
	/** Presence arrives as a new object with every move of a pointer; a view is new only where it differs. */
	readonly #viewText: string | null = $derived(this.#tab?.view ? JSON.stringify(this.#tab.view) : null);
	readonly view: PresenceView | null = $derived(
		this.#viewText === null ? null : (JSON.parse(this.#viewText) as PresenceView)
	);

	/** Those who follow me. */
	readonly followers: Person[] = $derived.by(() =>
		[...this.#people.others.values()].filter((other) => other.following === this.#people.clientId)
	);

	follows(person: Person): boolean {
		return this.person?.user.id === person.user.id;
	}

	isFollowedBy(person: Person): boolean {
		return this.followers.some(({ user }) => user.id === person.user.id);
	}

	/** Follows this person, or stops if I do already. */
	toggle(person: Person): void {
		if (this.follows(person)) this.stop();
		// Two who follow each other would chase each other's views.
		else if (this.isFollowedBy(person)) this.#tell(m.board.followsYou(person.user.name));
		else this.#chosen = person;
	}

	/** False where nobody was followed. */
	stop(): boolean {
		if (this.#chosen === null) return false;
		this.#chosen = null;
		this.#people.publish('following', null);
		return true;
	}

	#leave(): void {
		const name = this.#chosen?.user.name;
		if (this.stop() && name !== undefined) this.#tell(m.board.left(name));
	}
}
