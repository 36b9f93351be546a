// Texts of the board page: bar, tools, status, people, find, hints, ended states; and of presenting.
import { keys } from './board-keys.ts';

const objects = (n: number): string => (n === 1 ? '1 object' : `${n} objects`);

export const board = {
	untitled: 'Untitled board',
	loading: 'Opening the board…',
	loadingOffline: 'Looking for the server. The board opens as soon as it answers.',
	boards: 'All boards',
	title: 'Title of the board',
	bar: 'Board',
	map: 'Map',
	wall: 'Wall',
	details: 'Details',
	add: 'Add',
	layout: 'Layout',
	layouts: { map: 'Map', both: 'Map and wall', wall: 'Wall' },
	fullScreen: 'Full screen',
	leaveFullScreen: 'Leave full screen',

	marking: 'Marking',
	noMarking: 'No marking',
	markingShare: (who: string) => `Share with: ${who}`,

	undo: 'Undo',
	redo: 'Redo',
	undoStep: (note: string) => `Undo: ${note}`,
	redoStep: (note: string) => `Redo: ${note}`,
	undone: (note: string) => `Undone: ${note}`,
	undoRefused: (note: string) =>
		`Not undone (${note}): others have worked on it since. Remove it by hand if you must.`,
	undoOvertaken: (note: string) => `Not undone (${note}): somebody has changed it since.`,
	nothingToUndo: 'Nothing to undo',
	removed: (n: number) => `Removed ${objects(n)}`,
	removedByOther: (name: string) => `“${name}” was removed by somebody else`,
	find: 'Find',
	present: 'Present',
	report: 'Report as PDF',
	reportMaking: 'The report is being made. This can take half a minute.',
	// The name keeps its own direction of writing.
	reportDone: (fileName: string) => `“\u2068${fileName}\u2069” is in your downloads.`,
	reportAway: 'No report: the server cannot be reached. Try again when you are connected.',
	reportSignIn: 'No report: you are signed out. Reload the page and sign in.',
	reportFailed: 'No report: the server gave no PDF. Try again in a minute.',
	reportRefused: (why: string) => `No report. ${why}`,
	members: 'People and links',
	share: 'Share',
	sources: 'Sources',
	inspector: 'Details',
	more: 'More',
	help: 'Keys',
	nothingSelected: 'Nothing is selected.',
	theme: 'Theme',
	themes: { system: 'As the system', light: 'Light', dark: 'Dark' },

	tools: 'Tools',
	tool: {
		select: 'Select',
		pin: 'Add a pin',
		note: 'Write a note',
		actor: 'Add an actor',
		relate: 'Relate two actors'
	},

	saveStatus: 'Where my work is',
	readOnlyArchived:
		'This board is archived. It can be read; an owner can bring it back from the boards page.',

	people: 'People here',
	you: (name: string) => `${name} (you)`,
	follow: (name: string) => `Follow ${name}`,
	stopFollowing: (name: string) => `Stop following ${name}`,
	following: (name: string) => `Following ${name}. Esc or any move of your own ends it.`,
	followingAway: (name: string) =>
		`${name} is away for the moment. Following goes on as soon as they are back. Esc ends it.`,
	stop: 'Stop',
	followedBy: (names: string) => `Followed by ${names}`,
	followingMe: 'follows you',
	followsYou: (name: string) =>
		`${name} follows you, so you cannot follow them: two who follow each other would never rest.`,
	left: (name: string) => `${name} has left. You no longer follow anybody.`,
	morePeople: (n: number) => `${n} more`,
	roles: { owner: 'owner', editor: 'editor', viewer: 'viewer' },

	palette: 'Find and command',
	palettePlaceholder: 'Find a pin, an actor, a note, a source, or a command',
	paletteNothing: 'Nothing found',
	paletteObjects: 'On the board',
	paletteCommands: 'Commands',
	paletteMore: (n: number) => `${n} more: type on to narrow it down`,

	helpTitle: 'Keys',
	helpIntro: 'Single letters work wherever no text is being typed.',
	helpMouse: [
		['Double-click', 'a pin on the map, a note on the wall'],
		['Shift-click', 'adds to the selection or takes from it'],
		['Drag on the empty wall', 'selects a box'],
		['Space-drag', 'pans the wall'],
		['Click a person', 'follows them']
	] as const,
	keys,
	keyGroups: { tools: 'Tools', objects: 'Objects', view: 'View', page: 'Page' },

	hints: 'First steps',
	hint: {
		pin: 'Press P, or double-click the map, to drop a pin.',
		wall: 'Press C for an actor card and N for a note on the wall.',
		together: 'Share the board with the people icon; click a colleague to follow them.'
	},
	/** Without a keyboard. */
	touchHint: {
		pin: 'Tap Add, then the map, to drop a pin.',
		wall: 'Add also makes actor cards and notes on the wall.',
		together: 'Share the board from the menu at the top; tap a colleague to follow them.'
	},
	hintDone: 'Got it',
	emptyTitle: 'Nothing on the map yet',
	emptyText: 'Put the first event where it happened. Everything can be moved, changed and undone.',
	emptyPin: 'Drop a pin',
	relateHint: 'Select two actors and press R, or drag from the edge of one card to another.',
	emptyReadOnly: 'Events will appear here as soon as somebody adds them.',

	/** By the reason for which the server ended the connection. */
	ended: {
		'session-ended': { title: 'Your session has ended', action: 'Sign in' },
		'link-ended': { title: 'This display link has ended', action: 'Try again' },
		'right-taken': { title: 'You no longer have access to this board', action: 'All boards' },
		'board-gone': { title: 'This board is not there any more', action: 'All boards' },
		version: { title: 'A new version of Sandtable is running', action: 'Reload' },
		malformed: { title: 'The server did not accept a change', action: 'Reload' },
		'too-large': { title: 'A change was too large', action: 'Reload' },
		unknown: { title: 'The connection was ended', action: 'Reload' }
	},
	linkEnded: 'Ask the lead for a new one.',
	stay: 'Stay and read',
	staying: (what: string) => `${what}. You can read what is here; nothing more is written.`,
	roleChanged: (role: string) => `Your role on this board is now ${role}.`,

	presentTitle: (title: string) => `${title} · presenting`,
	live: 'Live',
	notLive: 'Connection lost. Showing the last state',
	closeDetails: 'Close the details',
	leavePresent: 'Back to the board',
	followPresenter: (name: string) => `Following ${name}`,
	presenterAway: (name: string) => `Waiting for ${name}`,
	clockZone: (zone: string) => zone
};
