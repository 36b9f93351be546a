// Whether there is something to undo or redo, for buttons; and undoing with words for what came of it.
import type { Undo, UndoOutcome } from '../board/commands/index.ts';
import { m } from '../messages/index.ts';
import type { Toasts } from '../ui/toasts.svelte.ts';

export class UndoState {
	canUndo = $state(false);
	canRedo = $state(false);
	/** What would be undone and redone, in a few words. */
	undoNote = $state<string | null>(null);
	redoNote = $state<string | null>(null);
	/** The same undo, which knows whether it is at work: to be given to whoever undoes on this page. */
	readonly watched: Undo;
	/** True while an undo or redo runs. */
	isUndoing = false;
	readonly #undo: Undo;
	readonly #toasts: Toasts;
	readonly #stop: () => void;
	#removalToast: { id: number; stop: () => void } | null = null;

	constructor(undo: Undo, toasts: Toasts) {
		this.#undo = undo;
		this.#toasts = toasts;
		this.watched = {
			...undo,
			undo: () => this.#guarded(() => undo.undo()),
			redo: () => this.#guarded(() => undo.redo())
		};
		const read = (): void => {
			this.canUndo = undo.canUndo();
			this.canRedo = undo.canRedo();
			this.undoNote = undo.undoNote();
			this.redoNote = undo.redoNote();
		};
		read();
		this.#stop = undo.onChange(read);
	}

	undo(): void {
		this.tell(this.watched.undo());
	}

	redo(): void {
		this.tell(this.watched.redo());
	}

	/** Says what an undo came to, where it is not plain to see. */
	tell(outcome: UndoOutcome): void {
		if (outcome.kind === 'refused') this.#toasts.show(m.board.undoRefused(outcome.note), { tone: 'danger' });
		else if (outcome.kind === 'overtaken') this.#toasts.show(m.board.undoOvertaken(outcome.note));
		else if (outcome.kind === 'nothing') this.#toasts.show(m.board.nothingToUndo);
	}

	/** Offers to undo a removal that has just been made, for as long as it is the last thing done. */
	offerAfterRemoval(count: number): void {
		this.#forgetRemoval();
		const id = this.#toasts.show(m.board.removed(count), {
			action: { text: m.ui.undo, run: () => this.undo() }
		});
		const stop = this.#undo.onChange(() => this.#forgetRemoval());
		this.#removalToast = { id, stop };
	}

	destroy(): void {
		this.#forgetRemoval();
		this.#stop();
	}

	#guarded(step: () => UndoOutcome): UndoOutcome {
		this.isUndoing = true;
		try {
			return step();
		} finally {
			this.isUndoing = false;
		}
	}

	#forgetRemoval(): void {
		const toast = this.#removalToast;
		this.#removalToast = null;
		toast?.stop();
		if (toast) this.#toasts.dismiss(toast.id);
	}
}
