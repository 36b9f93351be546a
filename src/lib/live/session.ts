// What every pane of the board page is given: the document to write through commands, and the readings of it.
import type { Board } from '../board/commands/run.ts';
import type { BoardView } from './board-view.svelte.ts';
import type { People, PresenceChannel } from './people.svelte.ts';
import type { Selection } from './selection.svelte.ts';

export interface BoardSession {
	/** For commands only; panes read through `view`. */
	readonly board: Board;
	readonly view: BoardView;
	readonly people: People;
	readonly selection: Selection;
	/** No editing: viewers, display links, archived boards, and whoever may no longer be here. Reactive. The server refuses their
	    writes whatever is shown. */
	readonly readOnly: boolean;
	/** For the text editor's carets. */
	readonly presence: PresenceChannel;
}
