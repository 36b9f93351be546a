// A person in a simulation: the browser's own end of the wire on simulated sockets, and a memory of what was made and promised.
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { connectBoard, type BoardConnection } from '#lib/sync/connect-board.ts';
import type { SaveStatus } from '#lib/sync/save-status.ts';
import { below, type Random } from '../support/recorded-session.ts';
import type { Checks } from './checks.ts';
import { ClientSocket } from './network.ts';

export interface PersonParts {
	id: string;
	boardId: string;
	isReader: boolean;
	random: Random;
	checks: Checks;
	/** Asks the world for a way to a server. */
	dial(person: Person, socket: ClientSocket): void;
}

export class Person {
	readonly id: string;
	readonly boardId: string;
	readonly doc = new Y.Doc();
	readonly awareness = new Awareness(this.doc);
	readonly made: string[] = [];
	/** Made when there was no right to. */
	readonly forbidden: string[] = [];
	socket: ClientSocket | null = null;
	isReader: boolean;
	isGone = false;
	isOffline = false;
	rightEndedAt = Infinity;
	readonly #parts: PersonParts;
	readonly #connection: BoardConnection;
	#promised = 0;

	constructor(parts: PersonParts) {
		this.#parts = parts;
		this.id = parts.id;
		this.boardId = parts.boardId;
		this.isReader = parts.isReader;
		const { dial } = parts;
		const person = () => this;
		class SimulatedWebSocket extends ClientSocket {
			constructor() {
				super();
				person().socket = this;
				dial(person(), this);
			}
		}
		this.#connection = connectBoard({
			boardId: parts.boardId,
			doc: this.doc,
			awareness: this.awareness,
			readOnly: parts.isReader,
			url: 'ws://simulation',
			userId: null,
			webSocket: SimulatedWebSocket as unknown as typeof WebSocket
		});
		this.#connection.subscribe((status) => this.#told(status));
	}

	get status(): SaveStatus {
		return this.#connection.status;
	}

	#told(status: SaveStatus): void {
		if (status.kind === 'ended' && this.rightEndedAt === Infinity) {
			this.#parts.checks.fail(`${this.id}, who is honest, was sent away: ${status.reason}`);
		}
		if (this.isReader || this.rightEndedAt < Infinity) return;
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

	/** Every change counts one towards what is to be promised; only those with a key of their own can be looked for. */
	#make(key: string, change: () => void): void {
		this.made.push(key);
		change();
	}

	edit(bytes = 0): void {
		const key = `${this.id}-${this.made.length + this.forbidden.length}`;
		const value = bytes > 0 ? 'x'.repeat(bytes) : this.made.length;
		if (this.isReader || this.rightEndedAt < Infinity) {
			this.forbidden.push(key);
			this.doc.getMap('pins').set(key, value);
		} else this.#make(key, () => this.doc.getMap('pins').set(key, value));
	}

	/** Works on what everybody works on. */
	share(): void {
		if (this.isReader || this.rightEndedAt < Infinity) return;
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
		this.awareness.setLocalStateField('pointer', { at: [this.#parts.random(), 0] });
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
}
