// Who is here and what they point at, for one room. Identity is stamped from the right on the socket, never taken from the
// client; nothing here is stored, and nothing in it is trusted by anybody.
import { readPresence } from '#lib/board/presence.ts';
import { peopleColour } from '#lib/board/vocabulary/people-colours.ts';
import { presenceClockMax, presenceClockStepMax, presenceStateBytesMax } from '#lib/protocol/limits.ts';
import type { PresenceEntry } from '#lib/protocol/read-frame.ts';
import { mayWrite, type BoardGrant } from '#lib/server/grant.ts';
import type { SyncLimits } from './limits.ts';
import type { ColourClaim } from './node-messages.ts';
import type { PresenceElsewhere } from './presence-elsewhere.ts';

interface Present extends PresenceEntry {
	owner: object;
	userId: string;
	writes: boolean;
}

export type PresenceOutcome = 'nothing' | 'renewed' | 'changed';

export class PresenceTable {
	readonly #limits: SyncLimits;
	readonly #present = new Map<number, Present>();
	readonly #ownIds = new Map<object, number>();
	/** Ids that left a moment ago: a colleague's echo must not bring them back as the colleague's own. */
	readonly #left = new Map<number, { userId: string; until: number }>();
	readonly #colours = new Map<string, { index: number; sockets: number; since: number }>();
	/** The colour in which each socket was last shown itself. */
	readonly #shownAs = new Map<object, number>();
	readonly #elsewhere: PresenceElsewhere;

	constructor(limits: SyncLimits, elsewhere: PresenceElsewhere) {
		this.#limits = limits;
		this.#elsewhere = elsewhere;
	}

	get size(): number {
		return this.#present.size;
	}

