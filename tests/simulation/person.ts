// A person in a simulation, or rather one open page of theirs: the browser's own end of the wire on simulated sockets, and a memory of what was made and promised.
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { BoardRole } from '#lib/server/grant.ts';
import { connectBoard, type BoardConnection } from '#lib/sync/connect-board.ts';
import type { SaveStatus } from '#lib/sync/save-status.ts';
import { below, type Random } from '../support/recorded-session.ts';
import { isWriter } from './authority.ts';
import type { Checks } from './checks.ts';
import { ClientSocket } from './network.ts';

export interface PersonParts {
	id: string;
	/** The same for all pages of one person. */
	userId: string;
	/** Somebody signed in, or a screen with a display link. */
	kind: 'user' | 'link';
	boardId: string;
	role: BoardRole;
	random: Random;
	checks: Checks;
	/** Asks the world for a way to a server. */
	dial(person: Person, socket: ClientSocket): void;
	/** The server ended the session; true if that may be. */
	maySessionEnd(person: Person): boolean;
	/** No node takes a write of this person for rightful any more. */
	isSurelyForbidden(person: Person): boolean;
	after(ms: number, call: () => void): void;
}

const signInMs = 700;

export class Person {
	readonly id: string;
	readonly userId: string;
	readonly kind: 'user' | 'link';
	readonly boardId: string;
	readonly doc = new Y.Doc();
	readonly awareness = new Awareness(this.doc);
	readonly made: string[] = [];
	/** Made when there was no right to. */
	forbidden: string[] = [];
	socket: ClientSocket | null = null;
	/** What the database says. */
	role: BoardRole | null;
	readEndedAt = Infinity;
	/** A role that could write ended then. */
	writeEndedAt = Infinity;
	isGone = false;
	isOffline = false;
	/** The node that this person was on last. */
	node = 0;
	openSockets = 0;
	goneSince: number | null = 0;
	readonly #parts: PersonParts;
	#connection: BoardConnection;
	#connectedAs: BoardRole;
	#promised = 0;

	constructor(parts: PersonParts) {
		this.#parts = parts;
		this.id = parts.id;
		this.userId = parts.userId;
		this.kind = parts.kind;
		this.boardId = parts.boardId;
		this.role = parts.role;
		this.#connectedAs = parts.role;
		this.#connection = this.#connect();
	}

	#connect(): BoardConnection {
		const { dial, boardId } = this.#parts;
		const person = () => this;
		class SimulatedWebSocket extends ClientSocket {
			constructor() {
				super();
				person().socket = this;
				dial(person(), this);
			}
		}
		const connection = connectBoard({
			boardId,
			doc: this.doc,
			awareness: this.awareness,
			readOnly: !isWriter(this.#connectedAs),
			url: 'ws://simulation',
			userId: null,
			onRoleChanged: () => this.#parts.after(0, () => this.roleIs(this.role)),
			webSocket: SimulatedWebSocket as unknown as typeof WebSocket
		});
		connection.subscribe((status) => this.#told(status));
		return connection;
	}

	/** The page finds out what it may, and starts anew if that is not what it thought. */
	roleIs(role: BoardRole | null): boolean {
		if (role === null || this.isGone || isWriter(role) === isWriter(this.#connectedAs)) return false;
		this.#connectedAs = role;
		void this.#connection.close();
		this.#connection = this.#connect();
		return true;
	}

	/** In the database; the page does not know yet. */
	roleChanged(role: BoardRole | null, now: number): void {
		const could = isWriter(this.role);
		this.role = role;
		if (role === null) this.readEndedAt = now;
		if (could && !isWriter(role)) this.writeEndedAt = now;
		if (!isWriter(role)) return;
		this.writeEndedAt = Infinity;
		this.forbidden = [];
	}

	get status(): SaveStatus {
		return this.#connection.status;
	}

	get isReader(): boolean {
		return !isWriter(this.#connectedAs);
	}

	/** May write, as far as both the page and the database know. */
	get isWriter(): boolean {
		return !this.isReader && isWriter(this.role);
	}

	/** Work of this person may exist that nobody will ever store. */
	get hasLostRight(): boolean {
		return this.readEndedAt < Infinity || this.writeEndedAt < Infinity;
	}

	#told(status: SaveStatus): void {
		if (status.kind === 'ended' && this.readEndedAt === Infinity) this.#sentAway(status.reason);
		if (!this.isWriter) return;
		const knows = status.kind === 'saved' || status.kind === 'saving' || status.kind === 'not-saved';
		if (!knows) return;
		const unsaved = 'changes' in status ? status.changes : 0;
		const promised = Math.max(this.#promised, this.made.length - unsaved);
		this.#parts.checks.acknowledged(
			this.boardId,
			this.made.slice(this.#promised, promised).filter((key) => key !== '')
		);
		this.#promised = promised;
	}

	#sentAway(reason: string): void {
		// Where the news of it was lost, nobody can say later why the right is gone.
		const mayBeTrue = reason === 'session-ended' || reason === 'right-taken';
		if (mayBeTrue && this.#parts.maySessionEnd(this)) {
			const connection = this.#connection;
			this.#parts.after(
				signInMs,
				() => !this.isGone && connection === this.#connection && connection.reconnect()
			);
		} else this.#parts.checks.fail(`${this.id}, who is honest, was sent away: ${reason}`);
	}

	/** Every change counts one towards what is to be promised; only those with a key of their own can be looked for. */
	#make(key: string, change: () => void): void {
		this.made.push(key);
		change();
	}

	edit(bytes = 0): void {
		const key = `${this.id}-${this.made.length + this.forbidden.length}-${this.doc.getMap('pins').size}`;
		const value = bytes > 0 ? 'x'.repeat(bytes) : this.made.length;
		const change = () => void this.doc.getMap('pins').set(key, value);
		if (this.isWriter) this.#make(key, change);
		// A page that does not know yet that it may write lets nobody try.
		else if (!isWriter(this.role)) {
			if (this.#parts.isSurelyForbidden(this)) this.forbidden.push(key);
			change();
		}
	}

	/** Works on what everybody works on. */
	share(): void {
		if (!this.isWriter) return;
		const { random } = this.#parts;
		const notes = this.doc.getMap<Y.Text>('notes');
		const key = `n${below(random, 3)}`;
		const note = notes.get(key);
		this.#make('', () => {
			if (!note) notes.set(key, new Y.Text('note'));
			else if (random() < 0.15) notes.delete(key);
			else if (random() < 0.3 && note.length > 1) note.delete(below(random, note.length), 1);
			else note.insert(below(random, note.length + 1), `${below(random, 10)}`);
		});
	}

	point(): void {
		this.awareness.setLocalStateField('pointer', { pane: 'map', at: [this.#parts.random(), 0] });
	}

	/** As closing the page. */
	async leave(): Promise<void> {
		this.isGone = true;
		await this.#connection.close();
		this.awareness.destroy();
	}

	/** Others that are shown to be here. */
	get company(): number {
		return [...this.awareness.getStates().keys()].filter((client) => client !== this.doc.clientID).length;
	}

	/** Where and in which colour somebody is shown here; null if not at all. */
	sees(other: Person): { pointer: string; colour: string } | null {
		const state = this.awareness.getStates().get(other.doc.clientID) as
			{ pointer?: unknown; user?: { color?: string } } | undefined;
		return state ? { pointer: JSON.stringify(state.pointer), colour: state.user?.color ?? '' } : null;
	}
}
