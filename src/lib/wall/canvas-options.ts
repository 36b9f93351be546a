// How the canvas behaves under the hand, in Svelte Flow's words; what depends on the board's state stands in WallPane.
import {
	ConnectionLineType,
	ConnectionMode,
	PanOnScrollMode,
	SelectionMode,
	type EdgeTypes,
	type NodeTypes
} from '@xyflow/svelte';
import { wallCoordinateMax } from '#lib/board/schema/limits.ts';
import { m } from '#lib/messages/index.ts';
import ActorCard from './ActorCard.svelte';
import NoteCard from './NoteCard.svelte';
import RelationEdge from './RelationEdge.svelte';
import UnreadableCard from './UnreadableCard.svelte';
import { zoomMax, zoomMin } from './wall-view.ts';

export const fitOptions = { padding: 0.12, maxZoom: 1, minZoom: zoomMin };

const edge = wallCoordinateMax - 1;
/** Keys are the page's and the pane's own. The canvas complains about `null` at each key that is pressed. */
const noKey = 'F24';
/** Mouse buttons that pan: the middle and the right one. The left one selects. */
const panButtons = [1, 2];

export const canvasOptions = {
	nodeTypes: { actor: ActorCard, note: NoteCard, unreadable: UnreadableCard } as unknown as NodeTypes,
	edgeTypes: { relation: RelationEdge } as unknown as EdgeTypes,
	minZoom: zoomMin,
	maxZoom: zoomMax,
	fitViewOptions: fitOptions,
	nodeExtent: [
		[-edge, -edge],
		[edge, edge]
	] as [[number, number], [number, number]],
	connectionMode: ConnectionMode.Loose,
	connectionLineType: ConnectionLineType.Straight,
	connectionRadius: 30,
	clickConnect: false,
	selectionMode: SelectionMode.Partial,
	panOnScroll: true,
	panOnScrollMode: PanOnScrollMode.Free,
	panOnScrollSpeed: 1,
	zoomOnDoubleClick: false,
	elevateEdgesOnSelect: false,
	nodeDragThreshold: 3,
	paneClickDistance: 3,
	selectionKey: noKey,
	deleteKey: noKey,
	disableKeyboardA11y: true,
	multiSelectionKey: ['Shift', 'Control', 'Meta'],
	// A drawn relation becomes a command; it comes back as an edge through the board.
	onbeforeconnect: () => undefined,
	ariaLabelConfig: { 'minimap.ariaLabel': m.wall.minimap }
};

/** A board's reader drags the wall; its editor drags a box around cards. */
export function handling(readOnly: boolean, armed: boolean) {
	return {
		nodesDraggable: !readOnly,
		nodesConnectable: !readOnly,
		selectionOnDrag: !readOnly && !armed,
		panOnDrag: readOnly ? true : panButtons
	};
}
