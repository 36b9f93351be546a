// What the keys of the board page do, for the help dialog and the palette.
export const keys = {
	find: 'Find and command',
	undo: 'Undo my last change',
	redo: 'Redo',
	'tool-select': 'Select',
	'tool-pin': 'Add a pin',
	'tool-note': 'Write a note',
	'tool-actor': 'Add an actor card',
	'tool-relate': 'Relate two actors',
	remove: 'Remove what is selected',
	duplicate: 'Duplicate what is selected',
	'select-all': 'Select everything on the wall',
	nudge: 'Nudge what is selected; with Shift ten times as far',
	open: 'Write in what is selected; with a tool: place it in the middle',
	fit: 'Show everything',
	'fit-selection': 'Show what is selected',
	'layout-map': 'Map alone',
	'layout-both': 'Map and wall',
	'layout-wall': 'Wall alone',
	'let-go': 'Let go: of a move, a tool, a person followed, the selection',
	help: 'All keys'
};
