// Composition root of a board in the browser: document, presence, undo, reading side and connection, made together and taken down
// together. The only place on the pages' side that makes a Yjs document.
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createUndo } from '#lib/board/commands/index.ts';
import { BoardView } from '#lib/live/board-view.svelte.ts';
import { People, type PresenceChannel } from '#lib/live/people.svelte.ts';
import { Selection } from '#lib/live/selection.svelte.ts';
import type { BoardSession } from '#lib/live/session.ts';
import { calmStatus } from '#lib/sync/calm-status.ts';
import { connectBoard, syncUrl, type BoardConnection } from '#lib/sync/connect-board.ts';
import type { SaveStatus } from '#lib/sync/save-status.ts';
import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import { UndoState } from '#lib/workbench/undo-state.svelte.ts';

export interface OpenBoardOptions {
	readonly boardId: string;
	readonly readOnly: boolean;
	/** Whose copy is kept on this device; null keeps none. */
	readonly userId: string | null;
	readonly toasts: Toasts;
	/** A display: others learn nothing of what happens on it. */
	readonly silent?: boolean;
	/** My role on the board is another now. */
	readonly onRoleChanged?: () => void;
}

export class OpenBoard {
	readonly session: BoardSession;
	readonly undo: UndoState;
	readonly connection: BoardConnection;
	/** There is something to show: from the server, or from the copy on this device. */
	ready = $state(false);
	status = $state.raw<SaveStatus>({ kind: 'connecting' });
	/** The page may no longer be on the board. Whatever is still shown, nothing more is written. */
	isEnded = $state(false);
	readonly isConnected = $derived(isConnected(this.status));
	readonly #end: () => void;

	constructor({ boardId, readOnly, userId, toasts, silent = false, onRoleChanged }: OpenBoardOptions) {
		const doc = new Y.Doc();
		const awareness = new Awareness(doc);
		const undo = createUndo(doc);
		this.undo = new UndoState(undo, toasts);
		const view = new BoardView(doc);
		const channel = silent ? mute(awareness) : (awareness as PresenceChannel);
		const people = new People(channel);
		const mayOnlyRead = (): boolean => readOnly || this.isEnded;
		this.session = {
			board: { doc, undo: this.undo.watched },
			view,
			people,
			selection: new Selection(),
			get readOnly() {
				return mayOnlyRead();
			},
			presence: channel
		};
		const url = syncUrl(location);
		this.connection = connectBoard({ boardId, doc, awareness, readOnly, url, userId, onRoleChanged });
		const calm = calmStatus((status) => (this.status = status));
		const unsubscribe = this.connection.subscribe((status) => calm.hear(status));
		void this.connection.ready.then(() => (this.ready = true));
		this.#end = () => {
			unsubscribe();
			calm.stop();
			people.destroy();
			view.destroy();
			this.undo.destroy();
			undo.destroy();
			void this.connection.close().then(() => {
				awareness.destroy();
				doc.destroy();
			});
		};
	}

	close(): void {
		this.#end();
	}
}

const isConnected = (status: SaveStatus): boolean =>
	status.kind === 'read-only'
		? status.isConnected
		: !['connecting', 'offline', 'ended'].includes(status.kind);

/** Hears everything and says nothing. */
function mute(awareness: Awareness): PresenceChannel {
	return {
		clientID: awareness.clientID,
		getStates: () => awareness.getStates(),
		getLocalState: () => awareness.getLocalState(),
		setLocalStateField: () => undefined,
		on: (name, listener) => awareness.on(name, listener),
		off: (name, listener) => awareness.off(name, listener)
	};
}
