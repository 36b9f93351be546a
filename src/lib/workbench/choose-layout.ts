// The one way in which a person chooses a layout, whether by a key, a button, the phone's bar or a tool that needs a pane.
import type { PresenceView } from '../board/presence.ts';
import type { BoardLayout, Layout } from './board-layout.svelte.ts';
import type { Following } from './following.svelte.ts';
import type { WallHandle } from './panes.ts';

export interface LayoutParts {
	readonly layout: BoardLayout;
	readonly following: Pick<Following, 'stop'>;
	readonly wall: () => Pick<WallHandle, 'lookAt'> | null;
	readonly wallView: () => PresenceView['wall'];
}

/** A choice of my own ends following, and the wall keeps the middle of what was seen. */
export function layoutChooser({ layout, following, wall, wallView }: LayoutParts): (next: Layout) => void {
	return (next) => {
		following.stop();
		const seen = layout.showsWall ? wallView() : undefined;
		layout.choose(next);
		// As the map does by itself. Panes measure themselves with the frame after the one that lays them out.
		if (seen) requestAnimationFrame(() => requestAnimationFrame(() => wall()?.lookAt(seen)));
	};
}
