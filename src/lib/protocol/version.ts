// The version of the wire, with its history. It grows when a client of the version before could misread a frame.

export const wireHistory = {
	1: {
		date: '2026-11-22',
		what: 'y-protocols sync, awareness, auth and query awareness; on request barrier 100 and storage state 101'
	}
} as const;

export const wireVersion = 1;
