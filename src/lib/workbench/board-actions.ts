// What the page's keys, buttons and commands do: it asks map and wall, and calls the board's commands.
import { tick } from 'svelte';
import { duplicateRecords, removeRecords } from '../board/commands/index.ts';
import type { BoardSession } from '../live/session.ts';
import { m } from '../messages/index.ts';
import type { Toasts } from '../ui/toasts.svelte.ts';
import type { BoardLayout } from './board-layout.svelte.ts';
import type { Following } from './following.svelte.ts';
import type { MapHandle, Tool, WallHandle } from './panes.ts';

export interface ActionParts {
	readonly session: BoardSession;
	readonly layout: BoardLayout;
	readonly following: Following;
	readonly toasts: Toasts;
	readonly map: () => MapHandle | null;
	readonly wall: () => WallHandle | null;
	readonly tool: () => Tool;
	readonly setTool: (tool: Tool) => void;
	/** Puts the text cursor into the first field of what is selected. */
	readonly write: () => void;
}

export type BoardActions = ReturnType<typeof createBoardActions>;

/** A leap moves this many times as far as a step, on the wall; the map has its own. */
const wallLeap = 10;

export function createBoardActions(parts: ActionParts) {
	const { session, layout, following, toasts } = parts;
	const { board, view, selection } = session;
	const mayEdit = (): boolean => !session.readOnly;

	/** The pane on which a record stands. */
	function paneOf(id: string): 'map' | 'wall' | null {
		if (view.pins.has(id)) return 'map';
		return view.sources.has(id) || !view.find(id) ? null : 'wall';
	}

	/** A pane that is not shown is brought up, which is a choice of layout of my own. */
	function bringUp(pane: 'map' | 'wall'): void {
		if (pane === 'map' ? layout.showsMap : layout.showsWall) return;
		following.stop();
		layout.need(pane);
	}

	return {
		remove(ids: readonly string[] = [...selection.ids]): void {
			if (mayEdit() && ids.length > 0) removeRecords(board, ids);
		},

		duplicate(ids: readonly string[] = [...selection.ids]): void {
			// A second line between the same two cards would lie under the first.
			const copied = ids.filter((id) => !view.relations.has(id));
			if (mayEdit() && copied.length > 0) selection.set(duplicateRecords(board, copied, parts.map()?.aside));
		},

		nudge(x: number, y: number, leap: boolean): void {
			const length = leap ? wallLeap : 1;
			if (!mayEdit()) return;
			parts.map()?.nudge(x, y, leap);
			parts.wall()?.nudgeSelected(x * length, y * length);
		},

		fit(): void {
			following.stop();
			if (layout.showsMap) parts.map()?.fit();
			if (layout.showsWall) parts.wall()?.fit();
		},

		fitSelection(): void {
			following.stop();
			const shown = [
				layout.showsMap && (parts.map()?.fitSelection() ?? false),
				layout.showsWall && (parts.wall()?.fitSelection() ?? false)
			];
			if (!shown.includes(true)) toasts.show(m.board.nothingSelected);
		},

		/** Selects a record and brings it into view, on a pane that was hidden if need be. */
		async reveal(id: string): Promise<void> {
			const pane = paneOf(id);
			following.stop();
			if (pane) bringUp(pane);
			selection.set([id]);
			await tick();
			if (pane === 'map') parts.map()?.show(id);
			else if (pane === 'wall') parts.wall()?.fitSelection([id]);
		},

		/** After the side column took room: brings the selected record back into sight if that pushed it out. */
		keepInSight(id: string): void {
			const pane = paneOf(id);
			if (pane === 'map' && layout.showsMap) parts.map()?.show(id);
			else if (pane === 'wall' && layout.showsWall) parts.wall()?.show(id);
		},

		chooseTool(tool: Tool): void {
			if (tool !== 'select' && !mayEdit()) return;
			// The same key again lets go of the tool.
			const next = parts.tool() === tool ? 'select' : tool;
			parts.setTool(next);
			if (next !== 'select') bringUp(next === 'pin' ? 'map' : 'wall');
		},

		relate(): void {
			if (!mayEdit()) return;
			bringUp('wall');
			if (!parts.wall()?.relateSelected()) toasts.show(m.board.relateHint);
		},

		/** Enter: places what the armed tool holds, else writes in the selected card, else in the fields of the selected pin. */
		open(): void {
			const tool = parts.tool();
			if (tool === 'pin') parts.map()?.addPinInCentre();
			else if (tool === 'note') parts.wall()?.addNoteHere();
			else if (tool === 'actor') parts.wall()?.addActorHere();
			else if (selection.single && view.pins.has(selection.single)) return parts.write();
			else if (!parts.wall()?.editSelected()) return;
			parts.setTool('select');
		},

		selectAll(): void {
			selection.set(layout.showsWall ? [...view.actors.keys(), ...view.notes.keys()] : view.pins.keys());
		},

		/** Esc: one thing at a time. */
		letGo(): void {
			if (parts.map()?.cancel() || parts.wall()?.cancel()) return;
			if (parts.tool() !== 'select') parts.setTool('select');
			else if (!following.stop()) selection.clear();
		}
	};
}
