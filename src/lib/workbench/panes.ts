// What the page asks of map and wall, whichever room draws them.

export type Tool = 'select' | 'pin' | 'note' | 'actor' | 'relate';

/** The pane on which a tool works; null: on both. */
export const paneOfTool: Readonly<Record<Tool, 'map' | 'wall' | null>> = {
	select: null,
	pin: 'map',
	note: 'wall',
	actor: 'wall',
	relate: 'wall'
};

export interface PaneHandle {
	fit(): boolean;
	fitSelection(): boolean;
	/** Brings a record into view; false where the pane does not show it. */
	show(id: string): boolean;
	/** False where there is nothing to move. */
	nudge(dx: number, dy: number, leap?: boolean): boolean;
	/** Esc; false where there was nothing to give up. */
	cancel(): boolean;
}
