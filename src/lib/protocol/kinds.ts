// The numbers that open a frame. 0 to 3 are those of y-protocols, which stock y-websocket clients speak; from 100 on they
// are Sandtable's own and go only to clients that asked for them.

export const messageKind = {
	sync: 0,
	presence: 1,
	auth: 2,
	queryPresence: 3,
	/** Client: answer n when everything received before it is committed. Server: it is. */
	barrier: 100,
	/** Server only: how the storage behind the board is doing. */
	storage: 101
} as const;

export const syncKind = { step1: 0, step2: 1, update: 2 } as const;

export const authKind = { permissionDenied: 0 } as const;

/** `healthy`: committed before shown. `slow`: work is shown before it is committed. `full`: no more writes are taken for now. */
export const storageStates = ['healthy', 'slow', 'full'] as const;
export type StorageState = (typeof storageStates)[number];

/** Parameter of the address by which a client asks for barrier and storage frames. */
export const savedParameter = 'saved';

/** Matched against the raw path, never decoded: `/sync/` and a board id. */
export const syncPathPattern = /^\/sync\/([a-z0-9]{22})$/;
