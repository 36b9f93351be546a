// Which tab of a followed person is theirs now, and when they count as gone. A reload gives a person a new client id; who follows
// holds on to the person. Pure but for one timer.

/** What is read of a person in presence. */
interface Tab {
	readonly clientId: number;
	readonly user: { readonly id: string };
	readonly view?: unknown;
}

/** A reload, or a change of networks, takes less; then following goes on by itself. */
export const returnGraceMs = 30_000;

/**
 * The tab that was chosen while it is there, else the one that this user opened last; null where they have none. One that tells no
 * view (a display, a program) is taken only where there is no other.
 */
export function followedTab<Person extends Tab>(
	others: ReadonlyMap<number, Person>,
	{ clientId, userId }: { readonly clientId: number; readonly userId: string }
): Person | null {
	// In the order in which they came.
	const tabs = [...others.values()].filter(({ user }) => user.id === userId);
	const seeing = tabs.filter(({ view }) => view !== undefined);
	const candidates = seeing.length > 0 ? seeing : tabs;
	return candidates.find((tab) => tab.clientId === clientId) ?? candidates.at(-1) ?? null;
}

/** Tells when somebody has been away for too long. */
export class Absence {
	readonly #onover: () => void;
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(onover: () => void) {
		this.#onover = onover;
	}

	/** Told again and again, the time runs from when it first held. */
	set(isAway: boolean): void {
		if (isAway === (this.#timer !== null)) return;
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = isAway ? setTimeout(() => this.#over(), returnGraceMs) : null;
	}

	#over(): void {
		this.#timer = null;
		this.#onover();
	}
}
