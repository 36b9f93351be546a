// Plays through the order in which Yjs would take an update's structs in, without taking anything in: would every one find what it
// refers to, and does it name one place only? Yjs itself finds out only while it changes the document.
import * as Y from 'yjs';

export type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];

export type OrderProblem =
	/** Something is referred to that neither the document nor the update has. */
	| 'gap'
	/** No reader can take it in as every other reader does. */
	| 'impossible';

/** Where an item stands: in which type, and under which key; `gone`: in something that was thrown away. */
type Place = { parent: string; key: string | null } | 'gone';

interface Queue {
	structs: Struct[];
	places: Place[];
	next: number;
	/** Everything of this client before this clock is there. */
	clock: number;
}

export function findOrderProblem(doc: Y.Doc, structs: readonly Struct[]): OrderProblem | null {
	return new Rehearsal(doc, structs).problem();
}

class Rehearsal {
	readonly #doc: Y.Doc;
	readonly #queues = new Map<number, Queue>();
	/** Names of root types, found once each. */
	readonly #roots = new Map<unknown, string>();

	constructor(doc: Y.Doc, structs: readonly Struct[]) {
		this.#doc = doc;
		for (const struct of structs) {
			const { client } = struct.id;
			let queue = this.#queues.get(client);
			if (queue === undefined) {
				queue = { structs: [], places: [], next: 0, clock: Y.getState(doc.store, client) };
				this.#queues.set(client, queue);
			}
			queue.structs.push(struct);
		}
	}

	/** `gap` also says that whatever Yjs could take in of the update would be sound. */
	problem(): OrderProblem | null {
		const waiting = new Map<number, number[]>();
		const ready = [...this.#queues.keys()];
		for (let client = ready.pop(); client !== undefined; client = ready.pop()) {
			const queue = this.#queues.get(client) as Queue;
			const before = queue.next;
			const blocker = this.#advance(queue);
			if (blocker === 'impossible') return blocker;
			if (typeof blocker === 'number') waiting.set(blocker, [...(waiting.get(blocker) ?? []), client]);
			if (queue.next === before) continue;
			ready.push(...(waiting.get(client) ?? []));
			waiting.delete(client);
		}
		const isWhole = [...this.#queues.values()].every(({ next, structs }) => next === structs.length);
		return isWhole ? null : 'gap';
	}

	/** Takes structs of one client for as long as they find what they need; the answer is the client that has to come first. */
	#advance(queue: Queue): OrderProblem | number | null {
		for (; queue.next < queue.structs.length; queue.next++) {
			const struct = queue.structs[queue.next] as Struct;
			const { client, clock } = struct.id;
			if (struct instanceof Y.Skip || clock > queue.clock) return 'gap';
			let place: Place = 'gone';
			if (struct instanceof Y.Item) {
				for (const id of [struct.origin, struct.rightOrigin, struct.parent]) {
					if (!(id instanceof Y.ID)) continue;
					if (id.client === client) {
						if (id.clock >= clock) return 'impossible';
					} else if (id.clock >= this.#clockOf(id.client)) return id.client;
				}
				const found = this.#placeOf(struct);
				if (found === null || !this.#goesOn(struct, found)) return 'impossible';
				place = found;
			}
			queue.places.push(place);
			queue.clock = Math.max(queue.clock, clock + struct.length);
		}
		return null;
	}

	#clockOf(client: number): number {
		return this.#queues.get(client)?.clock ?? Y.getState(this.#doc.store, client);
	}

	/** Of an item whose beginning the document has, the rest belongs where the beginning is. */
	#goesOn({ id: { client, clock }, length }: Y.Item, place: Place): boolean {
		const known = Y.getState(this.#doc.store, client);
		if (place === 'gone' || clock >= known || clock + length <= known) return true;
		const begun = this.#placeAt(new Y.ID(client, known - 1));
		return begun !== 'gone' && begun.parent === place.parent && begun.key === place.key;
	}

	/** Null where the item contradicts itself. */
	#placeOf({ origin, rightOrigin, parent, parentSub }: Y.Item): Place | null {
		if (typeof parent === 'string') return { parent: `root ${parent}`, key: parentSub };
		if (parent instanceof Y.ID) return this.#within(parent, parentSub);
		if (origin && rightOrigin && Y.compareIDs(origin, rightOrigin) && !this.#beginsForAll(origin))
			return null;
		const left = origin && this.#placeAt(origin);
		const right = rightOrigin && this.#placeAt(rightOrigin);
		if (left === 'gone' || right === 'gone') return 'gone';
		if (left && right && (left.parent !== right.parent || left.key !== right.key)) return null;
		return left ?? right;
	}

	/**
	 * Yjs' own redo may name one unit as both neighbours. Every reader takes that in alike where the unit begins an item for all of
	 * them: one that none of them can have joined with what was written before it.
	 */
	#beginsForAll(id: Y.ID): boolean {
		const item: unknown = this.#incoming(id)?.struct ?? Y.getItem(this.#doc.store, id);
		if (!(item instanceof Y.Item) || item.id.clock !== id.clock) return false;
		const { origin } = item;
		return !origin || origin.client !== id.client || origin.clock !== id.clock - 1;
	}

	/** Within the type that `id` is the item of. */
	#within(id: Y.ID, key: string | null): Place | null {
		const holder = this.#incoming(id)?.struct ?? Y.getItem(this.#doc.store, id);
		if (!(holder instanceof Y.Item) || holder.content instanceof Y.ContentDeleted) return 'gone';
		return holder.content instanceof Y.ContentType ? { parent: idKey(id), key } : null;
	}

	#placeAt(id: Y.ID): Place {
		const incoming = this.#incoming(id);
		if (incoming !== null) return incoming.place;
		const item: unknown = Y.getItem(this.#doc.store, id);
		if (!(item instanceof Y.Item) || !(item.parent instanceof Y.AbstractType)) return 'gone';
		const holder = item.parent._item;
		return { parent: holder ? idKey(holder.id) : this.#rootName(item.parent), key: item.parentSub };
	}

	/** The struct of the update that holds `id`, where the document does not have it. */
	#incoming(id: Y.ID): { struct: Struct; place: Place } | null {
		if (id.clock < Y.getState(this.#doc.store, id.client)) return null;
		const queue = this.#queues.get(id.client);
		if (queue === undefined) return null;
		let [low, high] = [0, queue.next];
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if ((queue.structs[middle] as Struct).id.clock <= id.clock) low = middle;
			else high = middle;
		}
		const [struct, place] = [queue.structs[low], queue.places[low]];
		return struct === undefined || place === undefined ? null : { struct, place };
	}

	#rootName(type: unknown): string {
		const known = this.#roots.get(type);
		if (known !== undefined) return known;
		for (const [name, root] of this.#doc.share) this.#roots.set(root, `root ${name}`);
		return this.#roots.get(type) ?? 'unknown';
	}
}

function idKey({ client, clock }: Y.ID): string {
	return `${client}.${clock}`;
}