	entries(): PresenceEntry[] {
		return [...this.#present.values()].map(plain);
	}

	entry(clientId: number): PresenceEntry | null {
		const present = this.#present.get(clientId);
		return present ? plain(present) : null;
	}

	/** The id under which a socket is present. */
	idOf(owner: object): number | null {
		return this.#ownIds.get(owner) ?? null;
	}

	/**
	 * The socket of an entry if it need not be sent what it said itself. It learns from the server only who it is, so the answer is
	 * null, once, where that is news to it.
	 */
	knowing(clientId: number): object | null {
		const present = this.#present.get(clientId);
		if (!present) return null;
		const colour = this.#colourOf(present.userId);
		if (this.#shownAs.get(present.owner) === colour) return present.owner;
		this.#shownAs.set(present.owner, colour);
		return null;
	}

	#colourOf(userId: string): number {
		return this.#colours.get(userId)?.index ?? 0;
	}

	/** Who has an entry, and by what right to their colour. */
	claim(clientId: number): ColourClaim | null {
		const present = this.#present.get(clientId);
		const colour = present && this.#colours.get(present.userId);
		if (!present || !colour) return null;
		return { id: present.userId, colour: colour.index, since: colour.since, writes: present.writes };
	}

	/** A socket came: its person gets the lowest colour that nobody in the room has. `now`: milliseconds since 1970. */
	enter(grant: BoardGrant, now: number): void {
		if (grant.principal.kind !== 'user') return;
		const held = this.#colours.get(grant.principal.id);
		if (held) {
			held.sockets++;
			return;
		}
		const same = this.#elsewhere.claims().find(({ id }) => id === grant.principal.id);
		const { colour: index, since } = same ?? { colour: this.#freeColour(), since: now };
		this.#colours.set(grant.principal.id, { index, sockets: 1, since });
		if (same) this.#part(index);
	}

	/**
	 * Somebody has a colour on another node. The same person has the same colour here, that of the earlier coming; of two people
	 * with one colour the later comer takes another. Every node decides so by the same numbers, hence all agree.
	 */
	heed(claim: ColourClaim): void {
		const own = this.#colours.get(claim.id);
		if (own && isBefore(claim.since, claim.colour, own.since, own.index)) {
			own.index = claim.colour;
			own.since = claim.since;
			this.#part(own.index);
		}
		for (const [id, held] of this.#colours) {
			const isClash = id !== claim.id && held.index === claim.colour;
			if (isClash && isBefore(claim.since, claim.id, held.since, id)) held.index = this.#freeColour();
		}
	}

	/** Of several people here with one colour the earliest keeps it: one of them may have brought it from another node. */
	#part(index: number): void {
		const holders = [...this.#colours].filter(([, held]) => held.index === index);
		holders.sort(([idA, a], [idB, b]) => (isBefore(a.since, idA, b.since, idB) ? -1 : 1));
		for (const [, held] of holders.slice(1)) held.index = this.#freeColour();
	}

	#freeColour(): number {
		const taken = new Set([...this.#colours.values()].map(({ index }) => index));
		for (const { colour } of this.#elsewhere.claims()) taken.add(colour);
		let index = 0;
		while (taken.has(index)) index++;
		return index;
	}

	/** A socket went; the answer is what the others must be told. */
	leave(owner: object, grant: BoardGrant, now: number): PresenceEntry[] {
		const held = this.#colours.get(grant.principal.id);
		if (grant.principal.kind === 'user' && held && --held.sockets === 0)
			this.#colours.delete(grant.principal.id);
		this.#shownAs.delete(owner);
		const gone = this.#present.get(this.#ownIds.get(owner) ?? -1);
		if (!gone) return [];
		this.#remove(gone, now);
		// The same clock with `null` takes a state away and leaves the next clock free for its return.
		return [{ clientId: gone.clientId, clock: gone.clock, json: 'null' }];
	}

	/** What a client said of itself. Entries about others are a stock client's echo and mean nothing. */
	receive(owner: object, grant: BoardGrant, entry: PresenceEntry, now: number): PresenceOutcome {
		if (grant.principal.kind !== 'user' || !this.#isOwn(owner, grant.principal.id, entry, now))
			return 'nothing';
		const before = this.#present.get(entry.clientId);
		if (entry.clock > presenceClockMax) return 'nothing';
		if (before) {
			if (entry.clock > before.clock + presenceClockStepMax) return 'nothing';
			const isNews = entry.clock > before.clock || (entry.clock === before.clock && entry.json === 'null');
			if (!isNews && before.owner === owner) return 'nothing';
		}
		if (entry.json === 'null') {
			if (!before) return 'nothing';
			this.#remove(before, now);
			return 'changed';
		}
		const json = this.#stamped(entry.json, grant);
		if (json === null) return 'nothing';
		const { clientId, clock } = entry;
		if (before && before.owner !== owner) this.#ownIds.delete(before.owner);
		const writes = mayWrite(grant.role);
		this.#present.set(clientId, { clientId, clock, json, owner, userId: grant.principal.id, writes });
		this.#ownIds.set(owner, clientId);
		return before?.json === json ? 'renewed' : 'changed';
	}

	/** One id per socket: the first that is nobody else's. A person may take their own id over from a socket that hangs. */
	#isOwn(owner: object, userId: string, { clientId, json }: PresenceEntry, now: number): boolean {
		const present = this.#present.get(clientId);
		if (present?.owner === owner) return true;
		if (json === 'null' || this.#ownIds.has(owner)) return false;
		if (present) return present.userId === userId;
		const elsewhere = this.#elsewhere.personOf(clientId);
		if (elsewhere !== null) return elsewhere === userId;
		const left = this.#left.get(clientId);
		if (left && left.until > now) return left.userId === userId;
		this.#left.delete(clientId);
		return true;
	}

	#remove({ clientId, owner, userId }: Present, now: number): void {
		this.#present.delete(clientId);
		this.#ownIds.delete(owner);
		for (const [id, { until }] of this.#left) if (until <= now) this.#left.delete(id);
		this.#left.set(clientId, { userId, until: now + this.#limits.presenceTombstoneMs });
	}

	/** Only known fields, each valid; `user` is written over. Null if it is no state at all. */
	#stamped(json: string, grant: BoardGrant): string | null {
		const user = {
			id: grant.principal.id,
			name: grant.principal.name,
			color: peopleColour(this.#colourOf(grant.principal.id)),
			role: grant.role
		};
		const claimed = json.length <= presenceStateBytesMax ? parseObject(json) : {};
		if (claimed === null) return null;
		delete claimed.user;
		const state: Record<string, unknown> = { ...readPresence(claimed), user };
		const { cursor } = claimed;
		if (
			typeof cursor === 'object' &&
			cursor !== null &&
			JSON.stringify(cursor).length <= this.#limits.cursorBytesMax
		) {
			state.cursor = cursor;
		}
		return JSON.stringify(state);
	}
}

function isBefore<T extends string | number>(sinceA: number, a: T, sinceB: number, b: T): boolean {
	return sinceA < sinceB || (sinceA === sinceB && a < b);
}

function plain({ clientId, clock, json }: Present): PresenceEntry {
	return { clientId, clock, json };
}

function parseObject(json: string): Record<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(json);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: null;
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}
