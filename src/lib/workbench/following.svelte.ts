// Following one other person: whom, what they see, and when it ends. Who is followed is told to all by presence.
import type { PresenceView } from '../board/presence.ts';
import type { People, Person } from '../live/people.svelte.ts';

export class Following {
	#clientId = $state<number | null>(null);
	readonly #people: People;

	constructor(people: People) {
		this.#people = people;
	}

	/** Whom I follow; null where nobody, also when they have left. */
	readonly person: Person | null = $derived.by(() =>
		this.#clientId === null ? null : (this.#people.others.get(this.#clientId) ?? null)
	);
	/** Presence arrives as a new object with every move of a pointer; a view is new only where it differs. */
	readonly #viewText: string | null = $derived(this.person?.view ? JSON.stringify(this.person.view) : null);
	readonly view: PresenceView | null = $derived(
		this.#viewText === null ? null : (JSON.parse(this.#viewText) as PresenceView)
	);

	/** Those who follow me. */
	readonly followers: Person[] = $derived.by(() =>
		[...this.#people.others.values()].filter((other) => other.following === this.#people.clientId)
	);

	/** Follows this person, or stops if I do already. */
	toggle(person: Person): void {
		// Two who follow each other would chase each other's views.
		if (this.#clientId === person.clientId || person.following === this.#people.clientId) this.stop();
		else {
			this.#clientId = person.clientId;
			this.#people.publish('following', person.clientId);
		}
	}

	/** False where nobody was followed. */
	stop(): boolean {
		if (this.#clientId === null) return false;
		this.#clientId = null;
		this.#people.publish('following', null);
		return true;
	}
}
