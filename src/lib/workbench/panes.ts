// What the page asks of map and wall, as far as it knows them; the rooms' components fit these by their shape.
import type { PresenceView } from '../board/presence.ts';
import type { PinAside } from '../board/commands/index.ts';

/** Of the elements that hold the panes. */
export const mapPaneId = 'map-pane';
export const wallPaneId = 'wall-pane';

export type Tool = 'select' | 'pin' | 'note' | 'actor';

export interface MapHandle {
	fit(): boolean;
	fitSelection(): boolean;
	/** Brings a pin into view; false where it has no place. */
	show(id: string): boolean;
	/** Where the copy of a pin goes: a little aside on the screen; null where there is no screen yet. */
	readonly aside: PinAside;
	/** False where there is nothing to move. */
	nudge(dx: number, dy: number, leap?: boolean): boolean;
	/** Esc; false where there was nothing to give up. */
	cancel(): boolean;
	addPinInCentre(): void;
}

export interface WallHandle {
	fit(): void;
	/** Shows these records, or what is selected; false where none is on the wall. */
	fitSelection(ids?: Iterable<string>): boolean;
	/** Shows what was seen, in a pane that may have another size now. */
	lookAt(view: NonNullable<PresenceView['wall']>): void;
	/** Brings a card into view at the same zoom; false where it is not on the wall. */
	show(id: string): boolean;
	addNoteHere(): void;
	addActorHere(): void;
	relateSelected(): boolean;
	/** In wall pixels. */
	nudgeSelected(dx: number, dy: number): boolean;
	editSelected(): boolean;
	cancel(): boolean;
}
