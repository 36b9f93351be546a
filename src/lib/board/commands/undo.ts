// Undo and redo of my own work. It never overwrites what others wrote later (UNDO rules in docs/spec/board.md).
import * as Y from 'yjs';
import { allRootMaps, collection, collectionNames } from '../schema/document.ts';
import { commandOrigin } from './run.ts';

/** Typing within this time is one step; a command is always a step of its own. */
const typingStepMs = 500;

export type UndoOutcome =
	| { kind: 'done'; note: string }
	| { kind: 'nothing' }
	/** The step made records that others have worked on since; it is dropped and nothing changed. */
	| { kind: 'refused'; note: string }
	/** Others have written all of it anew since; it is dropped and nothing changed. */
	| { kind: 'overtaken'; note: string };

export interface Undo {
	/** All that `apply` writes becomes one step called `note`. */
	asOneStep<Result>(note: string, apply: () => Result): Result;
	undo(): UndoOutcome;
	redo(): UndoOutcome;
	canUndo(): boolean;
	canRedo(): boolean;
	/** What the next undo would take back; null where there is nothing. */
	undoNote(): string | null;
	redoNote(): string | null;
	/** Transactions of this origin (the text editor's) are mine to undo, too. */
	trackOrigin(origin: unknown): void;
	/** Called when what can be undone or redone changes. Returns the way to stop listening. */
	onChange(listener: () => void): () => void;
	destroy(): void;
}

const noteKey = 'note';
const createdKey = 'created';
const typingNote = 'Typing';

export function createUndo(doc: Y.Doc): Undo {
	const manager = new Y.UndoManager(allRootMaps(doc), {
		captureTimeout: typingStepMs,
		trackedOrigins: new Set<unknown>([commandOrigin])
	});
	/** Records that somebody else has changed while this page was open. */
	const touchedByOthers = new Set<string>();
	let currentNote: string | null = null;
	let created: string[] = [];

	const watchers = collectionNames.map((name) => {
		const map = collection(doc, name);
		const watch = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void => {
			for (const event of events) {
				const keys = event.path.length === 0 ? [...event.changes.keys.keys()] : [String(event.path[0])];
				if (!transaction.local) keys.forEach((key) => touchedByOthers.add(key));
				else if (event.path.length === 0 && !manager.undoing && !manager.redoing) {
					for (const [key, change] of event.changes.keys) if (change.action === 'add') created.push(key);
				}
			}
		};
		map.observeDeep(watch as Parameters<typeof map.observeDeep>[0]);
		return () => map.unobserveDeep(watch as Parameters<typeof map.observeDeep>[0]);
	});

	manager.on(
		'stack-item-added',
		({ stackItem, type }: { stackItem: { meta: Map<unknown, unknown> }; type: string }) => {
			if (type !== 'undo' || manager.redoing) return;
			stackItem.meta.set(noteKey, currentNote ?? typingNote);
			stackItem.meta.set(createdKey, created);
			created = [];
		}
	);

	const listeners = new Set<() => void>();
	const tell = (): void => listeners.forEach((listener) => listener());
	const events = ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const;
	for (const name of events) manager.on(name, tell);

	/** Applies the last step alone: where it changes nothing, Yjs would go on to the one before, which nobody asked for. */
	const applyLast = (stack: typeof manager.undoStack, apply: () => unknown): boolean => {
		const earlier = stack.splice(0, stack.length - 1);
		try {
			return apply() !== null;
		} finally {
			stack.unshift(...earlier);
			tell();
		}
	};

	const noteOf = (stack: typeof manager.undoStack): string | null => {
		const item = stack.at(-1);
		return item ? String(item.meta.get(noteKey) ?? typingNote) : null;
	};

	const step = (stack: typeof manager.undoStack, apply: () => unknown): UndoOutcome => {
		const item = stack.at(-1);
		if (!item) return { kind: 'nothing' };
		const note = noteOf(stack) ?? typingNote;
		const madeHere = (item.meta.get(createdKey) as string[] | undefined) ?? [];
		if (stack === manager.undoStack && madeHere.some((id) => touchedByOthers.has(id))) {
			stack.pop();
			tell();
			return { kind: 'refused', note };
		}
		const other = stack === manager.undoStack ? manager.redoStack : manager.undoStack;
		const before = other.length;
		if (!applyLast(stack, apply)) return { kind: 'overtaken', note };
		const reverse = other.at(-1);
		if (other.length > before && reverse) {
			reverse.meta.set(noteKey, note);
			reverse.meta.set(createdKey, madeHere);
			tell();
		}
		return { kind: 'done', note };
	};

	return {
		asOneStep(note, apply) {
			manager.stopCapturing();
			currentNote = note;
			created = [];
			try {
				return apply();
			} finally {
				currentNote = null;
				manager.stopCapturing();
			}
		},
		undo: () => step(manager.undoStack, () => manager.undo()),
		redo: () => step(manager.redoStack, () => manager.redo()),
		canUndo: () => manager.canUndo(),
		canRedo: () => manager.canRedo(),
		undoNote: () => noteOf(manager.undoStack),
		redoNote: () => noteOf(manager.redoStack),
		trackOrigin: (origin) => manager.addTrackedOrigin(origin),
		onChange(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		destroy() {
			watchers.forEach((stop) => stop());
			manager.destroy();
		}
	};
}
