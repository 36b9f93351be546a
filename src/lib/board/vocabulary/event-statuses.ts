// How well an event is established.

export const eventStatuses = [
	{ key: 'reported', label: 'reported' },
	{ key: 'confirmed', label: 'confirmed' },
	{ key: 'claimed', label: 'claimed' },
	{ key: 'disputed', label: 'disputed' },
	{ key: 'under-investigation', label: 'under investigation' },
	{ key: 'refuted', label: 'refuted' }
] as const;

export type EventStatus = (typeof eventStatuses)[number]['key'];
