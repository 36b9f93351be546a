// Between presence and the caret plugin of y-prosemirror: passes on only carets that are well formed and belong to somebody
// the server named, and lets an editor clear only the caret that it set itself, so that several editors can share one presence.
import type { PresenceChannel } from '#lib/live/people.svelte.ts';
import { readPresence, type PresenceUser } from '#lib/board/presence.ts';
import { z } from 'zod';

const caretField = 'cursor';

const itemId = z.object({ client: z.number().int().nonnegative(), clock: z.number().int().nonnegative() });
/** A relative position as Yjs writes it. A root type's name is refused: reading it would create that root. */
const relativePosition = z.object({
	type: itemId.nullish(),
	tname: z.null().optional(),
	item: itemId.nullish(),
	assoc: z.number().int().optional()
});
const caret = z.object({ anchor: relativePosition, head: relativePosition });

export interface CaretState {
	readonly user: PresenceUser;
	readonly cursor: z.infer<typeof caret>;
}

/** What the caret plugin wants to see of presence. */
export interface CaretChannel {
	getStates(): Map<number, CaretState>;
	getLocalState(): Record<string, unknown> | null;
	setLocalStateField(name: string, value: unknown): void;
	on(name: 'change', listener: () => void): void;
	off(name: 'change', listener: () => void): void;
}

/** Which editor's caret a presence shows now. */
const holders = new WeakMap<PresenceChannel, CaretChannel>();

export function readCarets(presence: PresenceChannel): Map<number, CaretState> {
	const carets = new Map<number, CaretState>();
	for (const [clientId, state] of presence.getStates()) {
		const cursor = caret.safeParse(state[caretField]);
		if (!cursor.success) continue;
		const { user } = readPresence(state);
		if (user) carets.set(clientId, { user, cursor: cursor.data });
	}
	return carets;
}

export function caretChannel(presence: PresenceChannel): CaretChannel {
	const watchers = new Map<() => void, () => void>();
	/** What this editor said last; only that is passed on. */
	let mine: unknown = null;
	const channel: CaretChannel = {
		getStates: () => readCarets(presence),
		getLocalState: () => presence.getLocalState(),
		setLocalStateField(name, value) {
			if (name !== caretField) return;
			if (value !== null) holders.set(presence, channel);
			else if (holders.get(presence) === channel) holders.delete(presence);
			else return;
			mine = value;
			// The browser reports lost focus while components are being taken down, when nothing reactive may be written.
			queueMicrotask(() => {
				if (holders.get(presence) === (value === null ? undefined : channel) && mine === value) {
					presence.setLocalStateField(name, value);
				}
			});
		},
		on(name, listener) {
			let drawn = '';
			const watch = (): void => {
				// Pointers and drags change presence many times a second; carets seldom.
				const carets = JSON.stringify([...readCarets(presence)]);
				if (carets === drawn) return;
				drawn = carets;
				listener();
			};
			watchers.set(listener, watch);
			presence.on(name, watch);
		},
		off(name, listener) {
			const watch = watchers.get(listener);
			if (watch) presence.off(name, watch);
			watchers.delete(listener);
		}
	};
	return channel;
}

/** Somebody's caret with the name above it. */
export function caretElement(user: PresenceUser): HTMLElement {
	const element = document.createElement('span');
	element.className = 'text-caret';
	element.style.setProperty('--person', user.color);
	const name = document.createElement('span');
	name.className = 'text-caret-name';
	name.textContent = user.name;
	// Word joiners keep the browser from breaking the line at the caret.
	element.append('\u2060', name, '\u2060');
	return element;
}

export function caretSelection(user: PresenceUser): { style: string; class: string } {
	return { style: `--person: ${user.color}`, class: 'text-selection' };
}
