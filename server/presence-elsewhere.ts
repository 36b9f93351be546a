// The people of one board who are connected to other nodes, as those nodes told. Each node answers for its own; what is not
// renewed in time is let go.
import type { PresenceEntry } from '#lib/protocol/read-frame.ts';
import type { ColourClaim, RelayedPresence } from './node-messages.ts';

interface Held extends PresenceEntry {
	node: string;
	person: ColourClaim;
	until: number;
}

export class PresenceElsewhere {
	readonly #held = new Map<number, Held>();

	entries(): PresenceEntry[] {
		return [...this.#held.values()].map(({ clientId, clock, json }) => ({ clientId, clock, json }));
	}

	claims(): ColourClaim[] {
		return [...this.#held.values()].map(({ person }) => person);
	}

	/** Whose id it is, if it is somebody's elsewhere. */
	personOf(clientId: number): string | null {
		return this.#held.get(clientId)?.person.id ?? null;
	}

	/** The answer is what the members here must be told. */
	hear(node: string, { id: clientId, clock, json, person }: RelayedPresence, until: number): PresenceEntry[] {
		const before = this.#held.get(clientId);
		if (json === 'null') {
			if (before === undefined || before.node !== node || before.clock > clock) return [];
			this.#held.delete(clientId);
			return [{ clientId, clock, json }];
		}
		if (person === null || (before !== undefined && before.clock > clock)) return [];
		this.#held.set(clientId, { clientId, clock, json, node, person, until });
		return before?.clock === clock && before.json === json ? [] : [{ clientId, clock, json }];
	}

	/** Somebody came from another node to this one, which may never have said so. */
	outdo(clientId: number, clock: number): void {
		if ((this.#held.get(clientId)?.clock ?? clock) < clock) this.#held.delete(clientId);
	}

	/** The node has gone, and with it everybody on it. */
	forget(node: string): PresenceEntry[] {
		return this.#drop((held) => held.node === node);
	}

	/** The node is about to say anew who is there: who is not among them until then has gone. */
	doubt(node: string, until: number): void {
		for (const held of this.#held.values()) {
			if (held.node === node) held.until = Math.min(held.until, until);
		}
	}

	dropOutdated(now: number): PresenceEntry[] {
		return this.#drop((held) => held.until <= now);
	}

	/** The same clock with `null` takes a state away and leaves the next clock free for its return. */
	#drop(isGone: (held: Held) => boolean): PresenceEntry[] {
		const gone = [...this.#held.values()].filter(isGone);
		for (const { clientId } of gone) this.#held.delete(clientId);
		return gone.map(({ clientId, clock }) => ({ clientId, clock, json: 'null' }));
	}
}
