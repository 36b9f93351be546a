// What is said about where my work is, and why a board let me go.

const changes = (n: number) => (n === 1 ? '1 change' : `${n} changes`);

export const sync = {
	connecting: 'Connecting…',
	saved: 'Saved',
	saving: 'Saving…',
	savingOfOthers: 'Saving… The server’s storage is slow at the moment.',
	offline: (n: number) => (n === 0 ? 'Offline' : `Offline: ${changes(n)} kept on this device`),
	offlineKeeping: (n: number) => `Offline: keeping ${changes(n)} on this device…`,
	offlineNotKept: (n: number) =>
		n === 0
			? 'Offline: this browser keeps no copy'
			: `Offline: ${changes(n)} only on this page. Keep it open until you are connected again.`,
	notSavedStorage: (seconds: number) => `Not saved for ${seconds} s: the server cannot reach its storage`,
	notSavedNoAnswer: (seconds: number) => `Not saved for ${seconds} s: the server does not answer`,
	readOnly: 'Read only',
	readOnlyApart: 'Read only · not connected',
	denied: 'Read only: your changes were not accepted',
	deviceUnavailable:
		'This browser keeps no copy on this device: without a connection, a reload loses unsaved work.',
	deviceFailing: 'The copy on this device can no longer be written. Keep the page open until it says saved.',
	ended: {
		malformed: 'The server did not understand this page. Reload it.',
		'session-ended': 'Your session ended. Sign in again.',
		'right-taken': 'You no longer have a right on this board. Ask its owner.',
		'board-gone': 'This board was deleted.',
		version: 'This board needs a newer version of the page. Reload it.',
		'too-large':
			'A change was too large for the server, or the board is full. Undo it, then reload the page.',
		unknown: 'The server ended the connection. Reload the page.'
	},
	endedWithChanges: (n: number) => `${changes(n)} not on the server, kept on this device.`,
	endedWithLostChanges: (n: number) =>
		`${changes(n)} not on the server. Copy what you need before you leave this page.`
};
